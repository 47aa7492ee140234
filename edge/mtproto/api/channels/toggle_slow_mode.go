package channels

import (
	"context"

	"github.com/gotd/td/tg"

	"lamplight/edge/mtproto/rpc"
)

// toggleSlowMode answers channels.toggleSlowMode: it says how long members of a supergroup wait
// between two messages.
//
// https://core.telegram.org/method/channels.toggleSlowMode
func (h *Handlers) toggleSlowMode(ctx context.Context, c rpc.Call, req *tg.ChannelsToggleSlowModeRequest) (tg.UpdatesClass, error) {
	channel, err := h.Resolve.Channel(ctx, c, req.Channel)
	if err != nil {
		return nil, err
	}
	return h.changed(ctx, c)(h.Chats.SetSlowMode(ctx, caller(c), channel, req.Seconds))
}
