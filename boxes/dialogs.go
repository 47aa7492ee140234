package boxes

import (
	"context"
	"slices"
	"strings"

	"lamplight"
)

// Dialogs implements Log.
//
// A page that follows another names the last conversation of that one: its top date, top id and peer. If that one is
// pinned, the page goes on among the pinned ones; else it goes on after its place in the rest.
func (r *Reader) Dialogs(ctx context.Context, box lamplight.BoxID, q DialogQuery) (DialogPage, error) {
	if q.Folder != AllFolders && (q.Folder < 0 || q.Folder >= folders) {
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
	var page DialogPage
	for folder := range folders {
		if q.Folder == folder || q.Folder == AllFolders {
			page.Count += head.Listed[folder]
		}
	}
	limit := min(q.Limit, r.Limits.Page)
	if limit <= 0 {
		return page, nil
	}
	places, err := dialogPlaces(ctx, rows, box, q, limit)
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
	at := make([]Place, 0, len(places))
	for _, d := range page.Dialogs {
		if d.Top > 0 {
			at = append(at, Place{box, d.Peer, d.Top})
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

// dialogPlaces returns the places of a page, in their order. Of all folders it is as if they were one list, but for the
// pinned ones: those of the list come before those of the archive.
func dialogPlaces(ctx context.Context, rows Rows, box lamplight.BoxID, q DialogQuery, limit int) ([]Row, error) {
	if q.Folder != AllFolders {
		rng, err := dialogRange(ctx, rows, box, q, false)
		if err != nil {
			return nil, err
		}
		rng.Limit = limit
		return rows.Scan(ctx, rng)
	}
	var all []Row
	for q.Folder = range folders {
		rng, err := dialogRange(ctx, rows, box, q, true)
		if err != nil {
			return nil, err
		}
		rng.Limit = limit
		some, err := rows.Scan(ctx, rng)
		if err != nil {
			return nil, err
		}
		all = append(all, some...)
	}
	slices.SortFunc(all, func(a, b Row) int {
		if a.Key[1] == sectionPinned && b.Key[1] == sectionPinned {
			return strings.Compare(a.Key, b.Key)
		}
		return strings.Compare(a.Key[1:], b.Key[1:])
	})
	return all[:min(len(all), limit)], nil
}

// dialogRange returns the part of the list that a query asks for; all says that it asks for every folder.
func dialogRange(ctx context.Context, rows Rows, box lamplight.BoxID, q DialogQuery, all bool) (Range, error) {
	pinned := string([]byte{byte(q.Folder), sectionPinned})
	rest := string([]byte{byte(q.Folder), sectionRest})
	end := string([]byte{byte(q.Folder), sectionRest + 1})
	r := Range{Box: box, Kind: KindOrder, From: pinned, To: end}
	if !q.OffsetDate.IsZero() || q.OffsetID != 0 || !q.OffsetPeer.IsZero() {
		from, err := afterOffset(ctx, rows, box, q, all)
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
func afterOffset(ctx context.Context, rows Rows, box lamplight.BoxID, q DialogQuery, all bool) (string, error) {
	if !q.OffsetPeer.IsZero() {
		ds, err := dialogsOf(ctx, rows, box, []lamplight.Peer{q.OffsetPeer})
		if err != nil {
			return "", err
		}
		d := ds[0]
		if d.Pinned > 0 && !d.Hidden {
			switch {
			case d.Folder == q.Folder:
				return orderKey(&d) + "\x00", nil
			case all && d.Folder < q.Folder: // all pinned ones of this folder are still to come
				return string([]byte{byte(q.Folder), sectionPinned}), nil
			case all:
				return string([]byte{byte(q.Folder), sectionRest}), nil
			}
		}
		if q.OffsetDate.IsZero() { // a client that names the peer alone means its place
			return placeKey(q.Folder, d.TopDate, d.Top, d.Peer) + "\x00", nil
		}
	}
	return placeKey(q.Folder, q.OffsetDate, q.OffsetID, q.OffsetPeer) + "\x00", nil
}
