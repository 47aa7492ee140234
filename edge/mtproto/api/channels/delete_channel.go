package channels

import (
	"context"

	"github.com/gotd/td/tg"

	"lamplight"
	"lamplight/edge/mtproto/rpc"
)

// deleteChannel answers channels.deleteChannel: it removes a supergroup or channel for everybody.
//
// https://core.telegram.org/method/channels.deleteChannel
func (h *Handlers) deleteChannel(ctx context.Context, c rpc.Call, req *tg.ChannelsDeleteChannelRequest) (tg.UpdatesClass, error) {
	channel, err := h.Resolve.Channel(ctx, c, req.Channel)
	if err != nil {
		return nil, err
	}
	return h.changed(ctx, c)(h.Chats.Delete(ctx, caller(c), lamplight.ChannelPeer(channel)))
}
