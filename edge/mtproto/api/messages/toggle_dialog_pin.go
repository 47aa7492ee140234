package messages

import (
	"context"

	"github.com/gotd/td/tg"

	"lamplight/edge/mtproto/rpc"
)

// toggleDialogPin answers messages.toggleDialogPin: it puts a conversation above the others, or back among them.
//
// https://core.telegram.org/method/messages.toggleDialogPin
func (h *Handlers) toggleDialogPin(ctx context.Context, c rpc.Call, req *tg.MessagesToggleDialogPinRequest) (tg.BoolClass, error) {
	peer, err := h.Resolve.DialogPeer(ctx, c, req.Peer)
	if err != nil {
		return nil, err
	}
	if _, err := h.Messages.Pin(ctx, caller(c), peer, req.Pinned); err != nil {
		return nil, err
	}
	return &tg.BoolTrue{}, nil
}
