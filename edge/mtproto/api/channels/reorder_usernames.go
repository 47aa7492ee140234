package channels

import (
	"context"

	"github.com/gotd/td/tg"

	"lamplight/edge/mtproto/rpc"
)

// reorderUsernames answers channels.reorderUsernames: it puts the public names of a supergroup or
// channel in an order. Here there is one at most.
//
// https://core.telegram.org/method/channels.reorderUsernames
func (h *Handlers) reorderUsernames(
	ctx context.Context, c rpc.Call, req *tg.ChannelsReorderUsernamesRequest,
) (tg.BoolClass, error) {
	channel, err := h.Resolve.Channel(ctx, c, req.Channel)
	if err != nil {
		return nil, err
	}
	return done(h.Chats.ReorderUsernames(ctx, caller(c), channel, req.Order))
}
