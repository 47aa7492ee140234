package messages

import (
	"context"

	"github.com/gotd/td/tg"

	"lamplight/edge/mtproto/rpc"
)

// getDialogFilters answers messages.getDialogFilters: it shows how one sorted one's conversations.
//
// https://core.telegram.org/method/messages.getDialogFilters
func (h *Handlers) getDialogFilters(
	ctx context.Context, c rpc.Call, req *tg.MessagesGetDialogFiltersRequest,
) (*tg.MessagesDialogFilters, error) {
	fs, err := h.Folders.Folders(ctx, c.User)
	if err != nil {
		return nil, err
	}
	return h.Render.Folders(c, fs)
}
