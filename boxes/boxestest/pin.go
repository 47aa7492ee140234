package boxestest

import (
	"errors"
	"reflect"
	"testing"

	"lamplight"
	"lamplight/boxes"
)

func testPin(t *testing.T, n New) {
	w := fresh(t, n, boxes.Limits{Count: 3})
	w.say(cy, bob, 40, 1)
	w.say(ann, bob, 50, 6) // bob: 2 to 7
	ids := func(n ...lamplight.MessageID) []lamplight.MessageID { return n }
	pinned := func(q boxes.HistoryQuery) boxes.Page {
		t.Helper()
		q.Peer, q.Pinned = peer(ann), true
		return w.history(box(bob), q)
	}
	for i, s := range []struct {
		op        boxes.Pin
		changed   []lamplight.MessageID // nil: no event
		left      []lamplight.MessageID // pinned after it, newest first
		remaining int
	}{
		{op: boxes.Pin{IDs: ids(5, 2, 5), Pinned: true}, changed: ids(2, 5), left: ids(5, 2)},
		{op: boxes.Pin{IDs: ids(2), Pinned: true}, left: ids(5, 2)},
		{op: boxes.Pin{IDs: ids(1, 99), Pinned: true}, left: ids(5, 2)}, // of another conversation, and of none
		{op: boxes.Pin{Contents: []lamplight.ContentID{55, 999}, Pinned: true}, changed: ids(7), left: ids(7, 5, 2)},
		{op: boxes.Pin{IDs: ids(5, 6)}, changed: ids(5), left: ids(7, 2)},
		{op: boxes.Pin{IDs: ids(3, 4, 5, 6), Pinned: true}, changed: ids(3, 4, 5, 6), left: ids(7, 6, 5, 4, 3, 2)},
		{op: boxes.Pin{All: true, Limit: 2}, changed: ids(6, 7), left: ids(5, 4, 3, 2), remaining: 3}, // counted up to the limit
		{op: boxes.Pin{All: true, Limit: 2}, changed: ids(4, 5), left: ids(3, 2), remaining: 2},
		{op: boxes.Pin{All: true, Limit: 2}, changed: ids(2, 3)},
		{op: boxes.Pin{All: true, Limit: 2}},
	} {
		s.op.Box, s.op.Peer = box(bob), peer(ann)
		before := w.head(box(bob)).PTS
		r := w.do(s.op)
		if r.Remaining != s.remaining {
			t.Errorf("step %d: remaining %d, want %d", i, r.Remaining, s.remaining)
		}
		if len(r.Events) != min(1, len(s.changed)) {
			t.Errorf("step %d: events %+v", i, r.Events)
			continue
		}
		for _, e := range r.Events {
			if e.Kind != lamplight.EventPinMessages || e.Peer != peer(ann) || e.Flag != s.op.Pinned || e.Count != 1 || e.PTS != before+1 ||
				!reflect.DeepEqual(e.IDs, s.changed) {
				t.Errorf("step %d: event %+v, want one of %v", i, e, s.changed)
			}
			if es := w.events(box(bob), before); len(es) != 1 || !reflect.DeepEqual(es[0], e) {
				t.Errorf("step %d: stored as %+v, told as %+v", i, es, e)
			}
		}
		page := pinned(boxes.HistoryQuery{Limit: 10})
		if got := idsOf(page.Messages); len(got)+len(s.left) > 0 && !reflect.DeepEqual(got, s.left) || page.Count != min(3, len(s.left)) {
			t.Errorf("step %d: pinned %v of %d, want %v", i, got, page.Count, s.left)
		}
		for _, m := range page.Messages {
			if !m.Pinned || m.Text != "text" || m.Peer != peer(ann) {
				t.Errorf("step %d: a pinned message is %+v", i, m)
			}
		}
	}
	if d := w.dialog(box(bob), peer(ann)); d.Unread != 6 || d.Top != 7 {
		t.Errorf("pins changed the dialog: %+v", d)
	}

	// Pages are cut as those of the history are; what is deleted is not pinned, what is edited stays it.
	w.do(boxes.Pin{Box: box(bob), Peer: peer(ann), IDs: ids(2, 3, 5, 6), Pinned: true})
	w.do(boxes.Delete{Box: box(bob), IDs: ids(3)})
	w.do(boxes.Edit{Box: box(bob), Content: 53, Change: func(m *lamplight.Message) { m.Text, m.Pinned = "text", false }})
	for _, tt := range []struct {
		q     boxes.HistoryQuery
		want  []lamplight.MessageID
		newer int
	}{
		{boxes.HistoryQuery{Limit: 2}, ids(6, 5), 0},
		{boxes.HistoryQuery{Limit: 2, OffsetID: 5}, ids(2), 2},
		{boxes.HistoryQuery{Limit: 2, OffsetID: 5, AddOffset: -1}, ids(5, 2), 1},
		{boxes.HistoryQuery{Limit: 5, MinID: 2, MaxID: 6}, ids(5), 0},
		{boxes.HistoryQuery{}, nil, 0},
	} {
		page := pinned(tt.q)
		if got := idsOf(page.Messages); len(got)+len(tt.want) > 0 && !reflect.DeepEqual(got, tt.want) ||
			page.OffsetIDOffset != tt.newer || page.Count != 3 {
			t.Errorf("pinned %+v: %v after %d of %d, want %v after %d", tt.q, got, page.OffsetIDOffset, page.Count, tt.want, tt.newer)
		}
	}
	if p := w.history(box(ann), boxes.HistoryQuery{Peer: peer(bob), Pinned: true, Limit: 9}); len(p.Messages) != 0 || p.Count != 0 {
		t.Errorf("pinned for the other side: %+v", p)
	}
	for _, bad := range []boxes.Pin{{All: true}, {All: true, Limit: 1, Pinned: true}, {All: true, Limit: 1 << 20}} {
		bad.Box, bad.Peer = box(bob), peer(ann)
		if _, err := w.Apply(ctx(), boxes.Group{Now: noon, Ops: []boxes.Op{bad}}); !errors.Is(err, boxes.ErrGroup) {
			t.Errorf("%+v: error %v", bad, err)
		}
	}
}
