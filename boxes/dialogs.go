package boxes

import (
	"context"

	"lamplight"
)

// Dialogs implements Log.
//
// A page that follows another names the last conversation of that one: its top date, top id and peer. If that one is
// pinned, the page goes on among the pinned ones; else it goes on after its place in the rest.
func (r *Reader) Dialogs(ctx context.Context, box lamplight.BoxID, q DialogQuery) (DialogPage, error) {
	if q.Folder < 0 || q.Folder >= folders {
		return DialogPage{}, ErrFolder
	}
	rows, end, err := r.View(ctx, box)
	if err != nil {
		return DialogPage{}, err
	}
	defer end()
	head, err := readHead(ctx, rows, box)
	if err != nil {
		return DialogPage{}, err
	}
	page := DialogPage{Count: head.Listed[q.Folder]}
	limit := min(q.Limit, r.Limits.Page)
	if limit <= 0 {
		return page, nil
	}
	rng, err := dialogRange(ctx, rows, box, q)
	if err != nil {
		return DialogPage{}, err
	}
	rng.Limit = limit
	places, err := rows.Scan(ctx, rng)
	if err != nil {
		return DialogPage{}, err
	}
	peers := make([]lamplight.Peer, len(places))
	for i, p := range places {
		peers[i] = orderPeer(p.Key)
	}
	if page.Dialogs, err = dialogsOf(ctx, rows, box, peers); err != nil {
		return DialogPage{}, err
	}
	at := make([]place, 0, len(places))
	for _, d := range page.Dialogs {
		if d.Top > 0 {
			at = append(at, place{box, d.Peer, d.Top})
		}
	}
	tops, err := messagesAt(ctx, rows, at)
	if err != nil {
		return DialogPage{}, err
	}
	for _, m := range tops {
		if m != nil {
			page.Top = append(page.Top, *m)
		}
	}
	return page, nil
}

// dialogRange returns the part of the list that a query asks for.
func dialogRange(ctx context.Context, rows Rows, box lamplight.BoxID, q DialogQuery) (Range, error) {
	pinned := string([]byte{byte(q.Folder), sectionPinned})
	rest := string([]byte{byte(q.Folder), sectionRest})
	end := string([]byte{byte(q.Folder), sectionRest + 1})
	r := Range{Box: box, Kind: KindOrder, From: pinned, To: end}
	if !q.OffsetDate.IsZero() || q.OffsetID != 0 || !q.OffsetPeer.IsZero() {
		from, err := afterOffset(ctx, rows, box, q)
		if err != nil {
			return Range{}, err
		}
		r.From = from
	}
	if q.ExcludePinned {
		r.From = max(r.From, rest)
	}
	if q.PinnedOnly {
		r.To = rest
		r.From = min(r.From, r.To)
	}
	return r, nil
}

// afterOffset returns the first place after the conversation that a query's offset names.
func afterOffset(ctx context.Context, rows Rows, box lamplight.BoxID, q DialogQuery) (string, error) {
	if !q.OffsetPeer.IsZero() {
		ds, err := dialogsOf(ctx, rows, box, []lamplight.Peer{q.OffsetPeer})
		if err != nil {
			return "", err
		}
		d := ds[0]
		if d.Pinned > 0 && d.Folder == q.Folder && !d.Hidden {
			return orderKey(&d) + "\x00", nil
		}
		if q.OffsetDate.IsZero() { // a client that names the peer alone means its place
			return placeKey(q.Folder, d.TopDate, d.Top, d.Peer) + "\x00", nil
		}
	}
	return placeKey(q.Folder, q.OffsetDate, q.OffsetID, q.OffsetPeer) + "\x00", nil
}
