package channels

import (
	"context"

	"github.com/gotd/td/tg"

	"lamplight/edge/mtproto/rpc"
)

// toggleViewForumAsMessages answers channels.toggleViewForumAsMessages: it says whether the caller has a forum
// shown as one list of messages.
//
// https://core.telegram.org/method/channels.toggleViewForumAsMessages
func (h *Handlers) toggleViewForumAsMessages(ctx context.Context, c rpc.Call, req *tg.ChannelsToggleViewForumAsMessagesRequest) (tg.UpdatesClass, error) {
	channel, err := h.Resolve.Channel(ctx, c, req.Channel)
	if err != nil {
		return nil, err
	}
	r, err := h.Chats.SetAsMessages(ctx, caller(c), channel, req.Enabled)
	return h.changed(ctx, c)(r, err)
}
