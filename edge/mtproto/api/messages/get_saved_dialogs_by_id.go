package messages

import (
	"context"

	"github.com/gotd/td/tg"

	"lamplight"
	"lamplight/edge/mtproto/rpc"
)

// getSavedDialogsByID answers messages.getSavedDialogsByID: what one keeps of some origins.
//
// https://core.telegram.org/method/messages.getSavedDialogsByID
func (h *Handlers) getSavedDialogsByID(
	ctx context.Context, c rpc.Call, req *tg.MessagesGetSavedDialogsByIDRequest,
) (tg.MessagesSavedDialogsClass, error) {
	if req.ParentPeer != nil {
		return nil, lamplight.ErrPeerInvalid
	}
	if len(req.IDs) > maxPeers {
		return nil, lamplight.ErrLimitInvalid
	}
	peers := make([]lamplight.Peer, len(req.IDs))
	for i, in := range req.IDs {
		var err error
		if peers[i], err = h.Resolve.Peer(ctx, c, in); err != nil {
			return nil, err
		}
	}
	page, err := h.Messages.SavedDialogsOf(ctx, c.User, peers)
	if err != nil {
		return nil, err
	}
	return h.saved(ctx, c, page)
}
