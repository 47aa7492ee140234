package messages

import (
	"context"

	"github.com/gotd/td/tg"

	"lamplight/edge/mtproto/resolve"
	"lamplight/edge/mtproto/rpc"
	"lamplight/service/polls"
)

// sendVote answers messages.sendVote: it replaces what the caller chose in a poll; no options take the vote back.
//
// https://core.telegram.org/method/messages.sendVote
func (h *Handlers) sendVote(ctx context.Context, c rpc.Call, req *tg.MessagesSendVoteRequest) (tg.UpdatesClass, error) {
	peer, err := h.Resolve.Peer(ctx, c, req.Peer)
	if err != nil {
		return nil, err
	}
	id := resolve.MessageID(req.MsgID)
	poll, err := h.Polls.Vote(ctx, polls.Caller{User: c.User, Origin: c.Session}, peer, id, req.Options)
	if err != nil {
		return nil, err
	}
	return h.Render.PollUpdate(ctx, c, h.Now(), peer, id, poll)
}
