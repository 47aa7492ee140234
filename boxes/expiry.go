package boxes

import (
	"context"
	"encoding/binary"
	"fmt"
	"time"

	"lamplight"
)

// What expires stands in one index over all boxes, ordered by time, so that one look finds it wherever it is. Its rows
// lie in a box that is nobody's. That one is never locked: no row of it is read to be changed, and each names a message
// whose own box is locked. So only messages that expire cost anything, and none waits for another. When a box is
// erased, its rows stay until their time has come; they say nothing but that something was to go then.
const expiryBox lamplight.BoxID = -1

// An Expiry says that a message is to go.
type Expiry struct {
	Box lamplight.BoxID
	ID  lamplight.MessageID
	At  time.Time // whole seconds
}

// expirySize is the size of a key of the index: time, box, id.
const expirySize = 8 + 8 + idSize

func expiryKey(e Expiry) string {
	b := binary.BigEndian.AppendUint64(make([]byte, 0, expirySize), uint64(e.At.Unix())^1<<63)
	b = binary.BigEndian.AppendUint64(b, uint64(e.Box)^1<<63)
	return string(binary.BigEndian.AppendUint32(b, uint32(e.ID)))
}

func readExpiry(k string) (Expiry, error) {
	if len(k) != expirySize {
		return Expiry{}, fmt.Errorf("%w: expiry of %d bytes", errRow, len(k))
	}
	b := []byte(k)
	return Expiry{
		At:  time.Unix(int64(binary.BigEndian.Uint64(b)^1<<63), 0).UTC(),
		Box: lamplight.BoxID(binary.BigEndian.Uint64(b[8:]) ^ 1<<63),
		ID:  lamplight.MessageID(binary.BigEndian.Uint32(b[16:])),
	}, nil
}

func expiryOf(m *lamplight.Message) Expiry { return Expiry{Box: m.Box, ID: m.ID, At: m.Expires()} }

// expire removes the messages that are still there and were to go by now, and the rows of the index even where the
// message is gone: its box was erased.
func (p *planner) expire(ctx context.Context, o Expire) error {
	if len(o.Due) > p.lim.Ops {
		return fmt.Errorf("%w: %d messages to expire; at most %d", ErrGroup, len(o.Due), p.lim.Ops)
	}
	var due []lamplight.MessageID
	for _, e := range o.Due {
		if e.Box != o.Box || e.At.After(p.now) {
			return fmt.Errorf("%w: message %d of box %d does not expire there by now", ErrGroup, e.ID, e.Box)
		}
		p.rows.Put(Key{expiryBox, KindExpiry, expiryKey(e)}, nil)
		m, ok, err := p.message(ctx, o.Box, e.ID)
		if err != nil {
			return err
		}
		if ok && m.Expired(p.now) { // else the box began anew, and the id is another message's
			due = append(due, e.ID)
		}
	}
	ids, err := p.named(ctx, o.Box, due, nil)
	if err != nil {
		return err
	}
	return p.remove(ctx, o.Box, ids)
}

// Expired implements Log.
func (r *Reader) Expired(ctx context.Context, after Expiry, before time.Time, limit int) ([]Expiry, error) {
	rows, end, err := r.View(ctx, expiryBox)
	if err != nil {
		return nil, err
	}
	defer end()
	if limit = min(limit, r.Limits.Page); limit <= 0 {
		return nil, nil
	}
	q := Range{Box: expiryBox, Kind: KindExpiry, Limit: limit}
	if after != (Expiry{}) {
		q.From = expiryKey(after) + "\x00"
	}
	if !before.IsZero() {
		q.To = expiryKey(Expiry{At: before.Add(time.Second).Truncate(time.Second), Box: -1 << 63})
	}
	found, err := rows.Scan(ctx, q)
	if err != nil {
		return nil, err
	}
	out := make([]Expiry, len(found))
	for i, row := range found {
		if out[i], err = readExpiry(row.Key); err != nil {
			return nil, err
		}
	}
	return out, nil
}
