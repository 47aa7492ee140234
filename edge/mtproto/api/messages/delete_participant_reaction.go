package messages

import (
	"context"

	"github.com/gotd/td/tg"

	"lamplight/edge/mtproto/resolve"
	"lamplight/edge/mtproto/rpc"
)

// deleteParticipantReaction answers messages.deleteParticipantReaction: an administrator takes back what a member put to a
// message.
//
// https://core.telegram.org/method/messages.deleteParticipantReaction
func (h *Handlers) deleteParticipantReaction(
	ctx context.Context, c rpc.Call, req *tg.MessagesDeleteParticipantReactionRequest,
) (tg.UpdatesClass, error) {
	peer, err := h.Resolve.Peer(ctx, c, req.Peer)
	if err != nil {
		return nil, err
	}
	reactor, err := h.Resolve.Peer(ctx, c, req.Participant)
	if err != nil {
		return nil, err
	}
	res, err := h.Social.TakeReaction(ctx, caller(c), peer, resolve.MessageID(req.MsgID), reactor)
	if err != nil {
		return nil, err
	}
	return h.Render.Result(ctx, c, h.Now(), res.Events)
}
