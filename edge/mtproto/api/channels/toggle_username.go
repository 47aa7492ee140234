package channels

import (
	"context"

	"github.com/gotd/td/tg"

	"lamplight/edge/mtproto/rpc"
)

// toggleUsername answers channels.toggleUsername: it shows or hides a further public name of a
// supergroup or channel. Here there is none.
//
// https://core.telegram.org/method/channels.toggleUsername
func (h *Handlers) toggleUsername(
	ctx context.Context, c rpc.Call, req *tg.ChannelsToggleUsernameRequest,
) (tg.BoolClass, error) {
	channel, err := h.Resolve.Channel(ctx, c, req.Channel)
	if err != nil {
		return nil, err
	}
	return done(h.Chats.ToggleUsername(ctx, caller(c), channel, req.Username, req.Active))
}
