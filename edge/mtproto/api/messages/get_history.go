package messages

import (
	"context"
	"math"

	"github.com/gotd/td/tg"

	"lamplight"
	"lamplight/edge/mtproto/resolve"
	"lamplight/edge/mtproto/rpc"
	"lamplight/service/messages"
)

// getHistory answers messages.getHistory: a page of a conversation. The hash of what the client has is passed over,
// since it does not cover edits: the page is always sent.
//
// https://core.telegram.org/method/messages.getHistory
func (h *Handlers) getHistory(
	ctx context.Context, c rpc.Call, req *tg.MessagesGetHistoryRequest,
) (tg.MessagesMessagesClass, error) {
	peer, err := h.Resolve.Peer(ctx, c, req.Peer)
	if err != nil {
		return nil, err
	}
	least, most := bounds(c.Range)
	pts, err := h.Messages.Position(ctx, peer) // before what is read: what happens meanwhile is learnt twice, and not never
	if err != nil {
		return nil, err
	}
	page, err := h.Messages.History(ctx, c.User, messages.HistoryQuery{
		Peer: peer, OffsetID: lamplight.MessageID(max(req.OffsetID, 0)), OffsetDate: resolve.Time(req.OffsetDate),
		AddOffset: req.AddOffset, Limit: req.Limit,
		MinID: lamplight.MessageID(max(req.MinID, 0)), MaxID: lamplight.MessageID(max(req.MaxID, 0)),
		Least: least, Most: most,
	})
	if err != nil {
		return nil, err
	}
	return h.Render.HistoryAt(ctx, c, peer, pts, page.Messages, page.Count, page.OffsetIDOffset)
}

// within narrows a query for messages above least and (unless it is 0) below most to the range that the call names
// (invokeWithMessagesRange), ends included.
func within(r rpc.Range, least, most int) (above, below lamplight.MessageID) {
	above, below = lamplight.MessageID(max(least, 0)), lamplight.MessageID(max(most, 0))
	if r == (rpc.Range{}) {
		return above, below
	}
	above = max(above, r.Min-1)
	if end := int64(r.Max) + 1; end <= math.MaxInt32 && (below == 0 || end < int64(below)) {
		below = lamplight.MessageID(max(end, 1))
	}
	return above, below
}

// bounds returns the ids that the range of a call begins and ends with, 0 where it has no bound. A range with nothing
// in it ends before the first message.
func bounds(r rpc.Range) (least, most lamplight.MessageID) {
	if r == (rpc.Range{}) {
		return 0, 0
	}
	if r.Max < 1 {
		return math.MaxInt32, 1 // an end of 0 would be none
	}
	return max(r.Min, 0), r.Max
}
