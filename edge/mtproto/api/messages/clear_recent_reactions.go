package messages

import (
	"context"

	"github.com/gotd/td/tg"

	"lamplight/edge/mtproto/rpc"
)

// clearRecentReactions answers messages.clearRecentReactions: it forgets what the caller chose lately.
//
// https://core.telegram.org/method/messages.clearRecentReactions
func (h *Handlers) clearRecentReactions(
	ctx context.Context, c rpc.Call, _ *tg.MessagesClearRecentReactionsRequest,
) (tg.BoolClass, error) {
	return done(h.Social.ClearRecentReactions(ctx, c.User))
}
