package messages

import (
	"github.com/gotd/td/tg"

	"lamplight"
	"lamplight/edge/mtproto/rpc"
)

// Why a method is not here.
const (
	later          = "This is not built yet."
	noReports      = "Reports come with the safety desk; until then none is taken, so that none is dropped."
	noMedia        = "Media are not built yet."
	noStickers     = "Nobody chooses sets for everybody: people find them by their titles and addresses."
	noEmoji        = "Words and groups for emoji need lists that the server does not have yet."
	noReactions    = "Tags for what one keeps, and reactions that are taken back all at once, are not built."
	noGroups       = "Groups are not built yet."
	noInvites      = "Groups and channels, and so links into them, are not built yet."
	noPolls        = "Task lists, answers that voters add, and counting votes that one has not seen are not built."
	noSavedDialogs = "What one keeps is never unread; channels that take messages directly are not built yet."
	noBusiness     = "Tools for businesses are not built."
	noBots         = "Bots are not built yet."
	noGames        = "Games come with bots, which are not built yet."
	noWebApps      = "Web apps of bots and signing in to other sites by a link are not built yet."
	noSecret       = "Secret chats are not built yet."
	noImport       = "Importing a history from another messenger is not built: it would put words into people's mouths."
	noLooks        = "Themes and wallpapers for a conversation need files, which are not built yet."
	noMachine      = "The server does not read private messages, and no text is sent to a machine elsewhere."
	noAds          = "There are no advertisements, and there will be none."
	noStars        = "There is no currency of our own: nothing can be paid for with stars."
	noFactChecks   = "Fact checks stand on channel posts, which are not built yet."
	noCalls        = "Calls are not built yet: none can be in the history."
	noMetrics      = "What people read and for how long is not measured."
)

