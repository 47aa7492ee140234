package messages

import (
	"context"

	"github.com/gotd/td/tg"

	"lamplight/edge/mtproto/render"
	"lamplight/edge/mtproto/resolve"
	"lamplight/edge/mtproto/rpc"
)

// deleteMessages answers messages.deleteMessages: it removes messages from the caller's box, and with revoke from the
// other side's.
//
// https://core.telegram.org/method/messages.deleteMessages
func (h *Handlers) deleteMessages(
	ctx context.Context, c rpc.Call, req *tg.MessagesDeleteMessagesRequest,
) (*tg.MessagesAffectedMessages, error) {
	ids, err := resolve.MessageIDs(req.ID, maxIDs)
	if err != nil {
		return nil, err
	}
	res, err := h.Messages.Delete(ctx, caller(c), ids, req.Revoke)
	if err != nil {
		return nil, err
	}
	return render.Affected(res.PTS, res.Count), nil
}
