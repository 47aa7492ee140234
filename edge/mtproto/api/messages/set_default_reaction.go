package messages

import (
	"context"

	"github.com/gotd/td/tg"

	"lamplight/edge/mtproto/resolve"
	"lamplight/edge/mtproto/rpc"
)

// setDefaultReaction answers messages.setDefaultReaction: what a double tap of the caller puts to a message.
//
// https://core.telegram.org/method/messages.setDefaultReaction
func (h *Handlers) setDefaultReaction(
	ctx context.Context, c rpc.Call, req *tg.MessagesSetDefaultReactionRequest,
) (tg.BoolClass, error) {
	reaction, err := resolve.Reaction(req.Reaction)
	if err != nil {
		return nil, err
	}
	return done(h.Social.SetDefaultReaction(ctx, c.User, reaction))
}
