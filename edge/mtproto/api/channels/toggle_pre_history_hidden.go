package channels

import (
	"context"

	"github.com/gotd/td/tg"

	"lamplight/edge/mtproto/rpc"
)

// togglePreHistoryHidden answers channels.togglePreHistoryHidden: it says whether those who join a
// supergroup see only what comes from then on.
//
// https://core.telegram.org/method/channels.togglePreHistoryHidden
func (h *Handlers) togglePreHistoryHidden(ctx context.Context, c rpc.Call, req *tg.ChannelsTogglePreHistoryHiddenRequest) (tg.UpdatesClass, error) {
	channel, err := h.Resolve.Channel(ctx, c, req.Channel)
	if err != nil {
		return nil, err
	}
	return h.changed(ctx, c)(h.Chats.SetHiddenHistory(ctx, caller(c), channel, req.Enabled))
}
