package channels

import (
	"context"

	"github.com/gotd/td/tg"

	"lamplight/edge/mtproto/rpc"
)

// toggleForum answers channels.toggleForum: it says whether a supergroup has topics.
//
// https://core.telegram.org/method/channels.toggleForum
func (h *Handlers) toggleForum(ctx context.Context, c rpc.Call, req *tg.ChannelsToggleForumRequest) (tg.UpdatesClass, error) {
	channel, err := h.Resolve.Channel(ctx, c, req.Channel)
	if err != nil {
		return nil, err
	}
	r, err := h.Chats.SetForum(ctx, caller(c), channel, req.Enabled, req.Tabs)
	return h.changed(ctx, c)(r, err)
}
