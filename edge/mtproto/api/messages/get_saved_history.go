package messages

import (
	"context"

	"github.com/gotd/td/tg"

	"lamplight"
	"lamplight/edge/mtproto/resolve"
	"lamplight/edge/mtproto/rpc"
	"lamplight/service/messages"
)

// getSavedHistory answers messages.getSavedHistory: a page of what one keeps of one origin. The hash of what the client
// has is passed over.
//
// https://core.telegram.org/method/messages.getSavedHistory
func (h *Handlers) getSavedHistory(
	ctx context.Context, c rpc.Call, req *tg.MessagesGetSavedHistoryRequest,
) (tg.MessagesMessagesClass, error) {
	if req.ParentPeer != nil {
		return nil, lamplight.ErrPeerInvalid
	}
	peer, err := h.Resolve.Peer(ctx, c, req.Peer)
	if err != nil {
		return nil, err
	}
	page, err := h.Messages.SavedHistory(ctx, c.User, messages.HistoryQuery{
		Peer: peer, OffsetID: resolve.MessageID(req.OffsetID), OffsetDate: resolve.Time(req.OffsetDate),
		AddOffset: req.AddOffset, Limit: req.Limit, MinID: resolve.MessageID(req.MinID), MaxID: resolve.MessageID(req.MaxID),
	})
	if err != nil {
		return nil, err
	}
	return h.Render.History(ctx, c, lamplight.UserPeer(c.User), page.Messages, page.Count, page.OffsetIDOffset)
}
