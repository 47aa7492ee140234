package messages

import (
	"context"

	"github.com/gotd/td/tg"

	"lamplight/edge/mtproto/render"
	"lamplight/edge/mtproto/resolve"
	"lamplight/edge/mtproto/rpc"
)

// getSearchResultsPositions answers messages.getSearchResultsPositions: where messages of a kind stand among all of that kind
// in a conversation, newest first. Clients draw a scroll bar with it.
//
// https://core.telegram.org/method/messages.getSearchResultsPositions
func (h *Handlers) getSearchResultsPositions(
	ctx context.Context, c rpc.Call, req *tg.MessagesGetSearchResultsPositionsRequest,
) (*tg.MessagesSearchResultsPositions, error) {
	q, any, err := h.searchResults(ctx, c, req.Peer, req.SavedPeerID, req.Filter)
	if err != nil {
		return nil, err
	}
	out := &tg.MessagesSearchResultsPositions{Positions: []tg.SearchResultPosition{}}
	if !any {
		return out, nil
	}
	q.OffsetID, q.Limit = resolve.MessageID(req.OffsetID), req.Limit
	found, count, err := h.Search.Positions(ctx, q)
	if err != nil {
		return nil, err
	}
	out.Count = count
	for _, p := range found {
		out.Positions = append(out.Positions, tg.SearchResultPosition{MsgID: int(p.ID), Date: render.Date(p.Date), Offset: p.Offset})
	}
	return out, nil
}
