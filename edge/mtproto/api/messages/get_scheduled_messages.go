package messages

import (
	"context"

	"github.com/gotd/td/tg"

	"lamplight"
	"lamplight/edge/mtproto/resolve"
	"lamplight/edge/mtproto/rpc"
)

// getScheduledMessages answers messages.getScheduledMessages: messages that wait to be sent, by id. Those that wait no longer
// are left out.
//
// https://core.telegram.org/method/messages.getScheduledMessages
func (h *Handlers) getScheduledMessages(
	ctx context.Context, c rpc.Call, req *tg.MessagesGetScheduledMessagesRequest,
) (tg.MessagesMessagesClass, error) {
	peer, ids, err := h.scheduled(ctx, c, req.Peer, req.ID)
	if err != nil {
		return nil, err
	}
	if len(ids) == 0 {
		return h.Render.Messages(ctx, c, nil) // no ids would be all of them
	}
	ms, err := h.Messages.Scheduled(ctx, c.User, peer, ids...)
	if err != nil {
		return nil, err
	}
	return h.Render.Messages(ctx, c, ms)
}

// scheduled resolves what calls about messages that wait name.
func (h *Handlers) scheduled(
	ctx context.Context, c rpc.Call, in tg.InputPeerClass, ids []int,
) (lamplight.Peer, []lamplight.MessageID, error) {
	peer, err := h.Resolve.Peer(ctx, c, in)
	if err != nil {
		return lamplight.Peer{}, nil, err
	}
	named, err := resolve.MessageIDs(ids, maxIDs)
	return peer, named, err
}
