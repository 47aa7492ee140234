package messages

import (
	"context"

	"github.com/gotd/td/tg"

	"lamplight/edge/mtproto/render"
	"lamplight/edge/mtproto/resolve"
	"lamplight/edge/mtproto/rpc"
)

// readMentions answers messages.readMentions: mentions are counted in groups alone, which are not built yet, so none is
// unread and nothing changes. Topics are refused.
//
// https://core.telegram.org/method/messages.readMentions
func (h *Handlers) readMentions(
	ctx context.Context, c rpc.Call, req *tg.MessagesReadMentionsRequest,
) (*tg.MessagesAffectedHistory, error) {
	if req.TopMsgID != 0 {
		return nil, resolve.ErrTopicInvalid
	}
	if _, err := h.Resolve.Peer(ctx, c, req.Peer); err != nil {
		return nil, err
	}
	res, err := h.Messages.Untouched(ctx, caller(c))
	if err != nil {
		return nil, err
	}
	return render.AffectedHistory(res.PTS, 0, 0), nil
}
