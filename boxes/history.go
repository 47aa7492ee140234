package boxes

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"lamplight"
)

// History implements Log.
//
// The conversation is a list, newest first. The page begins where the message with OffsetID would stand, counted with
// it, and AddOffset further; what reaches beyond the newest message is cut off. MinID and MaxID then take away from the
// page, as https://core.telegram.org/api/offsets has it.
func (r *Reader) History(ctx context.Context, box lamplight.BoxID, q HistoryQuery) (Page, error) {
	if q.AddOffset > r.Limits.Skip || q.AddOffset < -r.Limits.Skip || q.Limit < 0 {
		return Page{}, lamplight.ErrLimitInvalid
	}
	rows, end, err := r.View(ctx, box)
	if err != nil {
		return Page{}, err
	}
	defer end()
	v, err := get(ctx, rows, dialogKey(box, q.Peer))
	if err != nil || v == nil {
		return Page{}, err
	}
	d, err := decodeDialog(v)
	if err != nil {
		return Page{}, err
	}
	page := Page{Count: d.Count}
	h := historyScan{rows: rows, box: box, peer: q.Peer, lim: r.Limits, least: q.Least, most: q.Most}
	if h.kind, h.prefix, err = q.list(box); err != nil {
		return Page{}, err
	}
	if page.Count, err = h.count(ctx, q, &d); err != nil {
		return Page{}, err
	}
	anchor, err := h.anchor(ctx, q)
	if err != nil {
		return Page{}, err
	}
	limit := min(q.Limit, r.Limits.Page)
	var found []Row
	if page.Count > 0 {
		if found, err = h.slice(ctx, anchor, q.AddOffset, limit); err != nil {
			return Page{}, err
		}
	}
	if len(found) > 0 {
		if page.OffsetIDOffset, err = h.newer(ctx, messageKeyID(found[0].Key), d.Dialog.Top); err != nil {
			return Page{}, err
		}
	}
	ids := make([]lamplight.MessageID, 0, len(found))
	for _, row := range found {
		id := messageKeyID(row.Key)
		if q.MinID > 0 && id <= q.MinID || q.MaxID > 0 && id >= q.MaxID {
			continue
		}
		ids = append(ids, id)
		if h.kind != KindMessage {
			continue
		}
		m, err := decodeMessage(box, id, row.Value)
		if err != nil {
			return Page{}, err
		}
		page.Messages = append(page.Messages, m)
	}
	if h.kind != KindMessage {
		page.Messages, err = h.messages(ctx, ids)
	} else {
		err = fillCounts(ctx, rows, box, page.Messages)
	}
	if err == nil && q.For != 0 && (h.kind == KindMessage || h.kind == KindThread) {
		page.Messages, err = withHeld(ctx, rows, box, q, page, r.Limits)
	}
	return page, err
}

// list returns where the messages lie that a query is about: the kind of row, and what leads the keys.
func (q *HistoryQuery) list(box lamplight.BoxID) (Kind, string, error) {
	several := func(only ...bool) bool {
		n := 0
		for _, b := range only {
			if b {
				n++
			}
		}
		return n > 1
	}
	if several(q.Pinned, q.Filter != 0, q.Author != 0, q.Unseen != 0) || q.Author != 0 && q.Thread != 0 {
		return 0, "", fmt.Errorf("%w: a page of several kinds at once", errQuery)
	}
	switch {
	case q.Unseen != 0:
		user := q.User
		if owner := box.User(); owner != 0 {
			user = owner
		}
		return KindUnseen, unseenPrefix(q.Peer, user, q.Unseen, q.Thread), nil
	case q.Pinned && q.Thread != 0:
		return KindFilter, filterPrefix(q.Peer, q.Thread, filterPinned), nil
	case q.Pinned:
		return KindPinned, peerKey(q.Peer), nil
	case q.Filter != 0:
		return KindFilter, filterPrefix(q.Peer, q.Thread, q.Filter), nil
	case q.Author != 0:
		if q.Peer.Kind == lamplight.PeerUser {
			return 0, "", fmt.Errorf("%w: what somebody wrote in a private conversation", errQuery)
		}
		return KindAuthor, authorPrefix(q.Peer, q.Author), nil
	case q.Thread != 0:
		return KindThread, threadPrefix(q.Peer, q.Thread), nil
	default:
		return KindMessage, peerKey(q.Peer), nil
	}
}

// errQuery is what a query comes to that no index answers: a mistake of the caller.
var errQuery = errors.New("boxes: there is no index for that query")

