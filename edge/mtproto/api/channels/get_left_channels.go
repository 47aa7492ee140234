package channels

import (
	"context"

	"github.com/gotd/td/tg"

	"lamplight/edge/mtproto/rpc"
)

// getLeftChannels answers channels.getLeftChannels: it lists supergroups and channels that the caller has left: for
// an export of their data.
//
// https://core.telegram.org/method/channels.getLeftChannels
func (h *Handlers) getLeftChannels(ctx context.Context, c rpc.Call, req *tg.ChannelsGetLeftChannelsRequest) (tg.MessagesChatsClass, error) {
	list, count, err := h.Chats.Left(ctx, c.User, req.Offset)
	if err != nil {
		return nil, err
	}
	out, err := h.Render.ChatList(c, list)
	if err != nil {
		return nil, err
	}
	if len(out) == count {
		return &tg.MessagesChats{Chats: out}, nil
	}
	return &tg.MessagesChatsSlice{Count: count, Chats: out}, nil
}
