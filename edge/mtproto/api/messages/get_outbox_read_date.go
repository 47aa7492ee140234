package messages

import (
	"context"

	"github.com/gotd/td/tg"

	"lamplight/edge/mtproto/render"
	"lamplight/edge/mtproto/resolve"
	"lamplight/edge/mtproto/rpc"
)

// getOutboxReadDate answers messages.getOutboxReadDate: when the other side of a private conversation read a message.
//
// https://core.telegram.org/method/messages.getOutboxReadDate
func (h *Handlers) getOutboxReadDate(
	ctx context.Context, c rpc.Call, req *tg.MessagesGetOutboxReadDateRequest,
) (*tg.OutboxReadDate, error) {
	peer, err := h.Resolve.Peer(ctx, c, req.Peer)
	if err != nil {
		return nil, err
	}
	at, err := h.Messages.OutboxReadDate(ctx, c.User, peer, resolve.MessageID(req.MsgID))
	if err != nil {
		return nil, err
	}
	return &tg.OutboxReadDate{Date: render.Date(at)}, nil
}
