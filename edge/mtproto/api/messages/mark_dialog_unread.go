package messages

import (
	"context"

	"github.com/gotd/td/tg"

	"lamplight"
	"lamplight/edge/mtproto/rpc"
)

// markDialogUnread answers messages.markDialogUnread: it sets or drops the mark by hand. Parts of a channel's direct
// messages do not exist yet.
//
// https://core.telegram.org/method/messages.markDialogUnread
func (h *Handlers) markDialogUnread(ctx context.Context, c rpc.Call, req *tg.MessagesMarkDialogUnreadRequest) (tg.BoolClass, error) {
	if req.ParentPeer != nil {
		return nil, lamplight.ErrPeerInvalid
	}
	peer, err := h.Resolve.DialogPeer(ctx, c, req.Peer)
	if err != nil {
		return nil, err
	}
	if _, err := h.Messages.MarkUnread(ctx, caller(c), peer, req.Unread); err != nil {
		return nil, err
	}
	return &tg.BoolTrue{}, nil
}
