package account

import (
	"github.com/gotd/td/tg"

	"lamplight"
	"lamplight/edge/mtproto/rpc"
	"lamplight/service/contacts"
)

// Why a method is not here.
const (
	later           = "This is not built yet."
	oneName         = "An account has one public name, which its owner edits; none are bought."
	laterPhone      = "Confirming a number by a link and signing in by e-mail alone are not built yet."
	noTmpPassword   = "There are no payments, which it is for."
	noPush          = "Push notifications are not built yet: a device that sleeps catches up when it wakes."
	noReports       = "Reports come with the safety desk; until then none is taken, so that none is dropped."
	noShared        = "This setting is not kept by the server yet; each device keeps its own."
	noWallpapers    = "Wallpapers come with media."
	noThemes        = "Themes come with media; clients bring their own."
	noPremium       = "Emoji statuses and colours of names are not built: they need custom emoji, which need files."
	noProfileExtras = "Channels, gifts and music in a profile are not built yet."
	noBusiness      = "Tools for businesses are not built."
	noPassport      = "The server keeps no identity papers and signs nobody in elsewhere."
	noPasskeys      = "Passkeys are not built yet."
	noMoney         = "There are no advertisements and no currency of our own."
)

// autoDownload returns what clients fetch by themselves on a poor, a usual and a good connection, where a device has no
// settings of its own. Sizes are in bytes.
func autoDownload() *tg.AccountAutoDownloadSettings {
	const mib = 1 << 20
	settings := func(video, file int64) tg.AutoDownloadSettings {
		return tg.AutoDownloadSettings{
			AudioPreloadNext: true, PhotoSizeMax: mib, VideoSizeMax: video, FileSizeMax: file, VideoUploadMaxbitrate: 100,
			SmallQueueActiveOperationsMax: 5, LargeQueueActiveOperationsMax: 2,
		}
	}
	return &tg.AccountAutoDownloadSettings{
		Low: settings(0, 0), Medium: settings(10*mib, mib), High: settings(15*mib, 3*mib),
	}
}

var errTmpPasswordDisabled = &lamplight.Error{Kind: lamplight.Invalid, Code: "TMP_PASSWORD_DISABLED"}

