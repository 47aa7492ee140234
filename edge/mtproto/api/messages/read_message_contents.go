package messages

import (
	"context"

	"github.com/gotd/td/tg"

	"lamplight/edge/mtproto/render"
	"lamplight/edge/mtproto/resolve"
	"lamplight/edge/mtproto/rpc"
)

// readMessageContents answers messages.readMessageContents: voice and video messages, and mentions, would be marked as
// listened to and seen. There are none yet, so no content is unread and nothing changes.
//
// https://core.telegram.org/method/messages.readMessageContents
func (h *Handlers) readMessageContents(
	ctx context.Context, c rpc.Call, req *tg.MessagesReadMessageContentsRequest,
) (*tg.MessagesAffectedMessages, error) {
	if _, err := resolve.MessageIDs(req.ID, maxIDs); err != nil {
		return nil, err
	}
	res, err := h.Messages.Untouched(ctx, caller(c))
	if err != nil {
		return nil, err
	}
	return render.Affected(res.PTS, 0), nil
}
