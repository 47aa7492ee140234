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
	KindHead       Kind = iota + 1 // the state of the box; one row with an empty key
	KindMessage                    // peer, id → message: a conversation reads as one range
	KindDialog                     // peer → dialog
	KindEvent                      // pts → event that carries pts
	KindNote                       // seq → event that does not
	KindKey                        // period, key → the events of the group that used the key
	KindOrder                      // folder, place → nothing: the order of the conversation list
	KindByID                       // index: id → peer
	KindContent                    // index: content → id
	KindPinned                     // index: peer, id → nothing: pinned messages
	KindReadTime                   // peer, id → when the other side read up to there
	KindExpiry                     // index over all boxes: time, box, id → nothing: messages that go by themselves
	KindThreadMark                 // in an account's box: peer, thread → what its owner has there
	KindReader                     // in a channel's box: thread, user → where they read and when
	KindCounts                     // in a channel's box: id → what is counted beside a message
	KindReacted                    // id, reactor → their reactions
	KindReactor                    // id, section, newest first → a reaction with its reactor: the list of who reacted
	KindUnseen                     // peer, user, kind, thread, id → unread mentions and reactions
	KindThread                     // index: peer, thread, id → date and author
	KindFilter                     // index: peer, thread or 0, filter, id → nothing
	KindAuthor                     // index, but for private conversations: peer, user, id → nothing
	KindGap                        // in a channel's box: id / gapSize → how many of these ids no message has
	KindHeld                       // in a channel's box: id → a message that waits
	KindCopy                       // index over all boxes: source, box, id → content
	KindFile                       // index over all boxes: file, box, id → content
	lastKind       = KindFile
)

// Kinds lists every kind of row, for drivers that keep them apart.
func Kinds() []Kind {
	kinds := make([]Kind, 0, lastKind)
	for k := KindHead; k <= lastKind; k++ {
		kinds = append(kinds, k)
	}
	return kinds
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

// A scanner reads several ranges in one go.
type scanner interface {
	Scans(context.Context, []Range) ([][]Row, error)
}

// scans reads several ranges of one state. An engine to which each read is a way does all of them in one.
func scans(ctx context.Context, rows Rows, ranges []Range) ([][]Row, error) {
	if len(ranges) == 0 {
		return nil, nil
	}
	if many, ok := rows.(scanner); ok {
		return many.Scans(ctx, ranges)
	}
	found := make([][]Row, len(ranges))
	for i, r := range ranges {
		var err error
		if found[i], err = rows.Scan(ctx, r); err != nil {
			return nil, err
		}
	}
	return found, nil
}

// Boxes returns the boxes that the group locks, ascending and each once.
func (g Group) Boxes() []lamplight.BoxID {
	ids := make([]lamplight.BoxID, 0, len(g.Ops)+1)
	if g.Key != "" {
		ids = append(ids, g.KeyBox)
	}
	for _, op := range g.Ops {
		ids = append(ids, op.In())
		if see, ok := op.(SeeContents); ok && see.told() != see.Box {
			ids = append(ids, see.told())
		}
	}
	slices.Sort(ids)
	return slices.Compact(ids)
}
