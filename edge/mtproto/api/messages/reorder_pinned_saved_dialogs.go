package messages

import (
	"context"

	"github.com/gotd/td/tg"

	"lamplight/edge/mtproto/rpc"
)

// reorderPinnedSavedDialogs answers messages.reorderPinnedSavedDialogs: it puts the pinned origins of what one keeps in
// order.
//
// https://core.telegram.org/method/messages.reorderPinnedSavedDialogs
func (h *Handlers) reorderPinnedSavedDialogs(
	ctx context.Context, c rpc.Call, req *tg.MessagesReorderPinnedSavedDialogsRequest,
) (tg.BoolClass, error) {
	order, err := h.Resolve.DialogPeers(ctx, c, req.Order, maxPeers)
	if err != nil {
		return nil, err
	}
	return done(h.Messages.ReorderSaved(ctx, caller(c), order, req.Force))
}
