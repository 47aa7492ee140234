package channels

import (
	"context"

	"github.com/gotd/td/tg"

	"lamplight/edge/mtproto/rpc"
)

// checkUsername answers channels.checkUsername: it tells whether a supergroup or channel, or one that is still to be made,
// may take a public name.
//
// https://core.telegram.org/method/channels.checkUsername
func (h *Handlers) checkUsername(ctx context.Context, c rpc.Call, req *tg.ChannelsCheckUsernameRequest) (tg.BoolClass, error) {
	channel, err := h.channelOrNone(ctx, c, req.Channel)
	if err != nil {
		return nil, err
	}
	free, err := h.Chats.UsernameFree(ctx, caller(c), channel, req.Username)
	if err != nil {
		return nil, err
	}
	if !free {
		return &tg.BoolFalse{}, nil
	}
	return &tg.BoolTrue{}, nil
}
