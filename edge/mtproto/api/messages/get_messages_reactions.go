package messages

import (
	"context"

	"github.com/gotd/td/tg"

	"lamplight/edge/mtproto/resolve"
	"lamplight/edge/mtproto/rpc"
)

// getMessagesReactions answers messages.getMessagesReactions: what was put to messages, as they are now.
//
// https://core.telegram.org/method/messages.getMessagesReactions
func (h *Handlers) getMessagesReactions(
	ctx context.Context, c rpc.Call, req *tg.MessagesGetMessagesReactionsRequest,
) (tg.UpdatesClass, error) {
	peer, err := h.Resolve.Peer(ctx, c, req.Peer)
	if err != nil {
		return nil, err
	}
	ids, err := resolve.MessageIDs(req.ID, maxIDs)
	if err != nil {
		return nil, err
	}
	ms, err := h.Social.Those(ctx, c.User, peer, ids)
	if err != nil {
		return nil, err
	}
	return h.Render.ReactionsOf(ctx, c, h.Now(), ms)
}
