package messages

import (
	"context"

	"github.com/gotd/td/tg"

	"lamplight"
	"lamplight/edge/mtproto/render"
	"lamplight/edge/mtproto/rpc"
)

// readHistory answers messages.readHistory: it marks a conversation as read up to a message, and the other side
// learns it.
//
// https://core.telegram.org/method/messages.readHistory
func (h *Handlers) readHistory(
	ctx context.Context, c rpc.Call, req *tg.MessagesReadHistoryRequest,
) (*tg.MessagesAffectedMessages, error) {
	peer, err := h.Resolve.Peer(ctx, c, req.Peer)
	if err != nil {
		return nil, err
	}
	res, err := h.Messages.ReadHistory(ctx, caller(c), peer, lamplight.MessageID(req.MaxID))
	if err != nil {
		return nil, err
	}
	return render.Affected(res.PTS, res.Count), nil
}
