package messages

import (
	"context"

	"github.com/gotd/td/tg"

	"lamplight/edge/mtproto/render"
	"lamplight/edge/mtproto/resolve"
	"lamplight/edge/mtproto/rpc"
)

// readMessageContents answers messages.readMessageContents: the caller listened to voice and video messages, or saw where
// they were named and what was put to their messages.
//
// https://core.telegram.org/method/messages.readMessageContents
func (h *Handlers) readMessageContents(
	ctx context.Context, c rpc.Call, req *tg.MessagesReadMessageContentsRequest,
) (*tg.MessagesAffectedMessages, error) {
	ids, err := resolve.MessageIDs(req.ID, maxIDs)
	if err != nil {
		return nil, err
	}
	res, err := h.Social.SeeContents(ctx, caller(c), ids)
	if err != nil {
		return nil, err
	}
	return render.Affected(res.PTS, res.Count), nil
}
