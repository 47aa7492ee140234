package messages

import (
	"context"

	"github.com/gotd/td/tg"

	"lamplight"
	"lamplight/edge/mtproto/resolve"
	"lamplight/edge/mtproto/rpc"
)

// reorderPinnedForumTopics answers messages.reorderPinnedForumTopics: it puts the pinned topics of a forum in an order.
//
// https://core.telegram.org/method/messages.reorderPinnedForumTopics
func (h *Handlers) reorderPinnedForumTopics(
	ctx context.Context, c rpc.Call, req *tg.MessagesReorderPinnedForumTopicsRequest,
) (tg.UpdatesClass, error) {
	channel, err := h.forum(ctx, c, req.Peer)
	if err != nil {
		return nil, err
	}
	if len(req.Order) > maxIDs {
		return nil, lamplight.ErrLimitInvalid
	}
	order := make([]lamplight.MessageID, len(req.Order))
	for i, id := range req.Order {
		order[i] = resolve.MessageID(id)
	}
	r, err := h.Topics.ReorderTopics(ctx, chatCaller(c), channel, order, req.Force)
	return h.chatChanged(ctx, c)(r, err)
}
