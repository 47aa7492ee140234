package messages

import (
	"context"

	"github.com/gotd/td/tg"

	"lamplight/edge/mtproto/rpc"
)

// reorderPinnedDialogs answers messages.reorderPinnedDialogs: it puts the pinned conversations of a folder in order.
// The archive, which clients name with them, stays on top.
//
// https://core.telegram.org/method/messages.reorderPinnedDialogs
func (h *Handlers) reorderPinnedDialogs(
	ctx context.Context, c rpc.Call, req *tg.MessagesReorderPinnedDialogsRequest,
) (tg.BoolClass, error) {
	named, _ := archiveAmong(req.Order)
	order, err := h.Resolve.DialogPeers(ctx, c, named, maxPeers)
	if err != nil {
		return nil, err
	}
	if _, err := h.Messages.ReorderPinned(ctx, caller(c), req.FolderID, order, req.Force); err != nil {
		return nil, err
	}
	return &tg.BoolTrue{}, nil
}
