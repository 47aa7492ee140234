package channels

import (
	"context"

	"github.com/gotd/td/tg"

	"lamplight/edge/mtproto/render"
	"lamplight/edge/mtproto/rpc"
)

// getInactiveChannels answers channels.getInactiveChannels: it lists the supergroups and channels of the caller in
// which nothing happened for longest.
//
// https://core.telegram.org/method/channels.getInactiveChannels
func (h *Handlers) getInactiveChannels(ctx context.Context, c rpc.Call, req *tg.ChannelsGetInactiveChannelsRequest) (*tg.MessagesInactiveChats, error) {
	list, last, err := h.Chats.Inactive(ctx, c.User)
	if err != nil {
		return nil, err
	}
	out := &tg.MessagesInactiveChats{Dates: make([]int, len(last)), Users: []tg.UserClass{}}
	for i, t := range last {
		out.Dates[i] = render.Date(t)
	}
	out.Chats, err = h.Render.ChatList(c, list)
	return out, err
}
