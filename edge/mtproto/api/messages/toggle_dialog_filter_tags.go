package messages

import (
	"context"

	"github.com/gotd/td/tg"

	"lamplight/edge/mtproto/rpc"
)

// toggleDialogFilterTags answers messages.toggleDialogFilterTags: it says whether conversations show the folders that
// they are in.
//
// https://core.telegram.org/method/messages.toggleDialogFilterTags
func (h *Handlers) toggleDialogFilterTags(
	ctx context.Context, c rpc.Call, req *tg.MessagesToggleDialogFilterTagsRequest,
) (tg.BoolClass, error) {
	return done(h.Folders.SetFolderTags(ctx, c.User, c.Session, req.Enabled))
}
