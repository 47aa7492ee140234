package messages

import (
	"context"

	"github.com/gotd/td/tg"

	"lamplight/edge/mtproto/rpc"
)

// deleteScheduledMessages answers messages.deleteScheduledMessages: it forgets what waits to be sent.
//
// https://core.telegram.org/method/messages.deleteScheduledMessages
func (h *Handlers) deleteScheduledMessages(
	ctx context.Context, c rpc.Call, req *tg.MessagesDeleteScheduledMessagesRequest,
) (tg.UpdatesClass, error) {
	peer, ids, err := h.scheduled(ctx, c, req.Peer, req.ID)
	if err != nil {
		return nil, err
	}
	res, err := h.Messages.DeleteScheduled(ctx, caller(c), peer, ids)
	if err != nil {
		return nil, err
	}
	return h.Render.Result(ctx, c, h.Now(), res.Events)
}
