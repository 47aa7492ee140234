package channels

import (
	"context"

	"github.com/gotd/td/tg"

	"lamplight/edge/mtproto/rpc"
)

// deactivateAllUsernames answers channels.deactivateAllUsernames: it hides the further public names
// of a supergroup or channel. Here there are none.
//
// https://core.telegram.org/method/channels.deactivateAllUsernames
func (h *Handlers) deactivateAllUsernames(
	ctx context.Context, c rpc.Call, req *tg.ChannelsDeactivateAllUsernamesRequest,
) (tg.BoolClass, error) {
	channel, err := h.Resolve.Channel(ctx, c, req.Channel)
	if err != nil {
		return nil, err
	}
	return done(h.Chats.HideUsernames(ctx, caller(c), channel))
}
