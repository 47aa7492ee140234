package boxes

import (
	"context"
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
	h := historyScan{rows, box, q.Peer, KindMessage, r.Limits, q.Least, q.Most}
	if q.Pinned {
		h.kind = KindPinned
	}
	if q.Pinned || q.Least > 0 || q.Most > 0 {
		all, err := h.scan(ctx, 0, 0, false, r.Limits.Count)
		if err != nil || len(all) == 0 {
			return Page{}, err
		}
		page.Count = len(all)
	}
	anchor, err := h.anchor(ctx, q)
	if err != nil {
		return Page{}, err
	}
	found, err := h.slice(ctx, anchor, q.AddOffset, min(q.Limit, r.Limits.Page))
	if err != nil || len(found) == 0 {
		return page, err
	}
	if page.OffsetIDOffset, err = h.newer(ctx, messageKeyID(found[0].Key), d.Dialog.Top); err != nil {
		return Page{}, err
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
	}
	return page, err
}

type historyScan struct {
	rows Rows
	box  lamplight.BoxID
	peer lamplight.Peer
	kind Kind // KindMessage, or an index with keys of the same form
	lim  Limits

	least, most lamplight.MessageID // both inclusive; 0: no bound
}

// messages returns the messages that rows of an index stand for.
func (h historyScan) messages(ctx context.Context, ids []lamplight.MessageID) ([]lamplight.Message, error) {
	at := make([]place, len(ids))
	for i, id := range ids {
		at[i] = place{h.box, h.peer, id}
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
	r := conversation(h.box, h.peer, from, to, reverse, limit)
	r.Kind = h.kind
	return h.rows.Scan(ctx, r)
}
