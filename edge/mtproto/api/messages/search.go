package messages

import (
	"context"

	"github.com/gotd/td/tg"

	"lamplight"
	"lamplight/edge/mtproto/resolve"
	"lamplight/edge/mtproto/rpc"
	"lamplight/service/messages"
	"lamplight/service/search"
)

// search answers messages.search: it finds messages in a conversation, or with inputPeerEmpty in all of them, by words, by
// author, by date and by kind. Pinned ones alone are read from the conversation, as they are; everything else is found by the
// index. Of kinds that nothing has yet, such as photos, none is found.
//
// https://core.telegram.org/method/messages.search
func (h *Handlers) search(ctx context.Context, c rpc.Call, req *tg.MessagesSearchRequest) (tg.MessagesMessagesClass, error) {
	var peer lamplight.Peer
	var err error
	if _, all := req.Peer.(*tg.InputPeerEmpty); !all {
		if peer, err = h.Resolve.Peer(ctx, c, req.Peer); err != nil {
			return nil, err
		}
	}
	least, most := within(c.Range, req.MinID, req.MaxID)
	q := search.Query{
		User: c.User, Peer: peer, Text: req.Q, Since: after(req.MinDate), Until: before(req.MaxDate), OffsetID: resolve.MessageID(req.OffsetID),
		AddOffset: req.AddOffset, Limit: req.Limit, MinID: least, MaxID: most,
	}
	if req.TopMsgID != 0 {
		return nil, errThread
	}
	if q.From, err = h.searchAuthor(ctx, c, req.FromID); err != nil {
		return nil, err
	}
	if q.Saved, err = h.searchSaved(ctx, c, req.SavedPeerID); err != nil {
		return nil, err
	}
	any, err := searchFilter(req.Filter, &q)
	if err != nil {
		return nil, err
	}
	if !any || len(req.SavedReaction) > 0 { // nothing is of that kind, and no reaction is on any message
		return h.Render.Found(ctx, c, found(q, search.Page{}))
	}
	if onlyPinned(q) {
		page, err := h.Messages.History(ctx, c.User, messages.HistoryQuery{
			Peer: peer, Pinned: true, OffsetID: q.OffsetID, AddOffset: q.AddOffset, Limit: q.Limit, MinID: least, MaxID: most,
		})
		if err != nil {
			return nil, err
		}
		return h.Render.History(ctx, c, peer, page.Messages, page.Count, page.OffsetIDOffset)
	}
	if peer.IsZero() && asksNothing(q) {
		return nil, errNoQuery
	}
	page, err := h.Search.Search(ctx, q)
	if err != nil {
		return nil, err
	}
	return h.Render.Found(ctx, c, found(q, page))
}
