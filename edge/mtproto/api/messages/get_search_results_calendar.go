package messages

import (
	"context"

	"github.com/gotd/td/tg"

	"lamplight"
	"lamplight/edge/mtproto/render"
	"lamplight/edge/mtproto/resolve"
	"lamplight/edge/mtproto/rpc"
	"lamplight/service/search"
)

// getSearchResultsCalendar answers messages.getSearchResultsCalendar: on which days (UTC) messages of a kind were sent in a
// conversation, newest first, with the first message of each day.
//
// https://core.telegram.org/method/messages.getSearchResultsCalendar
func (h *Handlers) getSearchResultsCalendar(
	ctx context.Context, c rpc.Call, req *tg.MessagesGetSearchResultsCalendarRequest,
) (*tg.MessagesSearchResultsCalendar, error) {
	q, any, err := h.searchResults(ctx, c, req.Peer, req.SavedPeerID, req.Filter)
	if err != nil {
		return nil, err
	}
	q.OffsetID = resolve.MessageID(req.OffsetID)
	if q.OffsetID == 0 && req.OffsetDate > 0 {
		q.Until = before(req.OffsetDate)
	}
	if !any {
		return h.Render.Calendar(ctx, c, render.Calendar{})
	}
	found, err := h.Search.Calendar(ctx, q)
	if err != nil {
		return nil, err
	}
	out := render.Calendar{
		Peer: q.Peer, Messages: found.First, Count: found.Count, Newer: found.Newer, MinDate: found.MinDate, MinID: found.MinID, Inexact: found.Inexact,
	}
	for _, d := range found.Days {
		out.Days = append(out.Days, render.Day(d))
	}
	return h.Render.Calendar(ctx, c, out)
}

// searchResults makes the query of the methods that show where in a conversation messages of a kind are. Such a kind is
// neither everything nor one's mentions.
func (h *Handlers) searchResults(
	ctx context.Context, c rpc.Call, in, savedOf tg.InputPeerClass, f tg.MessagesFilterClass,
) (q search.Query, any bool, err error) {
	q.User = c.User
	if q.Peer, err = h.Resolve.Peer(ctx, c, in); err != nil {
		return q, false, err
	}
	if q.Saved, err = h.searchSaved(ctx, c, savedOf); err != nil {
		return q, false, err
	}
	if any, err = searchFilter(f, &q); err != nil {
		return q, false, err
	}
	if any && !q.URL && q.Filter == lamplight.FilterNone {
		return q, false, errNoFilter
	}
	return q, any, nil
}
