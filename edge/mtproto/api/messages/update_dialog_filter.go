package messages

import (
	"context"

	"github.com/gotd/td/tg"

	"lamplight/edge/mtproto/rpc"
)

// updateDialogFilter answers messages.updateDialogFilter: it makes, changes or, where none is given, removes a folder.
//
// https://core.telegram.org/method/messages.updateDialogFilter
func (h *Handlers) updateDialogFilter(
	ctx context.Context, c rpc.Call, req *tg.MessagesUpdateDialogFilterRequest,
) (tg.BoolClass, error) {
	in, ok := req.GetFilter()
	if !ok {
		return done(h.Folders.DeleteFolder(ctx, c.User, c.Session, req.ID))
	}
	f, err := h.Resolve.Folder(ctx, c, req.ID, in)
	if err != nil {
		return nil, err
	}
	return done(h.Folders.PutFolder(ctx, c.User, c.Session, f))
}
