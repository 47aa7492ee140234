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

// deleteHistory answers messages.deleteHistory: it removes a conversation, in portions; the client asks again while
// offset is not 0.
//
// https://core.telegram.org/method/messages.deleteHistory
func (h *Handlers) deleteHistory(
	ctx context.Context, c rpc.Call, req *tg.MessagesDeleteHistoryRequest,
) (*tg.MessagesAffectedHistory, error) {
	peer, err := h.Resolve.Peer(ctx, c, req.Peer)
	if err != nil {
		return nil, err
	}
	res, err := h.Messages.DeleteHistory(ctx, messages.Clearing{
		Caller: caller(c), Peer: peer, MaxID: lamplight.MessageID(req.MaxID), Keep: req.JustClear, Revoke: req.Revoke,
		Since: resolve.Time(req.MinDate), Until: resolve.Time(req.MaxDate),
	})
	if err != nil {
		return nil, err
	}
	return render.AffectedHistory(res.PTS, res.Count, res.Remaining), nil
}
