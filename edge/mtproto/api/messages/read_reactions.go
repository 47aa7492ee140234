package messages

import (
	"context"

	"github.com/gotd/td/tg"

	"lamplight/edge/mtproto/render"
	"lamplight/edge/mtproto/resolve"
	"lamplight/edge/mtproto/rpc"
	"lamplight/service/messages"
)

// readReactions answers messages.readReactions: the caller has seen what was put to their messages, in a conversation or in
// a thread of it.
//
// https://core.telegram.org/method/messages.readReactions
func (h *Handlers) readReactions(
	ctx context.Context, c rpc.Call, req *tg.MessagesReadReactionsRequest,
) (*tg.MessagesAffectedHistory, error) {
	if req.SavedPeerID != nil {
		return nil, resolve.ErrMonoforum
	}
	peer, err := h.Resolve.Peer(ctx, c, req.Peer)
	if err != nil {
		return nil, err
	}
	res, err := h.Social.See(ctx, caller(c), peer, resolve.MessageID(req.TopMsgID), messages.UnseenReaction)
	if err != nil {
		return nil, err
	}
	return render.AffectedHistory(res.PTS, res.Count, res.Remaining), nil
}
