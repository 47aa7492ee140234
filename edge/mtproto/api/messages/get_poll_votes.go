package messages

import (
	"context"

	"github.com/gotd/td/tg"

	"lamplight/edge/mtproto/resolve"
	"lamplight/edge/mtproto/rpc"
	"lamplight/service/polls"
)

// getPollVotes answers messages.getPollVotes: who voted in a public poll, newest first.
//
// https://core.telegram.org/method/messages.getPollVotes
func (h *Handlers) getPollVotes(
	ctx context.Context, c rpc.Call, req *tg.MessagesGetPollVotesRequest,
) (*tg.MessagesVotesList, error) {
	peer, err := h.Resolve.Peer(ctx, c, req.Peer)
	if err != nil {
		return nil, err
	}
	q := polls.VotesQuery{Peer: peer, ID: resolve.MessageID(req.ID), Offset: req.Offset, Limit: req.Limit}
	if option, ok := req.GetOption(); ok {
		q.Option = append([]byte{}, option...)
	}
	page, err := h.Polls.Votes(ctx, c.User, q)
	if err != nil {
		return nil, err
	}
	return h.Render.PollVotes(ctx, c, page.Votes, q.Option, page.Count, page.Next)
}
