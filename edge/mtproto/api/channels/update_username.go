package channels

import (
	"context"

	"github.com/gotd/td/tg"

	"lamplight/edge/mtproto/rpc"
)

// updateUsername answers channels.updateUsername: it gives a supergroup or channel its public name, or
// takes it away.
//
// https://core.telegram.org/method/channels.updateUsername
func (h *Handlers) updateUsername(
	ctx context.Context, c rpc.Call, req *tg.ChannelsUpdateUsernameRequest,
) (tg.BoolClass, error) {
	channel, err := h.Resolve.Channel(ctx, c, req.Channel)
	if err != nil {
		return nil, err
	}
	return done(h.Chats.SetUsername(ctx, caller(c), channel, req.Username))
}
