package boxes

import (
	"strings"
	"testing"
	"time"

	"lamplight"
)

// TestCheckSees breaks each kind of row of a good box: the check that other tests rest on notices.
func TestCheckSees(t *testing.T) {
	const box = lamplight.BoxID(1001)
	peer := lamplight.UserPeer(1002)
	fresh := func(t *testing.T) *Overlay {
		rows := NewOverlay(nothing{})
		for i := range 9 {
			ops := []Op{Append{Box: box, Message: lamplight.Message{Peer: peer, From: peer, Content: lamplight.ContentID(i + 1), Text: "text"}}}
			if i == 5 {
				ops = append(ops, Pin{Box: box, Peer: peer, IDs: []lamplight.MessageID{2}, Pinned: true}, Delete{Box: box, IDs: []lamplight.MessageID{3, 4}},
					ReadInbox{Box: box, Peer: peer, MaxID: 5}, Note{Box: box, Event: lamplight.Event{Kind: lamplight.EventUser, Peer: peer}})
			}
			_, writes, err := Plan(t.Context(), rows, Limits{Events: 10}, Group{Key: string(rune('a' + i)), KeyBox: box, Now: time.Unix(1_700_000_000, 0), Ops: ops})
			if err != nil {
				t.Fatal(err)
			}
			rows.Merge(writes)
		}
		return rows
	}
	if err := Check(t.Context(), fresh(t), box); err != nil {
		t.Fatalf("a good box: %v", err)
	}
	for _, kind := range Kinds() {
		if kind == KindKey || kind == KindReadTime || kind == KindExpiry {
			continue // what is forgotten in time may be missing
		}
		rows := fresh(t)
		found, err := rows.Scan(t.Context(), Range{Box: box, Kind: kind, Limit: 100})
		if err != nil || len(found) == 0 {
			t.Fatalf("kind %d: %d rows, %v", kind, len(found), err)
		}
		for _, r := range found {
			rows := fresh(t)
			rows.Put(Key{box, kind, r.Key}, nil)
			if Check(t.Context(), rows, box) == nil {
				t.Errorf("a row of kind %d is missing, and nothing is said", kind)
			}
		}
	}
	for name, breakIt := range map[string]func(*headRow){
		"messages": func(h *headRow) { h.Messages++ }, "bytes": func(h *headRow) { h.Bytes-- }, "unread": func(h *headRow) { h.Unread++ },
		"listed": func(h *headRow) { h.Listed[1]++ }, "pts": func(h *headRow) { h.PTS++ }, "seq": func(h *headRow) { h.Seq++ },
		"top": func(h *headRow) { h.Top -= 2 }, "oldest": func(h *headRow) { h.OldestPTS-- },
	} {
		rows := fresh(t)
		h, err := readHead(t.Context(), rows, box)
		if err != nil {
			t.Fatal(err)
		}
		breakIt(&h)
		v, err := encode(&h)
		if err != nil {
			t.Fatal(err)
		}
		rows.Put(headKey(box), v)
		if err := Check(t.Context(), rows, box); err == nil || !strings.Contains(err.Error(), "box 1001") {
			t.Errorf("a wrong number of %s: %v", name, err)
		}
	}
}
