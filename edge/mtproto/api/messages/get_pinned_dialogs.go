package messages

import (
	"context"
	"slices"

	"github.com/gotd/td/tg"

	"lamplight/edge/mtproto/render"
	"lamplight/edge/mtproto/rpc"
	"lamplight/service/messages"
)

// getPinnedDialogs answers messages.getPinnedDialogs: the pinned conversations of a folder, and where the box is. In the
// list, the archive is the first of them, if there is something in it: that is where clients look for it, and some fail
// if they find it in messages.getDialogs.
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
	var archive *render.Archive
	if req.FolderID == messages.FolderList {
		if archive, err = h.archive(ctx, c); err != nil {
			return nil, err
		}
	}
	return h.Render.PeerDialogs(ctx, c, page.Dialogs, page.Top, archive, render.State(state.PTS, state.Date, state.Unread))
}

// archive returns how the caller's archive shows in the list, nil if nothing is in it.
func (h *Handlers) archive(ctx context.Context, c rpc.Call) (*render.Archive, error) {
	e, err := h.Messages.ArchiveEntry(ctx, c.User)
	if err != nil || e.Peer.IsZero() {
		return nil, err
	}
	a := render.Archive(e)
	return &a, nil
}

// archiveAmong returns what is named beside the archive, and whether the archive is named.
func archiveAmong(ps []tg.InputDialogPeerClass) ([]tg.InputDialogPeerClass, bool) {
	rest := slices.DeleteFunc(slices.Clone(ps), func(p tg.InputDialogPeerClass) bool {
		f, ok := p.(*tg.InputDialogPeerFolder)
		return ok && f.FolderID == messages.FolderArchive
	})
	return rest, len(rest) < len(ps)
}
