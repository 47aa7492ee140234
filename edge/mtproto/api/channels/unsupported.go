package channels

import (
	"github.com/gotd/td/tg"

	"lamplight"
	"lamplight/edge/mtproto/rpc"
)

// Why a method is not here.
const (
	noChannels  = "Channels and supergroups are not built yet."
	noneYet     = "Channels and supergroups are not built yet: there are none."
	noReading   = "Channels and supergroups are not built yet."
	noJoining   = "Channels and supergroups are not built yet."
	noSettings  = "Channels and supergroups are not built yet."
	noMoney     = "There are no boosts, no advertisements and no currency of our own."
	noGigagroup = "A supergroup has room for 200,000 members and a channel for any number: there is nothing between the two."
	noAntiSpam  = "Nothing looks for spam in groups by itself yet, so it cannot be switched on."
	noReports   = "Reports come with the safety desk; until then none is taken, so that none is dropped."
)

// unsupported lists every method of the namespace that we do not do, with the answer instead of it and the reason.
func unsupported() []rpc.Route {
	return []rpc.Route{
		// Seeing channels.

		// Lists of channels, all of them empty.
		rpc.Nothing[tg.ChannelsGetChannelRecommendationsRequest]("channels.getChannelRecommendations", rpc.Users, &tg.MessagesChats{}, noneYet),

		// Making, joining and leaving.
		rpc.Refuse[tg.ChannelsConvertToGigagroupRequest]("channels.convertToGigagroup", lamplight.ErrMethodInvalid, noGigagroup),

		// Settings.
		rpc.Refuse[tg.ChannelsEditLocationRequest]("channels.editLocation", rpc.ErrMegagroupRequired, noSettings),
		rpc.Refuse[tg.ChannelsSetStickersRequest]("channels.setStickers", lamplight.ErrChannelInvalid, noSettings),
		rpc.Refuse[tg.ChannelsSetEmojiStickersRequest]("channels.setEmojiStickers", lamplight.ErrChannelInvalid, noSettings),
		rpc.Refuse[tg.ChannelsToggleAutotranslationRequest]("channels.toggleAutotranslation", lamplight.ErrChannelInvalid, noSettings),
		rpc.Refuse[tg.ChannelsUpdateColorRequest]("channels.updateColor", lamplight.ErrChannelInvalid, noSettings),
		rpc.Refuse[tg.ChannelsUpdateEmojiStatusRequest]("channels.updateEmojiStatus", lamplight.ErrChannelInvalid, noSettings),
		rpc.Refuse[tg.ChannelsSetMainProfileTabRequest]("channels.setMainProfileTab", lamplight.ErrChannelInvalid, noSettings),

		// Boosts, advertisements and payments.
		rpc.Refuse[tg.ChannelsSetBoostsToUnblockRestrictionsRequest]("channels.setBoostsToUnblockRestrictions", lamplight.ErrChannelInvalid, noMoney),
		rpc.Refuse[tg.ChannelsRestrictSponsoredMessagesRequest]("channels.restrictSponsoredMessages", lamplight.ErrChannelInvalid, noMoney),
		rpc.Refuse[tg.ChannelsUpdatePaidMessagesPriceRequest]("channels.updatePaidMessagesPrice", lamplight.ErrChannelInvalid, noMoney),

		// Safety.
		rpc.Refuse[tg.ChannelsReportSpamRequest]("channels.reportSpam", lamplight.ErrChannelInvalid, noReports),
		rpc.Refuse[tg.ChannelsToggleAntiSpamRequest]("channels.toggleAntiSpam", lamplight.ErrMethodInvalid, noAntiSpam),
		rpc.Refuse[tg.ChannelsReportAntiSpamFalsePositiveRequest]("channels.reportAntiSpamFalsePositive", lamplight.ErrChannelInvalid, noReports),
	}
}
