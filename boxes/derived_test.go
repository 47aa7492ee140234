package boxes

import (
	"slices"
	"testing"
	"time"

	"lamplight"
)

// TestRowsOfText says which rows a text between two people writes: what groups and channels have adds none to it, and a
// link one.
func TestRowsOfText(t *testing.T) {
	m := lamplight.Message{Peer: lamplight.UserPeer(2), From: lamplight.UserPeer(1), Out: true, Content: 1, Text: "hello", Reply: &lamplight.Reply{ID: 1, Content: 9}}
	link := m
	link.Entities = []lamplight.Entity{{Kind: lamplight.EntityURL, Length: 5}}
	plain := []Kind{KindHead, KindMessage, KindDialog, KindEvent, KindOrder, KindByID, KindContent}
	for name, c := range map[string]struct {
		m    lamplight.Message
		want []Kind
	}{"plain": {m, plain}, "with a link": {link, append(slices.Clone(plain), KindFilter)}} {
		_, writes, err := Plan(t.Context(), nothing{}, Limits{}, Group{Now: time.Unix(1_700_000_000, 0), Ops: []Op{Append{Box: 1, Message: c.m, Fresh: true}}})
		if err != nil {
			t.Fatal(err)
		}
		var kinds []Kind
		for _, w := range writes {
			kinds = append(kinds, w.Kind)
		}
		if slices.Sort(kinds); !slices.Equal(kinds, c.want) {
			t.Errorf("%s: rows of kinds %v, want %v", name, kinds, c.want)
		}
	}
	if n := testing.AllocsPerRun(100, func() { _ = derived(&m) }); n > 0 {
		t.Errorf("finding out that a text has no further rows allocates %v times", n)
	}
}

// TestIndexedAnew has a box from before the indexes: they are made when messages of it next change.
func TestIndexedAnew(t *testing.T) {
	const box = lamplight.BoxID(1)
	peer := lamplight.UserPeer(2)
	link := lamplight.Message{Peer: peer, From: peer, Content: 1, Text: "link", Entities: []lamplight.Entity{{Kind: lamplight.EntityURL, Length: 4}}}
	rows := NewOverlay(nothing{})
	apply := func(ops ...Op) {
		t.Helper()
		_, writes, err := Plan(t.Context(), rows, Limits{}, Group{Now: time.Unix(1_700_000_000, 0), Ops: ops})
		if err != nil {
			t.Fatal(err)
		}
		rows.Merge(writes)
	}
	apply(Append{Box: box, Message: link}, Append{Box: box, Message: with(link, 2)})
	// As it was before: no index, no counter.
	h, err := readHead(t.Context(), rows, box)
	if err != nil {
		t.Fatal(err)
	}
	h.Counted = 1
	rows.Put(headKey(box), encodeHead(&h))
	rows.Put(Key{box, KindFilter, withID(filterPrefix(peer, 0, lamplight.FilterLink), 1)}, nil)
	rows.Put(Key{box, KindFilter, withID(filterPrefix(peer, 0, lamplight.FilterLink), 2)}, nil)
	v, err := get(t.Context(), rows, dialogKey(box, peer))
	if err != nil {
		t.Fatal(err)
	}
	d, err := decodeDialog(v)
	if err != nil {
		t.Fatal(err)
	}
	d.Filtered = nil
	if v, err = encode(&d); err != nil {
		t.Fatal(err)
	}
	rows.Put(dialogKey(box, peer), v)
	if err := Check(t.Context(), rows, box); err != nil {
		t.Fatalf("as it was before: %v", err)
	}
	apply(Delete{Box: box, IDs: []lamplight.MessageID{2}})
	if err := Check(t.Context(), rows, box); err != nil {
		t.Error(err)
	}
	found, err := rows.Scan(t.Context(), Range{Box: box, Kind: KindFilter, Limit: 10})
	if err != nil || len(found) != 1 || messageKeyID(found[0].Key) != 1 {
		t.Errorf("%v, %v", found, err)
	}
}

// TestSeenElsewhere says which boxes a group locks that tells an account of what it saw in a channel.
func TestSeenElsewhere(t *testing.T) {
	channel := lamplight.ChannelBox(5)
	g := Group{Ops: []Op{SeeContents{Box: channel, User: 7}, SeeContents{Box: 9, User: 9}}}
	if got := g.Boxes(); !slices.Equal(got, []lamplight.BoxID{channel, 7, 9}) {
		t.Errorf("%v", got)
	}
}
