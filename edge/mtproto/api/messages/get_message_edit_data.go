package messages

import (
	"context"

	"github.com/gotd/td/tg"

	"lamplight"
	"lamplight/edge/mtproto/rpc"
)

// getMessageEditData answers messages.getMessageEditData: whether the caller may edit a message now. There are no
// captions yet.
//
// https://core.telegram.org/method/messages.getMessageEditData
func (h *Handlers) getMessageEditData(
	ctx context.Context, c rpc.Call, req *tg.MessagesGetMessageEditDataRequest,
) (*tg.MessagesMessageEditData, error) {
	peer, err := h.Resolve.Peer(ctx, c, req.Peer)
	if err != nil {
		return nil, err
	}
	if _, err := h.Messages.Editable(ctx, caller(c), peer, lamplight.MessageID(req.ID)); err != nil {
		return nil, err
	}
	return &tg.MessagesMessageEditData{}, nil
}
