package boxes

import (
	"context"
	"slices"

	"lamplight"
)

// A Kind is a kind of row. Rows of one kind share a form of key and of value (keys.go, codec.go). The numbers are
// stored.
type Kind uint8

// The kinds of row.
const (
	KindHead     Kind = iota + 1 // the state of the box; one row with an empty key
	KindMessage                  // peer, id → message: a conversation reads as one range
	KindDialog                   // peer → dialog
	KindEvent                    // pts → event that carries pts
	KindNote                     // seq → event that does not
	KindKey                      // period, key → the events of the group that used the key
	KindOrder                    // folder, place → nothing: the order of the conversation list
	KindByID                     // index: id → peer
	KindContent                  // index: content → id
	KindPinned                   // index: peer, id → nothing: pinned messages
	KindReadTime                 // peer, id → when the other side read up to there
	KindExpiry                   // index over all boxes: time, box, id → nothing: messages that go by themselves
	// Further indexes (kind of media, mention, thread, file) take the next numbers and a line in
	// indexes.go.
)

// Kinds lists every kind of row, for drivers that keep them apart.
func Kinds() []Kind {
	return []Kind{KindHead, KindMessage, KindDialog, KindEvent, KindNote, KindKey, KindOrder, KindByID, KindContent, KindPinned, KindReadTime, KindExpiry}
}

// A Key names a row. Rows of one box and kind are ordered by the bytes of Key.
type Key struct {
	Box  lamplight.BoxID
	Kind Kind
	Key  string
}

// A Row is a row of one box and kind.
type Row struct {
	Key   string
	Value []byte // never changed once made
}

// A Write puts a row, or removes it where Value is nil.
type Write struct {
	Key
	Value []byte
}

// A Range is a part of the rows of one box and kind.
type Range struct {
	Box      lamplight.BoxID
	Kind     Kind
	From, To string // From ≤ key < To; an empty To is the end
	Reverse  bool   // highest key first
	Limit    int    // rows at most; > 0
}

// Rows is what planning and reading see of an engine: one consistent state.
type Rows interface {
	// Get returns the values of keys, in their order, nil for a row that does not exist.
	Get(ctx context.Context, keys []Key) ([][]byte, error)
	// Scan returns the first rows of a range.
	Scan(ctx context.Context, r Range) ([]Row, error)
}

// get returns one row, nil if it does not exist.
func get(ctx context.Context, rows Rows, k Key) ([]byte, error) {
	v, err := rows.Get(ctx, []Key{k})
	if err != nil {
		return nil, err
	}
	return v[0], nil
}

// Boxes returns the boxes that the group locks, ascending and each once.
func (g Group) Boxes() []lamplight.BoxID {
	ids := make([]lamplight.BoxID, 0, len(g.Ops)+1)
	if g.Key != "" {
		ids = append(ids, g.KeyBox)
	}
	for _, op := range g.Ops {
		ids = append(ids, op.In())
	}
	slices.Sort(ids)
	return slices.Compact(ids)
}
