package messages

import (
	"context"

	"github.com/gotd/td/tg"

	"lamplight/edge/mtproto/rpc"
)

// getPinnedSavedDialogs answers messages.getPinnedSavedDialogs: the origins of what one keeps that are pinned.
//
// https://core.telegram.org/method/messages.getPinnedSavedDialogs
func (h *Handlers) getPinnedSavedDialogs(
	ctx context.Context, c rpc.Call, req *tg.MessagesGetPinnedSavedDialogsRequest,
) (tg.MessagesSavedDialogsClass, error) {
	page, err := h.Messages.PinnedSavedDialogs(ctx, c.User)
	if err != nil {
		return nil, err
	}
	return h.saved(ctx, c, page)
}
