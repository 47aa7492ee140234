package messages

import (
	"context"

	"github.com/gotd/td/tg"

	"lamplight"
	"lamplight/edge/mtproto/resolve"
	"lamplight/edge/mtproto/rpc"
	"lamplight/service/messages"
)

// search answers messages.search for the pinned messages of a conversation, which is how clients ask for them. Search
// by words, by author, by date and by other kinds is not built yet: METHOD_INVALID.
//
// https://core.telegram.org/method/messages.search
func (h *Handlers) search(ctx context.Context, c rpc.Call, req *tg.MessagesSearchRequest) (tg.MessagesMessagesClass, error) {
	_, pinned := req.Filter.(*tg.InputMessagesFilterPinned)
	if !pinned || req.Q != "" || given(req.FromID) || given(req.SavedPeerID) || len(req.SavedReaction) > 0 || req.TopMsgID != 0 ||
		req.MinDate != 0 || req.MaxDate != 0 {
		return nil, lamplight.ErrMethodInvalid
	}
	peer, err := h.Resolve.Peer(ctx, c, req.Peer)
	if err != nil {
		return nil, err
	}
	page, err := h.Messages.History(ctx, c.User, messages.HistoryQuery{
		Peer: peer, Pinned: true, OffsetID: resolve.MessageID(req.OffsetID), AddOffset: req.AddOffset, Limit: req.Limit,
		MinID: resolve.MessageID(req.MinID), MaxID: resolve.MessageID(req.MaxID),
	})
	if err != nil {
		return nil, err
	}
	return h.Render.History(ctx, c, peer, page.Messages, page.Count, page.OffsetIDOffset)
}

// given reports whether an optional peer is there: gotd/td writes inputPeerEmpty for one that is not.
func given(p tg.InputPeerClass) bool {
	_, empty := p.(*tg.InputPeerEmpty)
	return p != nil && !empty
}
