package channels

import (
	"context"

	"github.com/gotd/td/tg"

	"lamplight/edge/mtproto/rpc"
)

// leaveChannel answers channels.leaveChannel: the caller leaves a supergroup or channel.
//
// https://core.telegram.org/method/channels.leaveChannel
func (h *Handlers) leaveChannel(ctx context.Context, c rpc.Call, req *tg.ChannelsLeaveChannelRequest) (tg.UpdatesClass, error) {
	channel, err := h.Resolve.Channel(ctx, c, req.Channel)
	if err != nil {
		return nil, err
	}
	return h.changed(ctx, c)(h.Chats.Leave(ctx, caller(c), channel))
}
