package channels

import (
	"context"

	"github.com/gotd/td/tg"

	"lamplight"
	"lamplight/edge/mtproto/rpc"
)

// toggleJoinRequest answers channels.toggleJoinRequest: it says whether joining a public supergroup by its name needs an
// administrator's yes. Bots that answer instead do not exist, and links keep what was set for each of them: what asks for
// either is refused.
//
// https://core.telegram.org/method/channels.toggleJoinRequest
func (h *Handlers) toggleJoinRequest(
	ctx context.Context, c rpc.Call, req *tg.ChannelsToggleJoinRequestRequest,
) (tg.UpdatesClass, error) {
	if _, ok := req.GetGuardBot(); ok {
		return nil, rpc.ErrBotInvalid
	}
	if req.ApplyToInvites {
		return nil, lamplight.ErrInputInvalid
	}
	channel, err := h.Resolve.Channel(ctx, c, req.Channel)
	if err != nil {
		return nil, err
	}
	return h.changed(ctx, c)(h.Chats.SetJoinRequest(ctx, caller(c), channel, req.Enabled))
}
