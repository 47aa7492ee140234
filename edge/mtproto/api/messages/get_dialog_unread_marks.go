package messages

import (
	"context"

	"github.com/gotd/td/tg"

	"lamplight"
	"lamplight/edge/mtproto/render"
	"lamplight/edge/mtproto/rpc"
)

// getDialogUnreadMarks answers messages.getDialogUnreadMarks: the conversations marked as unread by hand.
//
// https://core.telegram.org/method/messages.getDialogUnreadMarks
func (h *Handlers) getDialogUnreadMarks(
	ctx context.Context, c rpc.Call, req *tg.MessagesGetDialogUnreadMarksRequest,
) (*tg.DialogPeerClassVector, error) {
	if req.ParentPeer != nil {
		return nil, lamplight.ErrPeerInvalid
	}
	marked, err := h.Messages.UnreadMarks(ctx, c.User)
	if err != nil {
		return nil, err
	}
	peers, err := render.DialogPeers(marked)
	if err != nil {
		return nil, err
	}
	return &tg.DialogPeerClassVector{Elems: peers}, nil
}
