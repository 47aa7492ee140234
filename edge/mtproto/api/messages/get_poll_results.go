package messages

import (
	"context"

	"github.com/gotd/td/tg"

	"lamplight/edge/mtproto/render"
	"lamplight/edge/mtproto/resolve"
	"lamplight/edge/mtproto/rpc"
)

// getPollResults answers messages.getPollResults: how a poll stands. A client that names the hash of how it stands now is
// told nothing.
//
// https://core.telegram.org/method/messages.getPollResults
func (h *Handlers) getPollResults(
	ctx context.Context, c rpc.Call, req *tg.MessagesGetPollResultsRequest,
) (tg.UpdatesClass, error) {
	peer, err := h.Resolve.Peer(ctx, c, req.Peer)
	if err != nil {
		return nil, err
	}
	id := resolve.MessageID(req.MsgID)
	poll, err := h.Polls.Results(ctx, c.User, peer, id)
	if err != nil {
		return nil, err
	}
	if req.PollHash != 0 && req.PollHash == render.PollHash(poll) {
		return h.Render.Result(ctx, c, h.Now(), nil)
	}
	return h.Render.PollUpdate(ctx, c, h.Now(), peer, id, poll)
}
