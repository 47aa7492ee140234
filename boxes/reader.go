package boxes

import (
	"context"
	"errors"
	"slices"
	"time"

	"lamplight"
)

// A Reader is the reading half of a Log, the same for every driver.
type Reader struct {
	// View returns one consistent state of the given boxes to read from, and what ends it. What it shows is durable. It
	// returns ErrClosed after Close.
	View func(ctx context.Context, ids ...lamplight.BoxID) (rows Rows, end func(), err error)
	// HeadRows returns the head rows of the first boxes after the given one, by rising id. What it shows is durable. It returns
	// ErrClosed after Close.
	HeadRows func(ctx context.Context, after lamplight.BoxID, limit int) ([]HeadRow, error)
	Limits   Limits // with its defaults
}

// A HeadRow is the row of KindHead of a box.
type HeadRow struct {
	Box   lamplight.BoxID
	Value []byte
}

// Heads implements Log.
func (r *Reader) Heads(ctx context.Context, ids ...lamplight.BoxID) ([]Head, error) {
	rows, end, err := r.View(ctx, ids...)
	if err != nil {
		return nil, err
	}
	defer end()
	keys := make([]Key, len(ids))
	for i, id := range ids {
		keys[i] = headKey(id)
	}
	values, err := rows.Get(ctx, keys)
	if err != nil {
		return nil, err
	}
	heads := make([]Head, len(ids))
	for i, v := range values {
		h, err := decodeHead(v)
		if err != nil {
			return nil, err
		}
		if len(v) > 0 {
			heads[i] = h.head(ids[i])
		}
	}
	return heads, nil
}

// Boxes implements Log.
func (r *Reader) Boxes(ctx context.Context, after lamplight.BoxID, limit int) ([]Head, error) {
	limit = min(limit, r.Limits.Page)
	for limit > 0 {
		rows, err := r.HeadRows(ctx, after, limit)
		if err != nil || len(rows) == 0 {
			return nil, err
		}
		heads := make([]Head, 0, len(rows))
		for _, row := range rows {
			if len(row.Value) == 0 {
				continue // a box that was locked and never written to
			}
			h, err := decodeHead(row.Value)
			if err != nil {
				return nil, err
			}
			heads = append(heads, h.head(row.Box))
		}
		if len(heads) > 0 {
			return heads, nil
		}
		after = rows[len(rows)-1].Box
	}
	return nil, nil
}

// Messages implements Log.
func (r *Reader) Messages(ctx context.Context, box lamplight.BoxID, ids []lamplight.MessageID) ([]lamplight.Message, error) {
	rows, end, err := r.View(ctx, box)
	if err != nil {
		return nil, err
	}
	defer end()
	keys := make([]Key, len(ids))
	for i, id := range ids {
		keys[i] = Key{box, KindByID, idKey(id)}
	}
	peers, err := rows.Get(ctx, keys)
	if err != nil {
		return nil, err
	}
	at := make([]Place, 0, len(ids))
	for i, v := range peers {
		if v != nil {
			at = append(at, Place{box, readPeer(string(v)), ids[i]})
		}
	}
	found, err := messagesAt(ctx, rows, at)
	if err != nil {
		return nil, err
	}
	ms := make([]lamplight.Message, 0, len(at))
	for _, m := range found {
		if m != nil {
			ms = append(ms, *m)
		}
	}
	return ms, nil
}

// messagesAt returns the messages kept at the given places, nil for one that is not there. Those of channels' boxes come
// with what is counted beside them.
func messagesAt(ctx context.Context, rows Rows, at []Place) ([]*lamplight.Message, error) {
	keys := make([]Key, len(at), 2*len(at))
	for i, a := range at {
		keys[i] = Key{a.Box, KindMessage, messageKey(a.Peer, a.ID)}
	}
	for _, a := range at {
		if a.Box.Channel() != 0 {
			keys = append(keys, Key{a.Box, KindCounts, idKey(a.ID)})
		}
	}
	values, err := rows.Get(ctx, keys)
	if err != nil {
		return nil, err
	}
	ms := make([]*lamplight.Message, len(at))
	beside := values[len(at):]
	for i, v := range values[:len(at)] {
		var counts []byte
		if at[i].Box.Channel() != 0 {
			counts, beside = beside[0], beside[1:]
		}
		if v == nil {
			continue
		}
		m, err := decodeMessage(at[i].Box, at[i].ID, v)
		if err != nil {
			return nil, err
		}
		if counts != nil {
			c, err := decodeCounts(counts)
			if err != nil {
				return nil, err
			}
			c.fill(&m)
		}
		ms[i] = &m
	}
	return ms, nil
}

// fillCounts gives messages of a box what is counted beside them.
func fillCounts(ctx context.Context, rows Rows, box lamplight.BoxID, ms []lamplight.Message) error {
	if box.Channel() == 0 || len(ms) == 0 {
		return nil
	}
	keys := make([]Key, len(ms))
	for i := range ms {
		keys[i] = Key{box, KindCounts, idKey(ms[i].ID)}
	}
	values, err := rows.Get(ctx, keys)
	if err != nil {
		return err
	}
	for i, v := range values {
		if v == nil {
			continue
		}
		c, err := decodeCounts(v)
		if err != nil {
			return err
		}
		c.fill(&ms[i])
	}
	return nil
}

