package messages

import (
	"context"
	"time"

	"github.com/gotd/td/tg"

	"lamplight"
	"lamplight/edge/mtproto/resolve"
	"lamplight/edge/mtproto/rpc"
	"lamplight/service/messages"
)

// getDialogs answers messages.getDialogs: a page of the conversation list, of the list itself (folder 0), of the
// archive (1), or of both together where no folder is named. The hash of what the client has is passed over: the page is always sent.
//
// https://core.telegram.org/method/messages.getDialogs
func (h *Handlers) getDialogs(
	ctx context.Context, c rpc.Call, req *tg.MessagesGetDialogsRequest,
) (tg.MessagesDialogsClass, error) {
	peer, err := h.Resolve.OffsetPeer(ctx, c, req.OffsetPeer)
	if err != nil {
		return nil, err
	}
	before := resolve.Time(req.OffsetDate)
	if peer.IsZero() && req.OffsetID == 0 && before.After(h.Now()) {
		before = time.Time{} // TDLib begins at a date that never comes (2146999999): that is the whole list, pinned ones too
	}
	folder, named := req.GetFolderID()
	if !named {
		folder = messages.AllFolders
	} else if folder < 0 {
		return nil, resolve.ErrFolderInvalid
	}
	page, err := h.Messages.Dialogs(ctx, c.User, messages.DialogQuery{
		Folder: folder, ExcludePinned: req.ExcludePinned,
		OffsetDate: before, OffsetID: lamplight.MessageID(max(req.OffsetID, 0)), OffsetPeer: peer,
		Limit: req.Limit,
	})
	if err != nil {
		return nil, err
	}
	return h.Render.Dialogs(ctx, c, page.Dialogs, page.Top, page.Count)
}
