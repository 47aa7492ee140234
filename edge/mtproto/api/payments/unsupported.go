package payments

import (
	"github.com/gotd/td/tg"

	"lamplight"
	"lamplight/edge/mtproto/rpc"
)

// Why a method is not here.
const (
	noPayments   = "Paying merchants in a chat is not built yet."
	noStores     = "Nothing is sold through the stores of phone makers."
	noPremium    = "There is no premium subscription: everybody has everything."
	noStars      = "There is no currency of our own, by design: it would be anonymous payment."
	noAffiliates = "Nobody is paid for advertising bots."
	noGifts      = "Gifts that can be bought and sold again are anonymous payment; they are not built, by design."
)

// unsupported lists every method of the namespace that we do not do, with the answer instead of it and the reason.
func unsupported() []rpc.Route {
	return []rpc.Route{
		// Paying a merchant.
		rpc.Refuse[tg.PaymentsGetPaymentFormRequest]("payments.getPaymentForm", rpc.ErrPaymentUnsupported, noPayments),
		rpc.Refuse[tg.PaymentsGetPaymentReceiptRequest]("payments.getPaymentReceipt", lamplight.ErrMessageInvalid, noPayments),
		rpc.Refuse[tg.PaymentsValidateRequestedInfoRequest]("payments.validateRequestedInfo", rpc.ErrPaymentUnsupported, noPayments),
		rpc.Refuse[tg.PaymentsSendPaymentFormRequest]("payments.sendPaymentForm", rpc.ErrPaymentUnsupported, noPayments),
		rpc.Nothing[tg.PaymentsGetSavedInfoRequest]("payments.getSavedInfo", rpc.Users, &tg.PaymentsSavedInfo{}, noPayments),
		rpc.Refuse[tg.PaymentsClearSavedInfoRequest]("payments.clearSavedInfo", rpc.ErrPaymentUnsupported, noPayments),
		rpc.Refuse[tg.PaymentsGetBankCardDataRequest]("payments.getBankCardData", rpc.ErrBankCardNumberInvalid, noPayments),
		rpc.Refuse[tg.PaymentsExportInvoiceRequest]("payments.exportInvoice", rpc.ErrPaymentUnsupported, noPayments),

		// Stores of phone makers.
		rpc.Refuse[tg.PaymentsAssignAppStoreTransactionRequest]("payments.assignAppStoreTransaction", rpc.ErrPaymentUnsupported, noStores),
		rpc.Refuse[tg.PaymentsAssignPlayMarketTransactionRequest]("payments.assignPlayMarketTransaction", rpc.ErrPaymentUnsupported, noStores),
		rpc.Refuse[tg.PaymentsCanPurchaseStoreRequest]("payments.canPurchaseStore", rpc.ErrPaymentUnsupported, noStores),

		// Premium as a gift.
		rpc.Nothing[tg.PaymentsGetPremiumGiftCodeOptionsRequest]("payments.getPremiumGiftCodeOptions", rpc.Users, &tg.PremiumGiftCodeOptionVector{}, noPremium),
		rpc.Refuse[tg.PaymentsCheckGiftCodeRequest]("payments.checkGiftCode", rpc.ErrGiftSlugInvalid, noPremium),
		rpc.Refuse[tg.PaymentsApplyGiftCodeRequest]("payments.applyGiftCode", rpc.ErrGiftSlugInvalid, noPremium),
		rpc.Refuse[tg.PaymentsGetGiveawayInfoRequest]("payments.getGiveawayInfo", lamplight.ErrMessageInvalid, noPremium),
		rpc.Refuse[tg.PaymentsLaunchPrepaidGiveawayRequest]("payments.launchPrepaidGiveaway", lamplight.ErrPeerInvalid, noPremium),

		// Stars.
		rpc.Nothing[tg.PaymentsGetStarsStatusRequest]("payments.getStarsStatus", rpc.Users, &tg.PaymentsStarsStatus{Balance: &tg.StarsAmount{}}, noStars),
		rpc.Nothing[tg.PaymentsGetStarsTransactionsRequest]("payments.getStarsTransactions", rpc.Users, &tg.PaymentsStarsStatus{Balance: &tg.StarsAmount{}}, noStars),
		rpc.Nothing[tg.PaymentsGetStarsTransactionsByIDRequest]("payments.getStarsTransactionsByID", rpc.Users, &tg.PaymentsStarsStatus{Balance: &tg.StarsAmount{}}, noStars),
		rpc.Nothing[tg.PaymentsGetStarsSubscriptionsRequest]("payments.getStarsSubscriptions", rpc.Users, &tg.PaymentsStarsStatus{Balance: &tg.StarsAmount{}}, noStars),
		rpc.Nothing[tg.PaymentsGetStarsTopupOptionsRequest]("payments.getStarsTopupOptions", rpc.Users, &tg.StarsTopupOptionVector{}, noStars),
		rpc.Nothing[tg.PaymentsGetStarsGiftOptionsRequest]("payments.getStarsGiftOptions", rpc.Users, &tg.StarsGiftOptionVector{}, noStars),
		rpc.Nothing[tg.PaymentsGetStarsGiveawayOptionsRequest]("payments.getStarsGiveawayOptions", rpc.Users, &tg.StarsGiveawayOptionVector{}, noStars),
		rpc.Refuse[tg.PaymentsSendStarsFormRequest]("payments.sendStarsForm", rpc.ErrPaymentUnsupported, noStars),
		rpc.Refuse[tg.PaymentsRefundStarsChargeRequest]("payments.refundStarsCharge", rpc.ErrPaymentUnsupported, noStars),
		rpc.Refuse[tg.PaymentsChangeStarsSubscriptionRequest]("payments.changeStarsSubscription", rpc.ErrPaymentUnsupported, noStars),
		rpc.Refuse[tg.PaymentsFulfillStarsSubscriptionRequest]("payments.fulfillStarsSubscription", rpc.ErrPaymentUnsupported, noStars),
		rpc.Refuse[tg.PaymentsBotCancelStarsSubscriptionRequest]("payments.botCancelStarsSubscription", rpc.ErrPaymentUnsupported, noStars),
		rpc.Refuse[tg.PaymentsGetStarsRevenueStatsRequest]("payments.getStarsRevenueStats", lamplight.ErrPeerInvalid, noStars),
		rpc.Refuse[tg.PaymentsGetStarsRevenueWithdrawalURLRequest]("payments.getStarsRevenueWithdrawalUrl", lamplight.ErrPeerInvalid, noStars),
		rpc.Refuse[tg.PaymentsGetStarsRevenueAdsAccountURLRequest]("payments.getStarsRevenueAdsAccountUrl", lamplight.ErrPeerInvalid, noStars),

		// Programmes for those who advertise bots.
		rpc.Nothing[tg.PaymentsGetConnectedStarRefBotsRequest]("payments.getConnectedStarRefBots", rpc.Users, &tg.PaymentsConnectedStarRefBots{}, noAffiliates),
		rpc.Nothing[tg.PaymentsGetConnectedStarRefBotRequest]("payments.getConnectedStarRefBot", rpc.Users, &tg.PaymentsConnectedStarRefBots{}, noAffiliates),
		rpc.Nothing[tg.PaymentsGetSuggestedStarRefBotsRequest]("payments.getSuggestedStarRefBots", rpc.Users, &tg.PaymentsSuggestedStarRefBots{}, noAffiliates),
		rpc.Refuse[tg.PaymentsConnectStarRefBotRequest]("payments.connectStarRefBot", rpc.ErrPaymentUnsupported, noAffiliates),
		rpc.Refuse[tg.PaymentsEditConnectedStarRefBotRequest]("payments.editConnectedStarRefBot", rpc.ErrPaymentUnsupported, noAffiliates),

		// Gifts.
		rpc.Nothing[tg.PaymentsGetStarGiftsRequest]("payments.getStarGifts", rpc.Users, &tg.PaymentsStarGifts{}, noGifts),
		rpc.Nothing[tg.PaymentsGetSavedStarGiftsRequest]("payments.getSavedStarGifts", rpc.Users, &tg.PaymentsSavedStarGifts{}, noGifts),
		rpc.Nothing[tg.PaymentsGetSavedStarGiftRequest]("payments.getSavedStarGift", rpc.Users, &tg.PaymentsSavedStarGifts{}, noGifts),
		rpc.Nothing[tg.PaymentsGetCraftStarGiftsRequest]("payments.getCraftStarGifts", rpc.Users, &tg.PaymentsSavedStarGifts{}, noGifts),
		rpc.Nothing[tg.PaymentsGetStarGiftCollectionsRequest]("payments.getStarGiftCollections", rpc.Users, &tg.PaymentsStarGiftCollections{}, noGifts),
		rpc.Nothing[tg.PaymentsGetStarGiftActiveAuctionsRequest]("payments.getStarGiftActiveAuctions", rpc.Users, &tg.PaymentsStarGiftActiveAuctions{}, noGifts),
		rpc.Refuse[tg.PaymentsGetResaleStarGiftsRequest]("payments.getResaleStarGifts", rpc.ErrStargiftInvalid, noGifts),
		rpc.Refuse[tg.PaymentsGetUniqueStarGiftRequest]("payments.getUniqueStarGift", rpc.ErrStargiftSlugInvalid, noGifts),
		rpc.Refuse[tg.PaymentsGetUniqueStarGiftValueInfoRequest]("payments.getUniqueStarGiftValueInfo", rpc.ErrStargiftSlugInvalid, noGifts),
		rpc.Refuse[tg.PaymentsGetStarGiftUpgradePreviewRequest]("payments.getStarGiftUpgradePreview", rpc.ErrStargiftInvalid, noGifts),
		rpc.Refuse[tg.PaymentsGetStarGiftUpgradeAttributesRequest]("payments.getStarGiftUpgradeAttributes", rpc.ErrStargiftInvalid, noGifts),
		rpc.Refuse[tg.PaymentsGetStarGiftWithdrawalURLRequest]("payments.getStarGiftWithdrawalUrl", rpc.ErrStargiftInvalid, noGifts),
		rpc.Refuse[tg.PaymentsGetStarGiftAuctionStateRequest]("payments.getStarGiftAuctionState", rpc.ErrStargiftInvalid, noGifts),
		rpc.Refuse[tg.PaymentsGetStarGiftAuctionAcquiredGiftsRequest]("payments.getStarGiftAuctionAcquiredGifts", rpc.ErrStargiftInvalid, noGifts),
		rpc.Refuse[tg.PaymentsCheckCanSendGiftRequest]("payments.checkCanSendGift", rpc.ErrStargiftInvalid, noGifts),
		rpc.Refuse[tg.PaymentsSaveStarGiftRequest]("payments.saveStarGift", rpc.ErrStargiftInvalid, noGifts),
		rpc.Refuse[tg.PaymentsConvertStarGiftRequest]("payments.convertStarGift", rpc.ErrStargiftInvalid, noGifts),
		rpc.Refuse[tg.PaymentsUpgradeStarGiftRequest]("payments.upgradeStarGift", rpc.ErrStargiftInvalid, noGifts),
		rpc.Refuse[tg.PaymentsTransferStarGiftRequest]("payments.transferStarGift", rpc.ErrStargiftInvalid, noGifts),
		rpc.Refuse[tg.PaymentsCraftStarGiftRequest]("payments.craftStarGift", rpc.ErrStargiftInvalid, noGifts),
		rpc.Refuse[tg.PaymentsToggleChatStarGiftNotificationsRequest]("payments.toggleChatStarGiftNotifications", rpc.ErrStargiftInvalid, noGifts),
		rpc.Refuse[tg.PaymentsToggleStarGiftsPinnedToTopRequest]("payments.toggleStarGiftsPinnedToTop", rpc.ErrStargiftInvalid, noGifts),
		rpc.Refuse[tg.PaymentsUpdateStarGiftPriceRequest]("payments.updateStarGiftPrice", rpc.ErrStargiftInvalid, noGifts),
		rpc.Refuse[tg.PaymentsCreateStarGiftCollectionRequest]("payments.createStarGiftCollection", rpc.ErrStargiftInvalid, noGifts),
		rpc.Refuse[tg.PaymentsUpdateStarGiftCollectionRequest]("payments.updateStarGiftCollection", rpc.ErrStargiftInvalid, noGifts),
		rpc.Refuse[tg.PaymentsReorderStarGiftCollectionsRequest]("payments.reorderStarGiftCollections", rpc.ErrStargiftInvalid, noGifts),
		rpc.Refuse[tg.PaymentsDeleteStarGiftCollectionRequest]("payments.deleteStarGiftCollection", rpc.ErrStargiftInvalid, noGifts),
		rpc.Refuse[tg.PaymentsSendStarGiftOfferRequest]("payments.sendStarGiftOffer", rpc.ErrStargiftInvalid, noGifts),
		rpc.Refuse[tg.PaymentsResolveStarGiftOfferRequest]("payments.resolveStarGiftOffer", rpc.ErrStargiftInvalid, noGifts),
	}
}
