package channels

import (
	"context"

	"github.com/gotd/td/tg"

	"lamplight/edge/mtproto/rpc"
)

// toggleJoinToSend answers channels.toggleJoinToSend: it says whether one has to join a group in
// which a channel is discussed to write there.
//
// https://core.telegram.org/method/channels.toggleJoinToSend
func (h *Handlers) toggleJoinToSend(ctx context.Context, c rpc.Call, req *tg.ChannelsToggleJoinToSendRequest) (tg.UpdatesClass, error) {
	channel, err := h.Resolve.Channel(ctx, c, req.Channel)
	if err != nil {
		return nil, err
	}
	return h.changed(ctx, c)(h.Chats.SetJoinToSend(ctx, caller(c), channel, req.Enabled))
}
