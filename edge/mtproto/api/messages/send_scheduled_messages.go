package messages

import (
	"context"

	"github.com/gotd/td/tg"

	"lamplight/edge/mtproto/rpc"
)

// sendScheduledMessages answers messages.sendScheduledMessages: it sends at once what waits to be sent.
//
// https://core.telegram.org/method/messages.sendScheduledMessages
func (h *Handlers) sendScheduledMessages(
	ctx context.Context, c rpc.Call, req *tg.MessagesSendScheduledMessagesRequest,
) (tg.UpdatesClass, error) {
	peer, ids, err := h.scheduled(ctx, c, req.Peer, req.ID)
	if err != nil {
		return nil, err
	}
	res, err := h.Messages.SendScheduled(ctx, caller(c), peer, ids)
	if err != nil {
		return nil, err
	}
	return h.Render.Result(ctx, c, h.Now(), res.Events)
}
