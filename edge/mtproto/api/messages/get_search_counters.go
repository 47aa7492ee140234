package messages

import (
	"context"

	"github.com/gotd/td/tg"

	"lamplight"
	"lamplight/edge/mtproto/rpc"
	"lamplight/service/search"
)

// maxFilters is how many filters may be asked for in one call.
const maxFilters = 32

// getSearchCounters answers messages.getSearchCounters: how many messages of each kind a conversation has.
//
// https://core.telegram.org/method/messages.getSearchCounters
func (h *Handlers) getSearchCounters(
	ctx context.Context, c rpc.Call, req *tg.MessagesGetSearchCountersRequest,
) (*tg.MessagesSearchCounterVector, error) {
	if len(req.Filters) > maxFilters {
		return nil, lamplight.ErrLimitInvalid
	}
	peer, err := h.Resolve.Peer(ctx, c, req.Peer)
	if err != nil {
		return nil, err
	}
	thread, err := inThread(peer, req.TopMsgID)
	if err != nil {
		return nil, err
	}
	saved, err := h.searchSaved(ctx, c, req.SavedPeerID)
	if err != nil {
		return nil, err
	}
	out := &tg.MessagesSearchCounterVector{Elems: make([]tg.MessagesSearchCounter, len(req.Filters))}
	for i, f := range req.Filters {
		q := search.Query{User: c.User, Peer: peer, Saved: saved, Thread: thread}
		any, err := searchFilter(f, &q)
		if err != nil {
			return nil, err
		}
		n, exact := 0, true
		switch hq, ok := listed(q, f); {
		case ok:
			page, err := h.Messages.History(ctx, c.User, hq)
			if err != nil {
				return nil, err
			}
			n = page.Count
		case !any:
		default:
			if n, exact, err = h.Search.Count(ctx, q); err != nil {
				return nil, err
			}
		}
		out.Elems[i] = tg.MessagesSearchCounter{Filter: f, Count: n, Inexact: !exact}
	}
	return out, nil
}