// unsupported lists every method of the namespace that we do not do, with the answer instead of it and the reason.
func unsupported() []rpc.Route {
	return []rpc.Route{
		// Conversations and their messages.
		rpc.Refuse[tg.MessagesSendScreenshotNotificationRequest]("messages.sendScreenshotNotification", lamplight.ErrMethodInvalid, later),

		// Reports.
		rpc.Refuse[tg.MessagesReportRequest]("messages.report", lamplight.ErrMethodInvalid, noReports),
		rpc.Refuse[tg.MessagesReportSpamRequest]("messages.reportSpam", lamplight.ErrMethodInvalid, noReports),
		rpc.Refuse[tg.MessagesReportReactionRequest]("messages.reportReaction", lamplight.ErrMethodInvalid, noReports),
		rpc.Refuse[tg.MessagesReportEncryptedSpamRequest]("messages.reportEncryptedSpam", lamplight.ErrMethodInvalid, noReports),

		// Media in messages.
		rpc.Refuse[tg.MessagesUploadImportedMediaRequest]("messages.uploadImportedMedia", rpc.ErrMediaInvalid, noMedia),
		rpc.Nothing[tg.MessagesGetDocumentByHashRequest]("messages.getDocumentByHash", rpc.Users, &tg.DocumentEmpty{}, noMedia),
		rpc.Refuse[tg.MessagesGetExtendedMediaRequest]("messages.getExtendedMedia", lamplight.ErrMessageInvalid, noMedia),
		rpc.Nothing[tg.MessagesSearchSentMediaRequest]("messages.searchSentMedia", rpc.Users, &tg.MessagesMessages{}, noMedia),
		rpc.Nothing[tg.MessagesGetRecentLocationsRequest]("messages.getRecentLocations", rpc.Users, &tg.MessagesMessages{}, noMedia),
		rpc.Refuse[tg.MessagesTranscribeAudioRequest]("messages.transcribeAudio", lamplight.ErrMessageInvalid, noMedia),
		rpc.Refuse[tg.MessagesRateTranscribedAudioRequest]("messages.rateTranscribedAudio", lamplight.ErrMessageInvalid, noMedia),
		rpc.Nothing[tg.MessagesGetAttachedStickersRequest]("messages.getAttachedStickers", rpc.Users, &tg.StickerSetCoveredClassVector{}, noMedia),
		rpc.Refuse[tg.MessagesReportMusicListenRequest]("messages.reportMusicListen", rpc.ErrDocumentInvalid, noMedia),

		// Stickers.
		rpc.Nothing[tg.MessagesGetFeaturedStickersRequest]("messages.getFeaturedStickers", rpc.Users, &tg.MessagesFeaturedStickers{}, noStickers),
		rpc.Nothing[tg.MessagesGetFeaturedEmojiStickersRequest]("messages.getFeaturedEmojiStickers", rpc.Users, &tg.MessagesFeaturedStickers{}, noStickers),
		rpc.Nothing[tg.MessagesGetOldFeaturedStickersRequest]("messages.getOldFeaturedStickers", rpc.Users, &tg.MessagesFeaturedStickers{}, noStickers),
		rpc.Refuse[tg.MessagesReadFeaturedStickersRequest]("messages.readFeaturedStickers", rpc.ErrStickersetInvalid, noStickers),

		// Emoji.
		rpc.Nothing[tg.MessagesGetEmojiGroupsRequest]("messages.getEmojiGroups", rpc.Users, &tg.MessagesEmojiGroups{}, noEmoji),
		rpc.Nothing[tg.MessagesGetEmojiStatusGroupsRequest]("messages.getEmojiStatusGroups", rpc.Users, &tg.MessagesEmojiGroups{}, noEmoji),
		rpc.Nothing[tg.MessagesGetEmojiProfilePhotoGroupsRequest]("messages.getEmojiProfilePhotoGroups", rpc.Users, &tg.MessagesEmojiGroups{}, noEmoji),
		rpc.Nothing[tg.MessagesGetEmojiStickerGroupsRequest]("messages.getEmojiStickerGroups", rpc.Users, &tg.MessagesEmojiGroups{}, noEmoji),
		rpc.Nothing[tg.MessagesGetEmojiKeywordsLanguagesRequest]("messages.getEmojiKeywordsLanguages", rpc.Users, &tg.EmojiLanguageVector{}, noEmoji),
		rpc.Refuse[tg.MessagesGetEmojiURLRequest]("messages.getEmojiURL", lamplight.ErrMethodInvalid, noEmoji),
		rpc.Nothing[tg.MessagesGetEmojiGameInfoRequest]("messages.getEmojiGameInfo", rpc.Users, &tg.MessagesEmojiGameUnavailable{}, noEmoji),
		rpc.Nothing[tg.MessagesGetAvailableEffectsRequest]("messages.getAvailableEffects", rpc.Users, &tg.MessagesAvailableEffects{}, noEmoji),

		// Reactions.
		rpc.Nothing[tg.MessagesGetDefaultTagReactionsRequest]("messages.getDefaultTagReactions", rpc.Users, &tg.MessagesReactions{}, noReactions),
		rpc.Nothing[tg.MessagesGetSavedReactionTagsRequest]("messages.getSavedReactionTags", rpc.Users, &tg.MessagesSavedReactionTags{}, noReactions),
		rpc.Refuse[tg.MessagesUpdateSavedReactionTagRequest]("messages.updateSavedReactionTag", rpc.ErrPremiumAccountRequired, noReactions),
		rpc.Refuse[tg.MessagesDeleteParticipantReactionsRequest]("messages.deleteParticipantReactions", lamplight.ErrPeerInvalid, noReactions),

		// Basic groups.
		rpc.Refuse[tg.MessagesGetOnlinesRequest]("messages.getOnlines", rpc.ErrChatIDInvalid, noGroups),
		rpc.Refuse[tg.MessagesEditChatParticipantRankRequest]("messages.editChatParticipantRank", lamplight.ErrPeerInvalid, noGroups),
		rpc.Refuse[tg.MessagesGetFutureChatCreatorAfterLeaveRequest]("messages.getFutureChatCreatorAfterLeave", lamplight.ErrPeerInvalid, noGroups),
		rpc.Refuse[tg.MessagesGetPersonalChannelHistoryRequest]("messages.getPersonalChannelHistory", lamplight.ErrChannelInvalid, noGroups),

		// Invite links.
		rpc.Refuse[tg.MessagesRequestChatJoinWebViewRequest]("messages.requestChatJoinWebView", rpc.ErrBotInvalid, noInvites),

		// Polls and lists of tasks.
		rpc.Refuse[tg.MessagesAddPollAnswerRequest]("messages.addPollAnswer", lamplight.ErrMessageInvalid, noPolls),
		rpc.Refuse[tg.MessagesDeletePollAnswerRequest]("messages.deletePollAnswer", lamplight.ErrMessageInvalid, noPolls),
		rpc.Nothing[tg.MessagesGetUnreadPollVotesRequest]("messages.getUnreadPollVotes", rpc.Users, &tg.MessagesMessages{}, noPolls),
		rpc.Refuse[tg.MessagesReadPollVotesRequest]("messages.readPollVotes", lamplight.ErrPeerInvalid, noPolls),
		rpc.Refuse[tg.MessagesToggleTodoCompletedRequest]("messages.toggleTodoCompleted", lamplight.ErrMessageInvalid, noPolls),
		rpc.Refuse[tg.MessagesAppendTodoListRequest]("messages.appendTodoList", lamplight.ErrMessageInvalid, noPolls),

		// Saved messages by origin.
		rpc.Refuse[tg.MessagesReadSavedHistoryRequest]("messages.readSavedHistory", lamplight.ErrPeerInvalid, noSavedDialogs),

		// Quick replies.
		rpc.Nothing[tg.MessagesGetQuickRepliesRequest]("messages.getQuickReplies", rpc.Users, &tg.MessagesQuickReplies{}, noBusiness),
		rpc.Refuse[tg.MessagesCheckQuickReplyShortcutRequest]("messages.checkQuickReplyShortcut", rpc.ErrPremiumAccountRequired, noBusiness),
		rpc.Refuse[tg.MessagesEditQuickReplyShortcutRequest]("messages.editQuickReplyShortcut", rpc.ErrPremiumAccountRequired, noBusiness),
		rpc.Refuse[tg.MessagesReorderQuickRepliesRequest]("messages.reorderQuickReplies", rpc.ErrPremiumAccountRequired, noBusiness),
		rpc.Refuse[tg.MessagesDeleteQuickReplyShortcutRequest]("messages.deleteQuickReplyShortcut", rpc.ErrPremiumAccountRequired, noBusiness),
		rpc.Refuse[tg.MessagesGetQuickReplyMessagesRequest]("messages.getQuickReplyMessages", rpc.ErrShortcutInvalid, noBusiness),
		rpc.Refuse[tg.MessagesSendQuickReplyMessagesRequest]("messages.sendQuickReplyMessages", rpc.ErrShortcutInvalid, noBusiness),
		rpc.Refuse[tg.MessagesDeleteQuickReplyMessagesRequest]("messages.deleteQuickReplyMessages", rpc.ErrShortcutInvalid, noBusiness),

		// Bots.
		rpc.Refuse[tg.MessagesStartBotRequest]("messages.startBot", rpc.ErrBotInvalid, noBots),
		rpc.Refuse[tg.MessagesGetInlineBotResultsRequest]("messages.getInlineBotResults", rpc.ErrBotInvalid, noBots),
		rpc.Refuse[tg.MessagesSetInlineBotResultsRequest]("messages.setInlineBotResults", rpc.ErrQueryIDInvalid, noBots),
		rpc.Refuse[tg.MessagesSendInlineBotResultRequest]("messages.sendInlineBotResult", rpc.ErrQueryIDInvalid, noBots),
		rpc.Refuse[tg.MessagesEditInlineBotMessageRequest]("messages.editInlineBotMessage", lamplight.ErrMessageInvalid, noBots),
		rpc.Refuse[tg.MessagesGetBotCallbackAnswerRequest]("messages.getBotCallbackAnswer", lamplight.ErrMessageInvalid, noBots),
		rpc.Refuse[tg.MessagesSetBotCallbackAnswerRequest]("messages.setBotCallbackAnswer", rpc.ErrQueryIDInvalid, noBots),
		rpc.Refuse[tg.MessagesSetBotShippingResultsRequest]("messages.setBotShippingResults", rpc.ErrQueryIDInvalid, noBots),
		rpc.Refuse[tg.MessagesSetBotPrecheckoutResultsRequest]("messages.setBotPrecheckoutResults", rpc.ErrQueryIDInvalid, noBots),
		rpc.Refuse[tg.MessagesSetBotGuestChatResultRequest]("messages.setBotGuestChatResult", rpc.ErrQueryIDInvalid, noBots),
		rpc.Refuse[tg.MessagesSendBotRequestedPeerRequest]("messages.sendBotRequestedPeer", rpc.ErrBotInvalid, noBots),
		rpc.Refuse[tg.MessagesSavePreparedInlineMessageRequest]("messages.savePreparedInlineMessage", lamplight.ErrMethodInvalid, noBots),
		rpc.Refuse[tg.MessagesGetPreparedInlineMessageRequest]("messages.getPreparedInlineMessage", rpc.ErrBotInvalid, noBots),

		// Games of bots.
		rpc.Refuse[tg.MessagesSetGameScoreRequest]("messages.setGameScore", lamplight.ErrMessageInvalid, noGames),
		rpc.Refuse[tg.MessagesSetInlineGameScoreRequest]("messages.setInlineGameScore", lamplight.ErrMessageInvalid, noGames),
		rpc.Refuse[tg.MessagesGetGameHighScoresRequest]("messages.getGameHighScores", lamplight.ErrMessageInvalid, noGames),
		rpc.Refuse[tg.MessagesGetInlineGameHighScoresRequest]("messages.getInlineGameHighScores", lamplight.ErrMessageInvalid, noGames),

		// Web apps and links that sign in.
		rpc.Nothing[tg.MessagesGetAttachMenuBotsRequest]("messages.getAttachMenuBots", rpc.Users, &tg.AttachMenuBots{}, noWebApps),
		rpc.Refuse[tg.MessagesGetAttachMenuBotRequest]("messages.getAttachMenuBot", rpc.ErrBotInvalid, noWebApps),
		rpc.Refuse[tg.MessagesToggleBotInAttachMenuRequest]("messages.toggleBotInAttachMenu", rpc.ErrBotInvalid, noWebApps),
		rpc.Refuse[tg.MessagesRequestWebViewRequest]("messages.requestWebView", rpc.ErrBotInvalid, noWebApps),
		rpc.Refuse[tg.MessagesProlongWebViewRequest]("messages.prolongWebView", rpc.ErrBotInvalid, noWebApps),
		rpc.Refuse[tg.MessagesRequestSimpleWebViewRequest]("messages.requestSimpleWebView", rpc.ErrBotInvalid, noWebApps),
		rpc.Refuse[tg.MessagesRequestAppWebViewRequest]("messages.requestAppWebView", rpc.ErrBotInvalid, noWebApps),
		rpc.Refuse[tg.MessagesRequestMainWebViewRequest]("messages.requestMainWebView", rpc.ErrBotInvalid, noWebApps),
		rpc.Refuse[tg.MessagesSendWebViewResultMessageRequest]("messages.sendWebViewResultMessage", rpc.ErrQueryIDInvalid, noWebApps),
		rpc.Refuse[tg.MessagesSendWebViewDataRequest]("messages.sendWebViewData", rpc.ErrBotInvalid, noWebApps),
		rpc.Refuse[tg.MessagesGetBotAppRequest]("messages.getBotApp", rpc.ErrBotAppInvalid, noWebApps),
		rpc.Refuse[tg.MessagesRequestURLAuthRequest]("messages.requestUrlAuth", rpc.ErrURLInvalid, noWebApps),
		rpc.Refuse[tg.MessagesAcceptURLAuthRequest]("messages.acceptUrlAuth", rpc.ErrURLInvalid, noWebApps),
		rpc.Refuse[tg.MessagesDeclineURLAuthRequest]("messages.declineUrlAuth", rpc.ErrURLInvalid, noWebApps),
		rpc.Refuse[tg.MessagesCheckURLAuthMatchCodeRequest]("messages.checkUrlAuthMatchCode", rpc.ErrURLInvalid, noWebApps),

		// Secret chats.
		rpc.Refuse[tg.MessagesGetDhConfigRequest]("messages.getDhConfig", lamplight.ErrMethodInvalid, noSecret),
		rpc.Refuse[tg.MessagesRequestEncryptionRequest]("messages.requestEncryption", lamplight.ErrUserInvalid, noSecret),
		rpc.Refuse[tg.MessagesAcceptEncryptionRequest]("messages.acceptEncryption", rpc.ErrEncryptionIDInvalid, noSecret),
		rpc.Refuse[tg.MessagesDiscardEncryptionRequest]("messages.discardEncryption", rpc.ErrEncryptionIDInvalid, noSecret),
		rpc.Refuse[tg.MessagesSetEncryptedTypingRequest]("messages.setEncryptedTyping", rpc.ErrEncryptionIDInvalid, noSecret),
		rpc.Refuse[tg.MessagesReadEncryptedHistoryRequest]("messages.readEncryptedHistory", rpc.ErrEncryptionIDInvalid, noSecret),
		rpc.Refuse[tg.MessagesSendEncryptedRequest]("messages.sendEncrypted", rpc.ErrEncryptionIDInvalid, noSecret),
		rpc.Refuse[tg.MessagesSendEncryptedFileRequest]("messages.sendEncryptedFile", rpc.ErrEncryptionIDInvalid, noSecret),
		rpc.Refuse[tg.MessagesSendEncryptedServiceRequest]("messages.sendEncryptedService", rpc.ErrEncryptionIDInvalid, noSecret),
		rpc.Refuse[tg.MessagesUploadEncryptedFileRequest]("messages.uploadEncryptedFile", rpc.ErrEncryptionIDInvalid, noSecret),
		rpc.Nothing[tg.MessagesReceivedQueueRequest]("messages.receivedQueue", rpc.Users, &tg.LongVector{}, noSecret),

		// Import of histories from elsewhere.
		rpc.Refuse[tg.MessagesCheckHistoryImportRequest]("messages.checkHistoryImport", lamplight.ErrMethodInvalid, noImport),
		rpc.Refuse[tg.MessagesCheckHistoryImportPeerRequest]("messages.checkHistoryImportPeer", lamplight.ErrMethodInvalid, noImport),
		rpc.Refuse[tg.MessagesInitHistoryImportRequest]("messages.initHistoryImport", lamplight.ErrMethodInvalid, noImport),
		rpc.Refuse[tg.MessagesStartHistoryImportRequest]("messages.startHistoryImport", rpc.ErrImportIDInvalid, noImport),

		// Looks of a conversation.
		rpc.Refuse[tg.MessagesSetChatThemeRequest]("messages.setChatTheme", lamplight.ErrPeerInvalid, noLooks),
		rpc.Refuse[tg.MessagesSetChatWallPaperRequest]("messages.setChatWallPaper", lamplight.ErrPeerInvalid, noLooks),

		// Translation, summaries and writing by machine.
		rpc.Refuse[tg.MessagesTranslateTextRequest]("messages.translateText", rpc.ErrTranslationsDisabled, noMachine),
		rpc.Refuse[tg.MessagesTranslateRichMessageRequest]("messages.translateRichMessage", rpc.ErrTranslationsDisabled, noMachine),
		rpc.Refuse[tg.MessagesTogglePeerTranslationsRequest]("messages.togglePeerTranslations", lamplight.ErrMethodInvalid, noMachine),
		rpc.Refuse[tg.MessagesSummarizeTextRequest]("messages.summarizeText", lamplight.ErrMethodInvalid, noMachine),
		rpc.Refuse[tg.MessagesComposeMessageWithAIRequest]("messages.composeMessageWithAI", lamplight.ErrMethodInvalid, noMachine),
		rpc.Refuse[tg.MessagesComposeRichMessageWithAIRequest]("messages.composeRichMessageWithAI", lamplight.ErrMethodInvalid, noMachine),
		rpc.Refuse[tg.MessagesGetRichMessageRequest]("messages.getRichMessage", lamplight.ErrMessageInvalid, noMachine),

		// Advertisements.
		rpc.Nothing[tg.MessagesGetSponsoredMessagesRequest]("messages.getSponsoredMessages", rpc.Users, &tg.MessagesSponsoredMessagesEmpty{}, noAds),
		rpc.Refuse[tg.MessagesViewSponsoredMessageRequest]("messages.viewSponsoredMessage", lamplight.ErrMethodInvalid, noAds),
		rpc.Refuse[tg.MessagesClickSponsoredMessageRequest]("messages.clickSponsoredMessage", lamplight.ErrMethodInvalid, noAds),
		rpc.Refuse[tg.MessagesReportSponsoredMessageRequest]("messages.reportSponsoredMessage", lamplight.ErrMethodInvalid, noAds),

		// Payments for posts and reactions.
		rpc.Refuse[tg.MessagesSendPaidReactionRequest]("messages.sendPaidReaction", lamplight.ErrMethodInvalid, noStars),
		rpc.Refuse[tg.MessagesTogglePaidReactionPrivacyRequest]("messages.togglePaidReactionPrivacy", lamplight.ErrMethodInvalid, noStars),
		rpc.Refuse[tg.MessagesGetPaidReactionPrivacyRequest]("messages.getPaidReactionPrivacy", lamplight.ErrMethodInvalid, noStars),
		rpc.Refuse[tg.MessagesToggleSuggestedPostApprovalRequest]("messages.toggleSuggestedPostApproval", lamplight.ErrMessageInvalid, noStars),

		// Fact checks.
		rpc.Refuse[tg.MessagesGetFactCheckRequest]("messages.getFactCheck", lamplight.ErrMessageInvalid, noFactChecks),
		rpc.Refuse[tg.MessagesEditFactCheckRequest]("messages.editFactCheck", lamplight.ErrMessageInvalid, noFactChecks),
		rpc.Refuse[tg.MessagesDeleteFactCheckRequest]("messages.deleteFactCheck", lamplight.ErrMessageInvalid, noFactChecks),

		// Calls in the history.
		rpc.Refuse[tg.MessagesDeletePhoneCallHistoryRequest]("messages.deletePhoneCallHistory", lamplight.ErrMethodInvalid, noCalls),

		// Measurements of reading.
		rpc.Refuse[tg.MessagesReportReadMetricsRequest]("messages.reportReadMetrics", lamplight.ErrMethodInvalid, noMetrics),
		rpc.Refuse[tg.MessagesReportMessagesDeliveryRequest]("messages.reportMessagesDelivery", lamplight.ErrMethodInvalid, noMetrics),
	}
}
