package messages

import (
	"context"

	"github.com/gotd/td/tg"

	"lamplight"
	"lamplight/edge/mtproto/render"
	"lamplight/edge/mtproto/resolve"
	"lamplight/edge/mtproto/rpc"
	"lamplight/service/messages"
)

// deleteSavedHistory answers messages.deleteSavedHistory: it removes what one keeps of one origin, in portions; the client
// asks again while offset is not 0.
//
// https://core.telegram.org/method/messages.deleteSavedHistory
func (h *Handlers) deleteSavedHistory(
	ctx context.Context, c rpc.Call, req *tg.MessagesDeleteSavedHistoryRequest,
) (*tg.MessagesAffectedHistory, error) {
	if req.ParentPeer != nil {
		return nil, lamplight.ErrPeerInvalid
	}
	peer, err := h.Resolve.Peer(ctx, c, req.Peer)
	if err != nil {
		return nil, err
	}
	res, err := h.Messages.DeleteSaved(ctx, messages.Clearing{
		Caller: caller(c), Peer: peer, MaxID: lamplight.MessageID(req.MaxID),
		Since: resolve.Time(req.MinDate), Until: resolve.Time(req.MaxDate),
	})
	if err != nil {
		return nil, err
	}
	return render.AffectedHistory(res.PTS, res.Count, res.Remaining), nil
}
