package messages

import (
	"context"

	"github.com/gotd/td/tg"

	"lamplight"
	"lamplight/edge/mtproto/render"
	"lamplight/edge/mtproto/rpc"
)

// getPeerDialogs answers messages.getPeerDialogs: the conversations with given peers, and where the box is. The
// archive, where it is named, comes as one entry; no other folder is there: FOLDER_ID_INVALID.
//
// https://core.telegram.org/method/messages.getPeerDialogs
func (h *Handlers) getPeerDialogs(
	ctx context.Context, c rpc.Call, req *tg.MessagesGetPeerDialogsRequest,
) (*tg.MessagesPeerDialogs, error) {
	if len(req.Peers) == 0 {
		return nil, lamplight.ErrPeerInvalid
	}
	named, withArchive := archiveAmong(req.Peers)
	peers, err := h.Resolve.DialogPeers(ctx, c, named, maxPeers)
	if err != nil {
		return nil, err
	}
	// The state comes first: what happens meanwhile is then learnt twice, and not never.
	state, err := h.Updates.State(ctx, c.User)
	if err != nil {
		return nil, err
	}
	page, err := h.Messages.PeerDialogs(ctx, c.User, peers)
	if err != nil {
		return nil, err
	}
	var archive *render.Archive
	if withArchive {
		if archive, err = h.archive(ctx, c); err != nil {
			return nil, err
		}
	}
	return h.Render.PeerDialogs(ctx, c, page.Dialogs, page.Top, archive, render.State(state.PTS, state.Date, state.Unread))
}