// count returns how many messages a query is about in all.
func (h historyScan) count(ctx context.Context, q HistoryQuery, d *dialogRow) (int, error) {
	if h.least <= 0 && h.most <= 0 {
		switch {
		case h.kind == KindMessage:
			return d.Count, nil
		case h.kind == KindFilter && q.Thread == 0:
			return d.filteredBy(q.Filter), nil
		case h.kind == KindThread && h.box.Channel() != 0:
			v, err := get(ctx, h.rows, Key{h.box, KindCounts, idKey(q.Thread)})
			if err != nil {
				return 0, err
			}
			c, err := decodeCounts(v)
			return c.Replies, err
		}
	}
	all, err := h.scan(ctx, 0, 0, false, h.lim.Count)
	return len(all), err
}

type historyScan struct {
	rows   Rows
	box    lamplight.BoxID
	peer   lamplight.Peer
	kind   Kind   // KindMessage, or an index by message
	prefix string // of its keys, which end with the id
	lim    Limits

	least, most lamplight.MessageID // both inclusive; 0: no bound
}

// messages returns the messages that rows of an index stand for.
func (h historyScan) messages(ctx context.Context, ids []lamplight.MessageID) ([]lamplight.Message, error) {
	at := make([]Place, len(ids))
	for i, id := range ids {
		at[i] = Place{h.box, h.peer, id}
	}
	found, err := messagesAt(ctx, h.rows, at)
	if err != nil {
		return nil, err
	}
	ms := make([]lamplight.Message, 0, len(found))
	for _, m := range found {
		if m != nil {
			ms = append(ms, *m)
		}
	}
	return ms, nil
}

// anchor returns the id below which the page begins if nothing is added; 0 for the newest.
func (h historyScan) anchor(ctx context.Context, q HistoryQuery) (lamplight.MessageID, error) {
	if q.OffsetID > 0 || q.OffsetDate.IsZero() {
		return max(q.OffsetID, 0), nil
	}
	return firstSince(ctx, h.rows, h.box, h.peer, q.OffsetDate)
}

// slice returns limit rows, newest first, of the list that begins add positions after the first message below anchor.
func (h historyScan) slice(ctx context.Context, anchor lamplight.MessageID, add, limit int) ([]Row, error) {
	if limit == 0 {
		return nil, nil
	}
	if add >= 0 {
		return h.older(ctx, anchor, add, limit)
	}
	var newer []Row
	if anchor > 0 {
		var err error
		if newer, err = h.scan(ctx, anchor, 0, false, -add); err != nil {
			return nil, err
		}
	}
	// Where fewer than asked are newer, the page began before the list did: that part is cut off.
	limit -= -add - len(newer)
	slices.Reverse(newer)
	if limit <= len(newer) {
		return newer[:max(limit, 0)], nil
	}
	older, err := h.older(ctx, anchor, 0, limit-len(newer))
	return append(newer, older...), err
}

// older returns limit rows below anchor after passing over skip of them.
func (h historyScan) older(ctx context.Context, anchor lamplight.MessageID, skip, limit int) ([]Row, error) {
	for skip > 0 {
		n := min(skip, h.lim.Page)
		passed, err := h.scan(ctx, 0, anchor, true, n)
		if err != nil || len(passed) < n {
			return nil, err
		}
		anchor, skip = messageKeyID(passed[n-1].Key), skip-n
	}
	return h.scan(ctx, 0, anchor, true, limit)
}

// newer counts the messages after id, up to Limits.Count.
func (h historyScan) newer(ctx context.Context, id, top lamplight.MessageID) (int, error) {
	if id >= top {
		return 0, nil
	}
	if h.kind == KindMessage && h.box.Channel() != 0 && h.least <= 0 && h.most <= 0 {
		n, err := unreadIn(ctx, h.rows, h.lim, []UnreadQuery{{Box: h.box, Peer: h.peer, After: id}})
		if err != nil {
			return 0, err
		}
		return min(n[0], h.lim.Count), nil
	}
	rows, err := h.scan(ctx, id+1, 0, false, h.lim.Count)
	return len(rows), err
}

// scan reads rows with from ≤ id < to, where a to of 0 is the end, as far as they are within bounds.
func (h historyScan) scan(ctx context.Context, from, to lamplight.MessageID, reverse bool, limit int) ([]Row, error) {
	from = max(from, h.least)
	if h.most > 0 && h.most < maxInt32 && (to == 0 || to > h.most+1) {
		to = h.most + 1
	}
	if to > 0 && from >= to {
		return nil, nil
	}
	r := Range{Box: h.box, Kind: h.kind, From: withID(h.prefix, from), To: h.prefix + "\xff", Reverse: reverse, Limit: limit}
	if to > 0 {
		r.To = withID(h.prefix, to)
	}
	return h.rows.Scan(ctx, r)
}
