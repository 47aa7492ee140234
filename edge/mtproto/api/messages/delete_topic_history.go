package messages

import (
	"context"

	"github.com/gotd/td/tg"

	"lamplight/edge/mtproto/render"
	"lamplight/edge/mtproto/resolve"
	"lamplight/edge/mtproto/rpc"
)

// deleteTopicHistory answers messages.deleteTopicHistory: it deletes a topic with all that was said in it.
//
// https://core.telegram.org/method/messages.deleteTopicHistory
func (h *Handlers) deleteTopicHistory(
	ctx context.Context, c rpc.Call, req *tg.MessagesDeleteTopicHistoryRequest,
) (*tg.MessagesAffectedHistory, error) {
	channel, err := h.forum(ctx, c, req.Peer)
	if err != nil {
		return nil, err
	}
	res, err := h.Threads.DeleteTopic(ctx, caller(c), channel, resolve.MessageID(req.TopMsgID))
	if err != nil {
		return nil, err
	}
	return render.AffectedHistory(res.PTS, res.Count, res.Remaining), nil
}
