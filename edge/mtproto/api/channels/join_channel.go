package channels

import (
	"context"

	"github.com/gotd/td/tg"

	"lamplight/edge/mtproto/rpc"
)

// joinChannel answers channels.joinChannel: the caller joins a public supergroup or channel.
//
// https://core.telegram.org/method/channels.joinChannel
func (h *Handlers) joinChannel(ctx context.Context, c rpc.Call, req *tg.ChannelsJoinChannelRequest) (tg.MessagesChatInviteJoinResultClass, error) {
	channel, err := h.Resolve.Channel(ctx, c, req.Channel)
	if err != nil {
		return nil, err
	}
	updates, err := h.changed(ctx, c)(h.Chats.Join(ctx, caller(c), channel))
	if err != nil {
		return nil, err
	}
	return &tg.MessagesChatInviteJoinResultOk{Updates: updates}, nil
}
