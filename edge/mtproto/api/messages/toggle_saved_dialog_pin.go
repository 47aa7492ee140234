package messages

import (
	"context"

	"github.com/gotd/td/tg"

	"lamplight/edge/mtproto/rpc"
)

// toggleSavedDialogPin answers messages.toggleSavedDialogPin: it puts an origin of what one keeps above the others, or back
// among them.
//
// https://core.telegram.org/method/messages.toggleSavedDialogPin
func (h *Handlers) toggleSavedDialogPin(
	ctx context.Context, c rpc.Call, req *tg.MessagesToggleSavedDialogPinRequest,
) (tg.BoolClass, error) {
	peer, err := h.Resolve.DialogPeer(ctx, c, req.Peer)
	if err != nil {
		return nil, err
	}
	return done(h.Messages.PinSaved(ctx, caller(c), peer, req.Pinned))
}
