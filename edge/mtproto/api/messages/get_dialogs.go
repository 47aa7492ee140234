package messages

import (
	"context"

	"github.com/gotd/td/tg"

	"lamplight"
	"lamplight/edge/mtproto/resolve"
	"lamplight/edge/mtproto/rpc"
	"lamplight/service/messages"
)

// getDialogs answers messages.getDialogs: a page of the conversation list, of the list itself (folder 0, also when none is
// named) or of the archive (1). The hash of what the client has is passed over: the page is always sent.
//
// https://core.telegram.org/method/messages.getDialogs
func (h *Handlers) getDialogs(
	ctx context.Context, c rpc.Call, req *tg.MessagesGetDialogsRequest,
) (tg.MessagesDialogsClass, error) {
	peer, err := h.Resolve.OffsetPeer(ctx, c, req.OffsetPeer)
	if err != nil {
		return nil, err
	}
	if !peer.IsZero() && req.OffsetDate == 0 && req.OffsetID == 0 {
		// After a conversation without any message come only others of the kind, which nothing orders: the list ends here.
		return h.Render.Dialogs(ctx, c, nil, nil, 0)
	}
	page, err := h.Messages.Dialogs(ctx, c.User, messages.DialogQuery{
		Folder: req.FolderID, ExcludePinned: req.ExcludePinned,
		OffsetDate: resolve.Time(req.OffsetDate), OffsetID: lamplight.MessageID(max(req.OffsetID, 0)), OffsetPeer: peer,
		Limit: req.Limit,
	})
	if err != nil {
		return nil, err
	}
	return h.Render.Dialogs(ctx, c, page.Dialogs, page.Top, page.Count)
}
