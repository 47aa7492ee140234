package ephemeral

import (
	"github.com/gotd/td/tg"

	"lamplight/edge/mtproto/rpc"
)

// Why a method is not here.
const (
	noBots = "Bots, which send such messages, are not built yet."
)

// unsupported lists every method of the namespace that we do not do, with the answer instead of it and the reason.
func unsupported() []rpc.Route {
	return []rpc.Route{
		// Messages that are not kept.
		rpc.Refuse[tg.EphemeralSendMessageRequest]("ephemeral.sendMessage", rpc.ErrBotInvalid, noBots),
		rpc.Refuse[tg.EphemeralDeleteMessageRequest]("ephemeral.deleteMessage", rpc.ErrBotInvalid, noBots),
		rpc.Refuse[tg.EphemeralReportMessageRequest]("ephemeral.reportMessage", rpc.ErrBotInvalid, noBots),
		rpc.Refuse[tg.EphemeralGetCallbackAnswerRequest]("ephemeral.getCallbackAnswer", rpc.ErrBotInvalid, noBots),
	}
}
