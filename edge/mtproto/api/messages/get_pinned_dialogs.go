package messages

import (
	"context"

	"github.com/gotd/td/tg"

	"lamplight/edge/mtproto/render"
	"lamplight/edge/mtproto/rpc"
)

// getPinnedDialogs answers messages.getPinnedDialogs: the pinned conversations of a folder, and where the box is.
//
// https://core.telegram.org/method/messages.getPinnedDialogs
func (h *Handlers) getPinnedDialogs(
	ctx context.Context, c rpc.Call, req *tg.MessagesGetPinnedDialogsRequest,
) (*tg.MessagesPeerDialogs, error) {
	// The state comes first: what happens meanwhile is then learnt twice, and not never.
	state, err := h.Updates.State(ctx, c.User)
	if err != nil {
		return nil, err
	}
	page, err := h.Messages.PinnedDialogs(ctx, c.User, req.FolderID)
	if err != nil {
		return nil, err
	}
	return h.Render.PeerDialogs(ctx, c, page.Dialogs, page.Top, render.State(state.PTS, state.Date, state.Unread))
}
