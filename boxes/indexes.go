package boxes

import (
	"context"
	"encoding/binary"

	"lamplight"
)

// An index derives rows from a message. They are written, changed and removed with it, in the same group.
type index struct {
	kind Kind
	all  bool // its rows stand together for all boxes, in expiryBox
	// row returns the row that stands for m, with the value a scan of the index gives, or false if there is none.
	row func(m *lamplight.Message) (key string, value []byte, ok bool)
}

// indexes lists the indexes of messages that have one row for a message at most; derived has the others. One that is added
// later needs its rows made for the messages that are there (recount).
var indexes = []index{
	{kind: KindByID, row: func(m *lamplight.Message) (string, []byte, bool) {
		return idKey(m.ID), appendPeer(make([]byte, 0, peerSize), m.Peer), true
	}},
	{kind: KindContent, row: func(m *lamplight.Message) (string, []byte, bool) {
		return contentKey(m.Content), binary.BigEndian.AppendUint32(nil, uint32(m.ID)), true
	}},
	{kind: KindPinned, row: func(m *lamplight.Message) (string, []byte, bool) {
		if !m.Pinned { // nearly every message: no key is made for it
			return "", nil, false
		}
		return messageKey(m.Peer, m.ID), []byte{version}, true
	}},
	{kind: KindExpiry, all: true, row: func(m *lamplight.Message) (string, []byte, bool) {
		if m.TTL <= 0 { // nearly every message here, too
			return "", nil, false
		}
		return expiryKey(expiryOf(m)), []byte{version}, true
	}},
}

// index brings the rows that stand for a message from what they were (nil: there was none) to what they shall be (nil:
// to be removed).
func (p *planner) index(ctx context.Context, box lamplight.BoxID, before, after *lamplight.Message) error {
	for _, ix := range indexes {
		var oldKey, newKey string
		var value []byte
		var had, has bool
		in := box
		if ix.all {
			in = expiryBox
		}
		if before != nil {
			oldKey, _, had = ix.row(before)
		}
		if after != nil {
			newKey, value, has = ix.row(after)
		}
		if had && (!has || oldKey != newKey) {
			p.rows.Put(Key{in, ix.kind, oldKey}, nil)
		}
		if has && (!had || oldKey != newKey) {
			p.rows.Put(Key{in, ix.kind, newKey}, value)
		}
	}
	return p.derive(ctx, before, after)
}