// Copies implements Log.
func (r *Reader) Copies(ctx context.Context, box lamplight.BoxID, contents []lamplight.ContentID) (map[lamplight.ContentID]lamplight.MessageID, error) {
	rows, end, err := r.View(ctx, box)
	if err != nil {
		return nil, err
	}
	defer end()
	keys := make([]Key, len(contents))
	for i, c := range contents {
		keys[i] = Key{box, KindContent, contentKey(c)}
	}
	values, err := rows.Get(ctx, keys)
	if err != nil {
		return nil, err
	}
	ids := make(map[lamplight.ContentID]lamplight.MessageID, len(contents))
	for i, v := range values {
		if v != nil {
			ids[contents[i]] = messageKeyID(string(v))
		}
	}
	return ids, nil
}

// Dialog implements Log.
func (r *Reader) Dialog(ctx context.Context, box lamplight.BoxID, peers ...lamplight.Peer) ([]lamplight.Dialog, error) {
	rows, end, err := r.View(ctx, box)
	if err != nil {
		return nil, err
	}
	defer end()
	return dialogsOf(ctx, rows, box, peers)
}

func dialogsOf(ctx context.Context, rows Rows, box lamplight.BoxID, peers []lamplight.Peer) ([]lamplight.Dialog, error) {
	keys := make([]Key, len(peers))
	for i, p := range peers {
		keys[i] = dialogKey(box, p)
	}
	values, err := rows.Get(ctx, keys)
	if err != nil {
		return nil, err
	}
	ds := make([]lamplight.Dialog, len(peers))
	for i, v := range values {
		ds[i].Peer = peers[i]
		if v == nil {
			continue
		}
		d, err := decodeDialog(v)
		if err != nil {
			return nil, err
		}
		ds[i] = d.Dialog
	}
	return ds, nil
}

// Events implements Log.
func (r *Reader) Events(ctx context.Context, box lamplight.BoxID, after lamplight.PTS, limit int) ([]lamplight.Event, bool, error) {
	rows, end, err := r.View(ctx, box)
	if err != nil {
		return nil, false, err
	}
	defer end()
	h, err := readHead(ctx, rows, box)
	if err != nil {
		return nil, false, err
	}
	if after < h.OldestPTS {
		return nil, false, ErrTooOld
	}
	if limit = min(limit, r.Limits.Page); limit <= 0 {
		return nil, h.PTS > after, nil
	}
	if after >= h.PTS {
		return nil, false, nil
	}
	found, err := rows.Scan(ctx, Range{Box: box, Kind: KindEvent, From: ptsKey(after + 1), Limit: limit + 1})
	if err != nil {
		return nil, false, err
	}
	more := len(found) > limit
	if more {
		found = found[:limit]
	}
	events := make([]lamplight.Event, len(found))
	for i, row := range found {
		if events[i], err = decodeEvent(row.Value); err != nil {
			return nil, false, err
		}
		events[i].Box, events[i].PTS = box, readPTS(row.Key)
	}
	return events, more, fillEvents(ctx, rows, events)
}

// fillEvents gives the events that tell of a message the message as it is now. Where it is gone, its deletion is what
// the event tells of: that counts one position as well, and is what a client that missed both ends up with.
func fillEvents(ctx context.Context, rows Rows, events []lamplight.Event) error {
	var at []Place
	var of []int
	for i, e := range events {
		if (e.Kind == lamplight.EventNewMessage || e.Kind == lamplight.EventEditMessage) && len(e.IDs) == 1 {
			at, of = append(at, Place{e.Box, e.Peer, e.IDs[0]}), append(of, i)
		}
	}
	if len(at) == 0 {
		return nil
	}
	ms, err := messagesAt(ctx, rows, at)
	if err != nil {
		return err
	}
	for i, m := range ms {
		e := &events[of[i]]
		if m == nil {
			e.Kind, e.Peer = lamplight.EventDeleteMessages, lamplight.Peer{}
			continue
		}
		e.Message, e.Peer, e.IDs = m, lamplight.Peer{}, nil
	}
	return nil
}

// Notes implements Log.
func (r *Reader) Notes(ctx context.Context, box lamplight.BoxID, after int64, since time.Time, limit int) ([]lamplight.Event, error) {
	rows, end, err := r.View(ctx, box)
	if err != nil {
		return nil, err
	}
	defer end()
	if limit = min(limit, r.Limits.Page); limit <= 0 {
		return nil, nil
	}
	kept := notesKept(ctx, rows, box, after, since)
	if kept != nil && !errors.Is(kept, ErrTooOld) {
		return nil, kept
	}
	var events []lamplight.Event
	for from := max(after, 0) + 1; ; {
		found, err := rows.Scan(ctx, Range{Box: box, Kind: KindNote, From: seqKey(from), Limit: limit})
		if err != nil {
			return nil, err
		}
		for _, row := range found {
			e, err := decodeEvent(row.Value)
			if err != nil {
				return nil, err
			}
			e.Box, e.Seq = box, readSeq(row.Key)
			if from = e.Seq + 1; since.IsZero() || !e.Date.Before(whole(since)) {
				events = append(events, e)
			}
		}
		if len(found) < limit || len(events) >= limit {
			return slices.Clip(events[:min(len(events), limit)]), kept
		}
	}
}

// notesKept returns ErrTooOld if notes after a Seq and since a time may have been forgotten: what was, was not later than
// the first that is left.
func notesKept(ctx context.Context, rows Rows, box lamplight.BoxID, after int64, since time.Time) error {
	h, err := readHead(ctx, rows, box)
	if err != nil || after >= h.OldestSeq {
		return err
	}
	first, err := rows.Scan(ctx, Range{Box: box, Kind: KindNote, From: seqKey(h.OldestSeq + 1), Limit: 1})
	if err != nil {
		return err
	}
	if len(first) == 0 {
		return ErrTooOld
	}
	e, err := decodeEvent(first[0].Value)
	if err != nil {
		return err
	}
	if !e.Date.Before(whole(since)) {
		return ErrTooOld
	}
	return nil
}
