package messages

import (
	"context"

	"github.com/gotd/td/tg"

	"lamplight/edge/mtproto/resolve"
	"lamplight/edge/mtproto/rpc"
	"lamplight/service/messages"
)

// updatePinnedMessage answers messages.updatePinnedMessage: it pins a message on both sides or for the caller alone,
// or unpins it.
//
// https://core.telegram.org/method/messages.updatePinnedMessage
func (h *Handlers) updatePinnedMessage(
	ctx context.Context, c rpc.Call, req *tg.MessagesUpdatePinnedMessageRequest,
) (tg.UpdatesClass, error) {
	peer, err := h.Resolve.Peer(ctx, c, req.Peer)
	if err != nil {
		return nil, err
	}
	res, err := h.Messages.PinMessage(ctx, messages.Pinning{
		Caller: caller(c), Peer: peer, ID: resolve.MessageID(req.ID), Unpin: req.Unpin, Silent: req.Silent, OneSide: req.PmOneside,
	})
	if err != nil {
		return nil, err
	}
	return h.Render.Result(ctx, c, h.Now(), res.Events)
}
