package api

import (
	"testing"

	"lamplight/edge/mtproto/rpc"
)

// atStart are the methods that client libraries and apps call before a person does anything, as their sources and runs
// of them show. A client that is refused one of these shows an error, asks again for ever, or does not start.
var atStart = []string{
	// Before sign-in: TDLib, Telethon, Pyrogram, mtcute, GramJS.
	"help.getConfig", "help.getNearestDc", "help.getAppConfig", "help.getCountriesList", "help.getTermsOfServiceUpdate",
	"help.getAppUpdate", "help.getCdnConfig", "help.getDeepLinkInfo", "help.getInviteText",
	"langpack.getLanguages", "langpack.getLanguage", "langpack.getLangPack", "langpack.getDifference", "langpack.getStrings",

	// Colours, promotions and the like, after it.
	"help.getPeerColors", "help.getPeerProfileColors", "help.getTimezonesList", "help.getPremiumPromo", "help.getPromoData",
	"help.getRecentMeUrls", "help.getPassportConfig", "help.getSupport", "help.getUserInfo",

	// Stickers, reactions, emoji.
	"messages.getAllStickers", "messages.getMaskStickers", "messages.getEmojiStickers", "messages.getFeaturedStickers",
	"messages.getFeaturedEmojiStickers", "messages.getRecentStickers", "messages.getFavedStickers", "messages.getSavedGifs",
	"messages.getArchivedStickers", "messages.getStickers", "messages.getAvailableReactions", "messages.getTopReactions",
	"messages.getRecentReactions", "messages.getDefaultTagReactions", "messages.getSavedReactionTags",
	"messages.getAvailableEffects", "messages.getEmojiGroups", "messages.getEmojiStatusGroups",
	"messages.getEmojiStickerGroups", "messages.getEmojiProfilePhotoGroups", "messages.getEmojiKeywords",
	"messages.getEmojiKeywordsDifference", "messages.getEmojiKeywordsLanguages", "messages.getCustomEmojiDocuments",
	"account.getDefaultEmojiStatuses", "account.getRecentEmojiStatuses", "account.getCollectibleEmojiStatuses",
	"account.getChannelDefaultEmojiStatuses", "account.getDefaultProfilePhotoEmojis", "account.getDefaultGroupPhotoEmojis",
	"account.getDefaultBackgroundEmojis", "account.getSavedRingtones",

	// Settings.
	"account.getNotifySettings", "account.getNotifyExceptions", "account.getReactionsNotifySettings",
	"account.getContentSettings", "account.getGlobalPrivacySettings", "account.getAutoDownloadSettings",
	"account.getAutoSaveSettings", "account.getThemes", "account.getChatThemes", "account.getWallPapers",
	"account.getConnectedBots", "account.getBusinessChatLinks", "account.getWebAuthorizations", "account.getPasskeys",
	"messages.getDefaultHistoryTTL",

	// Lists of what there may be.
	"messages.getDialogFilters", "messages.getSuggestedDialogFilters", "messages.getAttachMenuBots",
	"messages.getQuickReplies", "messages.getSavedDialogs", "messages.getPinnedSavedDialogs", "messages.getSponsoredMessages",
	"messages.getScheduledHistory", "messages.getWebPagePreview", "contacts.getTopPeers", "contacts.getBirthdays",
	"contacts.getSponsoredPeers", "stories.getAllStories", "stories.getAllReadPeerStories", "photos.getUserPhotos",
	"channels.getLeftChannels", "channels.getAdminedPublicChannels", "channels.getInactiveChannels",
	"channels.getChannelRecommendations", "bots.getAdminedBots", "payments.getStarsStatus", "payments.getSavedInfo",
	"payments.getPremiumGiftCodeOptions", "payments.getStarsTopupOptions", "payments.getStarGifts",
	"payments.getSavedStarGifts", "payments.getStarGiftActiveAuctions", "premium.getMyBoosts", "aicompose.getTones",
}

func TestNothingThatClientsAskAtTheirStartIsRefused(t *testing.T) {
	state := map[string]rpc.State{}
	for _, r := range rows() {
		state[r.Method] = r.State
	}
	for _, m := range atStart {
		switch s, ok := state[m]; {
		case !ok:
			t.Errorf("%s has no row", m)
		case s == rpc.Refused:
			t.Errorf("%s is refused", m)
		}
	}
}
