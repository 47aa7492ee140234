package channels

import (
	"context"

	"github.com/gotd/td/tg"

	"lamplight"
	"lamplight/edge/mtproto/rpc"
)

// editTitle answers channels.editTitle: it renames a supergroup or channel.
//
// https://core.telegram.org/method/channels.editTitle
func (h *Handlers) editTitle(ctx context.Context, c rpc.Call, req *tg.ChannelsEditTitleRequest) (tg.UpdatesClass, error) {
	channel, err := h.Resolve.Channel(ctx, c, req.Channel)
	if err != nil {
		return nil, err
	}
	return h.changed(ctx, c)(h.Chats.SetTitle(ctx, caller(c), lamplight.ChannelPeer(channel), req.Title))
}
