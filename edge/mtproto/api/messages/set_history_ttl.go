package messages

import (
	"context"

	"github.com/gotd/td/tg"

	"lamplight/edge/mtproto/rpc"
)

// setHistoryTTL answers messages.setHistoryTTL: new messages of a conversation go by themselves after a while, on both
// sides. What was sent before stays.
//
// https://core.telegram.org/method/messages.setHistoryTTL
func (h *Handlers) setHistoryTTL(
	ctx context.Context, c rpc.Call, req *tg.MessagesSetHistoryTTLRequest,
) (tg.UpdatesClass, error) {
	peer, err := h.Resolve.Peer(ctx, c, req.Peer)
	if err != nil {
		return nil, err
	}
	res, err := h.Messages.SetTimer(ctx, caller(c), peer, req.Period)
	if err != nil {
		return nil, err
	}
	return h.Render.Result(ctx, c, h.Now(), res.Events)
}
