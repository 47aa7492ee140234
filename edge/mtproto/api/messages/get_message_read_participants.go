package messages

import (
	"context"

	"github.com/gotd/td/tg"

	"lamplight/edge/mtproto/render"
	"lamplight/edge/mtproto/resolve"
	"lamplight/edge/mtproto/rpc"
)

// getMessageReadParticipants answers messages.getMessageReadParticipants: who read a message of the caller in a small group.
//
// https://core.telegram.org/method/messages.getMessageReadParticipants
func (h *Handlers) getMessageReadParticipants(
	ctx context.Context, c rpc.Call, req *tg.MessagesGetMessageReadParticipantsRequest,
) (*tg.ReadParticipantDateVector, error) {
	peer, err := h.Resolve.Peer(ctx, c, req.Peer)
	if err != nil {
		return nil, err
	}
	list, err := h.Social.ReadParticipants(ctx, c.User, peer, resolve.MessageID(req.MsgID))
	if err != nil {
		return nil, err
	}
	answer := &tg.ReadParticipantDateVector{Elems: make([]tg.ReadParticipantDate, len(list))}
	for i, r := range list {
		answer.Elems[i] = tg.ReadParticipantDate{UserID: int64(r.Reader), Date: render.Date(r.At)}
	}
	return answer, nil
}
