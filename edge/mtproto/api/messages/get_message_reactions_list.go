package messages

import (
	"context"

	"github.com/gotd/td/tg"

	"lamplight/edge/mtproto/resolve"
	"lamplight/edge/mtproto/rpc"
	"lamplight/service/messages"
)

// getMessageReactionsList answers messages.getMessageReactionsList: who reacted to a message, newest first.
//
// https://core.telegram.org/method/messages.getMessageReactionsList
func (h *Handlers) getMessageReactionsList(
	ctx context.Context, c rpc.Call, req *tg.MessagesGetMessageReactionsListRequest,
) (*tg.MessagesMessageReactionsList, error) {
	peer, err := h.Resolve.Peer(ctx, c, req.Peer)
	if err != nil {
		return nil, err
	}
	reaction, err := resolve.Reaction(req.Reaction)
	if err != nil {
		return nil, err
	}
	m, page, err := h.Social.Reactors(ctx, c.User, peer, messages.ReactorQuery{
		ID: resolve.MessageID(req.ID), Reaction: reaction, Offset: req.Offset, Limit: req.Limit,
	})
	if err != nil {
		return nil, err
	}
	return h.Render.ReactionsList(ctx, c, m, page.Reactors, page.Count, page.Next)
}