// unsupported lists every method of the namespace that we do not do, with the answer instead of it and the reason.
func unsupported() []rpc.Route {
	return []rpc.Route{
		// Profile and names.
		rpc.Refuse[tg.AccountReorderUsernamesRequest]("account.reorderUsernames", contacts.ErrUsernameNotModified, oneName),
		rpc.Refuse[tg.AccountToggleUsernameRequest]("account.toggleUsername", contacts.ErrUsernameInvalid, oneName),
		rpc.Refuse[tg.AccountUpdateBirthdayRequest]("account.updateBirthday", lamplight.ErrMethodInvalid, later),

		// Password.
		rpc.Refuse[tg.AccountGetTmpPasswordRequest]("account.getTmpPassword", errTmpPasswordDisabled, noTmpPassword),

		// Phone number and e-mail.
		rpc.Refuse[tg.AccountSendConfirmPhoneCodeRequest]("account.sendConfirmPhoneCode", lamplight.ErrMethodInvalid, laterPhone),
		rpc.Refuse[tg.AccountConfirmPhoneRequest]("account.confirmPhone", lamplight.ErrMethodInvalid, laterPhone),
		rpc.Refuse[tg.AccountSendVerifyEmailCodeRequest]("account.sendVerifyEmailCode", lamplight.ErrMethodInvalid, laterPhone),
		rpc.Refuse[tg.AccountVerifyEmailRequest]("account.verifyEmail", lamplight.ErrMethodInvalid, laterPhone),

		// Notifications.
		rpc.Refuse[tg.AccountRegisterDeviceRequest]("account.registerDevice", rpc.ErrTokenInvalid, noPush),
		rpc.Refuse[tg.AccountUnregisterDeviceRequest]("account.unregisterDevice", rpc.ErrTokenInvalid, noPush),
		rpc.Refuse[tg.AccountUpdateDeviceLockedRequest]("account.updateDeviceLocked", lamplight.ErrMethodInvalid, noPush),
		rpc.Nothing[tg.AccountGetReactionsNotifySettingsRequest]("account.getReactionsNotifySettings", rpc.Users, &tg.ReactionsNotifySettings{
			Sound: &tg.NotificationSoundDefault{}, ShowPreviews: true,
		}, noPush),
		rpc.Refuse[tg.AccountSetReactionsNotifySettingsRequest]("account.setReactionsNotifySettings", lamplight.ErrMethodInvalid, noPush),
		rpc.Nothing[tg.AccountGetSavedRingtonesRequest]("account.getSavedRingtones", rpc.Users, &tg.AccountSavedRingtones{}, noPush),
		rpc.Refuse[tg.AccountSaveRingtoneRequest]("account.saveRingtone", rpc.ErrRingtoneInvalid, noPush),
		rpc.Refuse[tg.AccountUploadRingtoneRequest]("account.uploadRingtone", rpc.ErrRingtoneInvalid, noPush),

		// Reports.
		rpc.Refuse[tg.AccountReportPeerRequest]("account.reportPeer", lamplight.ErrMethodInvalid, noReports),
		rpc.Refuse[tg.AccountReportProfilePhotoRequest]("account.reportProfilePhoto", lamplight.ErrMethodInvalid, noReports),

		// Settings that devices share.
		rpc.Nothing[tg.AccountGetAutoDownloadSettingsRequest]("account.getAutoDownloadSettings", rpc.Users, autoDownload(), noShared),
		rpc.Refuse[tg.AccountSaveAutoDownloadSettingsRequest]("account.saveAutoDownloadSettings", lamplight.ErrMethodInvalid, noShared),
		rpc.Nothing[tg.AccountGetAutoSaveSettingsRequest]("account.getAutoSaveSettings", rpc.Users, &tg.AccountAutoSaveSettings{}, noShared),
		rpc.Refuse[tg.AccountSaveAutoSaveSettingsRequest]("account.saveAutoSaveSettings", lamplight.ErrMethodInvalid, noShared),
		rpc.Refuse[tg.AccountDeleteAutoSaveExceptionsRequest]("account.deleteAutoSaveExceptions", lamplight.ErrMethodInvalid, noShared),
		rpc.Nothing[tg.AccountGetContentSettingsRequest]("account.getContentSettings", rpc.Users, &tg.AccountContentSettings{}, noShared),
		rpc.Refuse[tg.AccountSetContentSettingsRequest]("account.setContentSettings", rpc.ErrSensitiveChangeForbidden, noShared),
		rpc.Nothing[tg.AccountGetWebBrowserSettingsRequest]("account.getWebBrowserSettings", rpc.Users, &tg.AccountWebBrowserSettings{}, noShared),
		rpc.Refuse[tg.AccountUpdateWebBrowserSettingsRequest]("account.updateWebBrowserSettings", lamplight.ErrMethodInvalid, noShared),
		rpc.Refuse[tg.AccountToggleWebBrowserSettingsExceptionRequest]("account.toggleWebBrowserSettingsException", lamplight.ErrMethodInvalid, noShared),
		rpc.Refuse[tg.AccountDeleteWebBrowserSettingsExceptionsRequest]("account.deleteWebBrowserSettingsExceptions", lamplight.ErrMethodInvalid, noShared),

		// Wallpapers.
		rpc.Nothing[tg.AccountGetWallPapersRequest]("account.getWallPapers", rpc.Users, &tg.AccountWallPapers{}, noWallpapers),
		rpc.Refuse[tg.AccountGetWallPaperRequest]("account.getWallPaper", rpc.ErrWallpaperInvalid, noWallpapers),
		rpc.Nothing[tg.AccountGetMultiWallPapersRequest]("account.getMultiWallPapers", rpc.Users, &tg.WallPaperClassVector{}, noWallpapers),
		rpc.Refuse[tg.AccountUploadWallPaperRequest]("account.uploadWallPaper", rpc.ErrWallpaperFileInvalid, noWallpapers),
		rpc.Refuse[tg.AccountSaveWallPaperRequest]("account.saveWallPaper", rpc.ErrWallpaperInvalid, noWallpapers),
		rpc.Refuse[tg.AccountInstallWallPaperRequest]("account.installWallPaper", rpc.ErrWallpaperInvalid, noWallpapers),
		rpc.Refuse[tg.AccountResetWallPapersRequest]("account.resetWallPapers", lamplight.ErrMethodInvalid, noWallpapers),

		// Themes.
		rpc.Nothing[tg.AccountGetThemesRequest]("account.getThemes", rpc.Users, &tg.AccountThemes{}, noThemes),
		rpc.Nothing[tg.AccountGetChatThemesRequest]("account.getChatThemes", rpc.Users, &tg.AccountThemes{}, noThemes),
		rpc.Nothing[tg.AccountGetUniqueGiftChatThemesRequest]("account.getUniqueGiftChatThemes", rpc.Users, &tg.AccountChatThemes{}, noThemes),
		rpc.Refuse[tg.AccountGetThemeRequest]("account.getTheme", rpc.ErrThemeInvalid, noThemes),
		rpc.Refuse[tg.AccountUploadThemeRequest]("account.uploadTheme", rpc.ErrThemeFileInvalid, noThemes),
		rpc.Refuse[tg.AccountCreateThemeRequest]("account.createTheme", rpc.ErrThemeMimeInvalid, noThemes),
		rpc.Refuse[tg.AccountUpdateThemeRequest]("account.updateTheme", rpc.ErrThemeInvalid, noThemes),
		rpc.Refuse[tg.AccountSaveThemeRequest]("account.saveTheme", rpc.ErrThemeInvalid, noThemes),
		rpc.Refuse[tg.AccountInstallThemeRequest]("account.installTheme", rpc.ErrThemeInvalid, noThemes),

		// Emoji statuses and colours.
		rpc.Refuse[tg.AccountUpdateEmojiStatusRequest]("account.updateEmojiStatus", rpc.ErrPremiumAccountRequired, noPremium),
		rpc.Nothing[tg.AccountGetDefaultEmojiStatusesRequest]("account.getDefaultEmojiStatuses", rpc.Users, &tg.AccountEmojiStatuses{}, noPremium),
		rpc.Nothing[tg.AccountGetRecentEmojiStatusesRequest]("account.getRecentEmojiStatuses", rpc.Users, &tg.AccountEmojiStatuses{}, noPremium),
		rpc.Nothing[tg.AccountGetChannelDefaultEmojiStatusesRequest]("account.getChannelDefaultEmojiStatuses", rpc.Users, &tg.AccountEmojiStatuses{}, noPremium),
		rpc.Nothing[tg.AccountGetCollectibleEmojiStatusesRequest]("account.getCollectibleEmojiStatuses", rpc.Users, &tg.AccountEmojiStatuses{}, noPremium),
		rpc.Nothing[tg.AccountGetChannelRestrictedStatusEmojisRequest]("account.getChannelRestrictedStatusEmojis", rpc.Users, &tg.EmojiList{}, noPremium),
		rpc.Refuse[tg.AccountClearRecentEmojiStatusesRequest]("account.clearRecentEmojiStatuses", lamplight.ErrMethodInvalid, noPremium),
		rpc.Nothing[tg.AccountGetDefaultProfilePhotoEmojisRequest]("account.getDefaultProfilePhotoEmojis", rpc.Users, &tg.EmojiList{}, noPremium),
		rpc.Nothing[tg.AccountGetDefaultGroupPhotoEmojisRequest]("account.getDefaultGroupPhotoEmojis", rpc.Users, &tg.EmojiList{}, noPremium),
		rpc.Nothing[tg.AccountGetDefaultBackgroundEmojisRequest]("account.getDefaultBackgroundEmojis", rpc.Users, &tg.EmojiList{}, noPremium),
		rpc.Refuse[tg.AccountUpdateColorRequest]("account.updateColor", rpc.ErrPremiumAccountRequired, noPremium),

		// More in a profile.
		rpc.Refuse[tg.AccountUpdatePersonalChannelRequest]("account.updatePersonalChannel", lamplight.ErrChannelInvalid, noProfileExtras),
		rpc.Refuse[tg.AccountSetMainProfileTabRequest]("account.setMainProfileTab", lamplight.ErrMethodInvalid, noProfileExtras),
		rpc.Refuse[tg.AccountSaveMusicRequest]("account.saveMusic", rpc.ErrDocumentInvalid, noProfileExtras),
		rpc.Nothing[tg.AccountGetSavedMusicIDsRequest]("account.getSavedMusicIds", rpc.Users, &tg.AccountSavedMusicIDs{}, noProfileExtras),

		// Businesses.
		rpc.Refuse[tg.AccountUpdateBusinessWorkHoursRequest]("account.updateBusinessWorkHours", rpc.ErrPremiumAccountRequired, noBusiness),
		rpc.Refuse[tg.AccountUpdateBusinessLocationRequest]("account.updateBusinessLocation", rpc.ErrPremiumAccountRequired, noBusiness),
		rpc.Refuse[tg.AccountUpdateBusinessGreetingMessageRequest]("account.updateBusinessGreetingMessage", rpc.ErrPremiumAccountRequired, noBusiness),
		rpc.Refuse[tg.AccountUpdateBusinessAwayMessageRequest]("account.updateBusinessAwayMessage", rpc.ErrPremiumAccountRequired, noBusiness),
		rpc.Refuse[tg.AccountUpdateBusinessIntroRequest]("account.updateBusinessIntro", rpc.ErrPremiumAccountRequired, noBusiness),
		rpc.Nothing[tg.AccountGetConnectedBotsRequest]("account.getConnectedBots", rpc.Users, &tg.AccountConnectedBots{}, noBusiness),
		rpc.Refuse[tg.AccountUpdateConnectedBotRequest]("account.updateConnectedBot", rpc.ErrBotInvalid, noBusiness),
		rpc.Refuse[tg.AccountConfirmBotConnectionRequest]("account.confirmBotConnection", rpc.ErrBotInvalid, noBusiness),
		rpc.Refuse[tg.AccountToggleConnectedBotPausedRequest]("account.toggleConnectedBotPaused", rpc.ErrBotInvalid, noBusiness),
		rpc.Refuse[tg.AccountDisablePeerConnectedBotRequest]("account.disablePeerConnectedBot", rpc.ErrBotInvalid, noBusiness),
		rpc.Refuse[tg.AccountGetBotBusinessConnectionRequest]("account.getBotBusinessConnection", rpc.ErrConnectionIDInvalid, noBusiness),
		rpc.Nothing[tg.AccountGetBusinessChatLinksRequest]("account.getBusinessChatLinks", rpc.Users, &tg.AccountBusinessChatLinks{}, noBusiness),
		rpc.Refuse[tg.AccountCreateBusinessChatLinkRequest]("account.createBusinessChatLink", rpc.ErrPremiumAccountRequired, noBusiness),
		rpc.Refuse[tg.AccountEditBusinessChatLinkRequest]("account.editBusinessChatLink", rpc.ErrChatlinkSlugExpired, noBusiness),
		rpc.Refuse[tg.AccountDeleteBusinessChatLinkRequest]("account.deleteBusinessChatLink", rpc.ErrChatlinkSlugExpired, noBusiness),
		rpc.Refuse[tg.AccountResolveBusinessChatLinkRequest]("account.resolveBusinessChatLink", rpc.ErrChatlinkSlugExpired, noBusiness),

		// Websites and identity papers.
		rpc.Nothing[tg.AccountGetWebAuthorizationsRequest]("account.getWebAuthorizations", rpc.Users, &tg.AccountWebAuthorizations{}, noPassport),
		rpc.Refuse[tg.AccountResetWebAuthorizationRequest]("account.resetWebAuthorization", rpc.ErrHashInvalid, noPassport),
		rpc.Refuse[tg.AccountResetWebAuthorizationsRequest]("account.resetWebAuthorizations", lamplight.ErrMethodInvalid, noPassport),
		rpc.Nothing[tg.AccountGetAllSecureValuesRequest]("account.getAllSecureValues", rpc.Users, &tg.SecureValueVector{}, noPassport),
		rpc.Nothing[tg.AccountGetSecureValueRequest]("account.getSecureValue", rpc.Users, &tg.SecureValueVector{}, noPassport),
		rpc.Refuse[tg.AccountSaveSecureValueRequest]("account.saveSecureValue", lamplight.ErrMethodInvalid, noPassport),
		rpc.Refuse[tg.AccountDeleteSecureValueRequest]("account.deleteSecureValue", lamplight.ErrMethodInvalid, noPassport),
		rpc.Refuse[tg.AccountGetAuthorizationFormRequest]("account.getAuthorizationForm", rpc.ErrBotInvalid, noPassport),
		rpc.Refuse[tg.AccountAcceptAuthorizationRequest]("account.acceptAuthorization", rpc.ErrBotInvalid, noPassport),
		rpc.Refuse[tg.AccountSendVerifyPhoneCodeRequest]("account.sendVerifyPhoneCode", lamplight.ErrMethodInvalid, noPassport),
		rpc.Refuse[tg.AccountVerifyPhoneRequest]("account.verifyPhone", lamplight.ErrMethodInvalid, noPassport),

		// Passkeys.
		rpc.Nothing[tg.AccountGetPasskeysRequest]("account.getPasskeys", rpc.Users, &tg.AccountPasskeys{}, noPasskeys),
		rpc.Refuse[tg.AccountInitPasskeyRegistrationRequest]("account.initPasskeyRegistration", lamplight.ErrMethodInvalid, noPasskeys),
		rpc.Refuse[tg.AccountRegisterPasskeyRequest]("account.registerPasskey", lamplight.ErrMethodInvalid, noPasskeys),
		rpc.Refuse[tg.AccountDeletePasskeyRequest]("account.deletePasskey", lamplight.ErrMethodInvalid, noPasskeys),

		// Advertisements and paid messages.
		rpc.Refuse[tg.AccountToggleSponsoredMessagesRequest]("account.toggleSponsoredMessages", rpc.ErrPremiumAccountRequired, noMoney),
		rpc.Nothing[tg.AccountGetPaidMessagesRevenueRequest]("account.getPaidMessagesRevenue", rpc.Users, &tg.AccountPaidMessagesRevenue{}, noMoney),
		rpc.Refuse[tg.AccountToggleNoPaidMessagesExceptionRequest]("account.toggleNoPaidMessagesException", lamplight.ErrMethodInvalid, noMoney),
	}
}
