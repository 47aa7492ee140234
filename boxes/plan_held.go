package boxes

import (
	"context"
	"encoding/binary"
	"slices"

	"lamplight"
)

// A message that waits lies apart from all others, so that no history, counter or index meets it. Only its content, what it
// is a copy of and its files lead to it: who takes these down takes it too.

// hold writes a message that waits.
func (p *planner) hold(ctx context.Context, before, m *lamplight.Message) error {
	if err := p.weigh(ctx, m.Box, before, m); err != nil {
		return err
	}
	v, err := encodeMessage(m)
	if err != nil {
		return err
	}
	p.rows.Put(Key{m.Box, KindHeld, idKey(m.ID)}, v)
	var was []Write
	if before != nil {
		was = shared(before)
	} else {
		p.rows.Put(Key{m.Box, KindContent, contentKey(m.Content)}, binary.BigEndian.AppendUint32(nil, uint32(m.ID)))
		if err := p.gap(ctx, m.Box, m.ID, 1); err != nil {
			return err
		}
	}
	p.turn(was, shared(m))
	return nil
}

// held returns the message that waits under an id, false if none does.
func (p *planner) held(ctx context.Context, box lamplight.BoxID, id lamplight.MessageID) (lamplight.Message, bool, error) {
	if box.Channel() == 0 {
		return lamplight.Message{}, false, nil
	}
	v, err := get(ctx, p.rows, Key{box, KindHeld, idKey(id)})
	if err != nil || v == nil {
		return lamplight.Message{}, false, err
	}
	m, err := decodeMessage(box, id, v)
	return m, err == nil, err
}

// removeHeld forgets a message that waits, if one does. Nobody was told of it.
func (p *planner) removeHeld(ctx context.Context, box lamplight.BoxID, id lamplight.MessageID) error {
	m, ok, err := p.held(ctx, box, id)
	if err != nil || !ok {
		return err
	}
	return p.unhold(ctx, &m)
}

func (p *planner) unhold(ctx context.Context, m *lamplight.Message) error {
	if err := p.weigh(ctx, m.Box, m, nil); err != nil {
		return err
	}
	p.rows.Put(Key{m.Box, KindHeld, idKey(m.ID)}, nil)
	p.rows.Put(Key{m.Box, KindContent, contentKey(m.Content)}, nil)
	p.turn(shared(m), nil)
	return nil
}

// editHeld changes a message that waits. Nobody is told.
func (p *planner) editHeld(ctx context.Context, o Edit, id lamplight.MessageID) error {
	before, ok, err := p.held(ctx, o.Box, id)
	if err != nil || !ok {
		return err
	}
	m, err := changed(before, o.Change)
	if err != nil {
		return err
	}
	if err := p.hold(ctx, &before, &m); err != nil {
		return err
	}
	return p.fits(o.Box, SizeOf(&m)-SizeOf(&before))
}

func (p *planner) release(ctx context.Context, o Release) error {
	m, ok, err := p.held(ctx, o.Box, o.ID)
	if err != nil || !ok {
		return err
	}
	if err := p.unhold(ctx, &m); err != nil {
		return err
	}
	if err := p.gap(ctx, o.Box, o.ID, -1); err != nil {
		return err
	}
	m.Held = false
	d, err := p.dialog(ctx, o.Box, m.Peer)
	if err != nil {
		return err
	}
	if err := p.putMessage(ctx, nil, &m); err != nil {
		return err
	}
	return p.arrive(ctx, d, &m)
}

// Held implements Log.
func (r *Reader) Held(
	ctx context.Context, box lamplight.BoxID, user lamplight.UserID, ids ...lamplight.MessageID,
) ([]lamplight.Message, error) {
	rows, end, err := r.View(ctx, box)
	if err != nil {
		return nil, err
	}
	defer end()
	return heldBy(ctx, rows, box, user, ids, r.Limits.Page)
}

// heldBy returns messages that wait, by id.
func heldBy(
	ctx context.Context, rows Rows, box lamplight.BoxID, user lamplight.UserID, ids []lamplight.MessageID, limit int,
) ([]lamplight.Message, error) {
	found, err := heldRows(ctx, rows, box, ids, limit)
	if err != nil {
		return nil, err
	}
	var ms []lamplight.Message
	for _, r := range found {
		id := messageKeyID(r.Key)
		m, err := decodeMessage(box, id, r.Value)
		if err != nil {
			return nil, err
		}
		if user == 0 || m.Wrote() == user {
			ms = append(ms, m)
		}
	}
	return ms, nil
}

// heldRows returns the rows of the messages that wait, or of those of them that ids names.
func heldRows(ctx context.Context, rows Rows, box lamplight.BoxID, ids []lamplight.MessageID, limit int) ([]Row, error) {
	if len(ids) == 0 {
		return rows.Scan(ctx, Range{Box: box, Kind: KindHeld, Limit: limit})
	}
	var found []Row
	ids = slices.Clone(ids)
	slices.Sort(ids)
	for _, id := range slices.Compact(ids) {
		k := Key{box, KindHeld, idKey(id)}
		v, err := get(ctx, rows, k)
		if err != nil {
			return nil, err
		}
		if v != nil {
			found = append(found, Row{Key: k.Key, Value: v})
		}
	}
	return found, nil
}

// withHeld returns a page of the whole conversation or of a thread, newest first, with the messages that wait and that its
// reader wrote. They come where their ids are, but beyond neither end of the page where there may be more.
func withHeld(
	ctx context.Context, rows Rows, box lamplight.BoxID, q HistoryQuery, p Page, lim Limits,
) ([]lamplight.Message, error) {
	ms, limit := p.Messages, min(q.Limit, lim.Page)
	if q.For == 0 || box.Channel() == 0 || limit == 0 {
		return ms, nil
	}
	waiting, err := heldBy(ctx, rows, box, q.For, nil, lim.Page)
	if err != nil || len(waiting) == 0 {
		return ms, err
	}
	below := q.OffsetID // exclusive; 0: none
	if q.AddOffset != 0 || below == 0 {
		if below = 0; len(ms) > 0 && p.OffsetIDOffset > 0 {
			below = ms[0].ID
		}
	}
	var above lamplight.MessageID // exclusive
	if len(ms) == limit {
		above = ms[len(ms)-1].ID
	}
	for _, m := range waiting {
		if m.ID <= above || below > 0 && m.ID >= below || q.Thread != 0 && m.Thread() != q.Thread ||
			q.MinID > 0 && m.ID <= q.MinID || q.MaxID > 0 && m.ID >= q.MaxID || q.Least > 0 && m.ID < q.Least || q.Most > 0 && m.ID > q.Most {
			continue
		}
		at, _ := slices.BinarySearchFunc(ms, m.ID, func(x lamplight.Message, id lamplight.MessageID) int { return int(id - x.ID) })
		ms = slices.Insert(ms, at, m)
	}
	return ms[:min(len(ms), limit)], nil // what no longer fits is the next page's
}
