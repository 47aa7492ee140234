package bots

import (
	"github.com/gotd/td/tg"

	"lamplight"
	"lamplight/edge/mtproto/rpc"
)

// Why a method is not here.
const (
	noBots    = "Bots are not built yet."
	noFactory = "Bots are not built yet."
	noBotTalk = "Bots are not built yet: there is none to write to anybody."
	noWebApps = "Web apps of bots are not built yet."
)

// unsupported lists every method of the namespace that we do not do, with the answer instead of it and the reason.
func unsupported() []rpc.Route {
	return []rpc.Route{
		// Settings of a bot.
		rpc.Refuse[tg.BotsSetBotCommandsRequest]("bots.setBotCommands", rpc.ErrUserBotRequired, noBots),
		rpc.Refuse[tg.BotsResetBotCommandsRequest]("bots.resetBotCommands", rpc.ErrUserBotRequired, noBots),
		rpc.Refuse[tg.BotsGetBotCommandsRequest]("bots.getBotCommands", rpc.ErrUserBotRequired, noBots),
		rpc.Refuse[tg.BotsSetBotMenuButtonRequest]("bots.setBotMenuButton", rpc.ErrUserBotRequired, noBots),
		rpc.Refuse[tg.BotsGetBotMenuButtonRequest]("bots.getBotMenuButton", rpc.ErrUserBotRequired, noBots),
		rpc.Refuse[tg.BotsSetBotBroadcastDefaultAdminRightsRequest]("bots.setBotBroadcastDefaultAdminRights", rpc.ErrUserBotRequired, noBots),
		rpc.Refuse[tg.BotsSetBotGroupDefaultAdminRightsRequest]("bots.setBotGroupDefaultAdminRights", rpc.ErrUserBotRequired, noBots),
		rpc.Refuse[tg.BotsSetBotInfoRequest]("bots.setBotInfo", rpc.ErrBotInvalid, noBots),
		rpc.Refuse[tg.BotsGetBotInfoRequest]("bots.getBotInfo", rpc.ErrBotInvalid, noBots),
		rpc.Refuse[tg.BotsReorderUsernamesRequest]("bots.reorderUsernames", rpc.ErrBotInvalid, noBots),
		rpc.Refuse[tg.BotsToggleUsernameRequest]("bots.toggleUsername", rpc.ErrBotInvalid, noBots),
		rpc.Refuse[tg.BotsGetAccessSettingsRequest]("bots.getAccessSettings", rpc.ErrBotInvalid, noBots),
		rpc.Refuse[tg.BotsEditAccessSettingsRequest]("bots.editAccessSettings", rpc.ErrBotInvalid, noBots),
		rpc.Refuse[tg.BotsUpdateStarRefProgramRequest]("bots.updateStarRefProgram", rpc.ErrBotInvalid, noBots),
		rpc.Refuse[tg.BotsSetCustomVerificationRequest]("bots.setCustomVerification", rpc.ErrBotInvalid, noBots),

		// Making bots.
		rpc.Refuse[tg.BotsCreateBotRequest]("bots.createBot", lamplight.ErrMethodInvalid, noFactory),
		rpc.Refuse[tg.BotsCheckUsernameRequest]("bots.checkUsername", lamplight.ErrMethodInvalid, noFactory),
		rpc.Refuse[tg.BotsExportBotTokenRequest]("bots.exportBotToken", rpc.ErrBotInvalid, noFactory),
		rpc.Nothing[tg.BotsGetAdminedBotsRequest]("bots.getAdminedBots", rpc.Users, &tg.UserClassVector{}, noFactory),

		// Between people and bots.
		rpc.Refuse[tg.BotsSendCustomRequestRequest]("bots.sendCustomRequest", rpc.ErrUserBotRequired, noBotTalk),
		rpc.Refuse[tg.BotsAnswerWebhookJSONQueryRequest]("bots.answerWebhookJSONQuery", rpc.ErrUserBotRequired, noBotTalk),
		rpc.Refuse[tg.BotsSetJoinChatResultsRequest]("bots.setJoinChatResults", rpc.ErrUserBotRequired, noBotTalk),
		rpc.Refuse[tg.BotsUpdateUserEmojiStatusRequest]("bots.updateUserEmojiStatus", rpc.ErrUserBotRequired, noBotTalk),
		rpc.Refuse[tg.BotsCanSendMessageRequest]("bots.canSendMessage", rpc.ErrBotInvalid, noBotTalk),
		rpc.Refuse[tg.BotsAllowSendMessageRequest]("bots.allowSendMessage", rpc.ErrBotInvalid, noBotTalk),
		rpc.Refuse[tg.BotsToggleUserEmojiStatusPermissionRequest]("bots.toggleUserEmojiStatusPermission", rpc.ErrBotInvalid, noBotTalk),

		// Web apps.
		rpc.Refuse[tg.BotsInvokeWebViewCustomMethodRequest]("bots.invokeWebViewCustomMethod", rpc.ErrBotInvalid, noWebApps),
		rpc.Refuse[tg.BotsCheckDownloadFileParamsRequest]("bots.checkDownloadFileParams", rpc.ErrBotInvalid, noWebApps),
		rpc.Refuse[tg.BotsRequestWebViewButtonRequest]("bots.requestWebViewButton", rpc.ErrBotInvalid, noWebApps),
		rpc.Refuse[tg.BotsGetRequestedWebViewButtonRequest]("bots.getRequestedWebViewButton", rpc.ErrBotInvalid, noWebApps),
		rpc.Nothing[tg.BotsGetPopularAppBotsRequest]("bots.getPopularAppBots", rpc.Users, &tg.BotsPopularAppBots{}, noWebApps),
		rpc.Nothing[tg.BotsGetBotRecommendationsRequest]("bots.getBotRecommendations", rpc.Users, &tg.UsersUsers{}, noWebApps),
		rpc.Refuse[tg.BotsAddPreviewMediaRequest]("bots.addPreviewMedia", rpc.ErrBotInvalid, noWebApps),
		rpc.Refuse[tg.BotsEditPreviewMediaRequest]("bots.editPreviewMedia", rpc.ErrBotInvalid, noWebApps),
		rpc.Refuse[tg.BotsDeletePreviewMediaRequest]("bots.deletePreviewMedia", rpc.ErrBotInvalid, noWebApps),
		rpc.Refuse[tg.BotsReorderPreviewMediasRequest]("bots.reorderPreviewMedias", rpc.ErrBotInvalid, noWebApps),
		rpc.Refuse[tg.BotsGetPreviewInfoRequest]("bots.getPreviewInfo", rpc.ErrBotInvalid, noWebApps),
		rpc.Refuse[tg.BotsGetPreviewMediasRequest]("bots.getPreviewMedias", rpc.ErrBotInvalid, noWebApps),
	}
}
