package boxestest

import (
	"reflect"
	"slices"
	"testing"

	"lamplight"
	"lamplight/boxes"
)

func testDelete(t *testing.T, n New) {
	w := fresh(t, n, boxes.Limits{})
	w.say(ann, bob, 50, 4) // bob: 1 to 4, unread
	w.say(cy, bob, 60, 1)  // bob: 5
	w.do(boxes.ReadInbox{Box: box(bob), Peer: peer(ann), MaxID: 2})

	r := w.do(boxes.Delete{Box: box(bob), IDs: []lamplight.MessageID{4, 1, 4, 77}, Contents: []lamplight.ContentID{50, 60, 999}})
	if len(r.Events) != 1 {
		t.Fatalf("events %+v, want one", r.Events)
	}
	if e := r.Events[0]; e.Kind != lamplight.EventDeleteMessages || e.Count != 3 || e.PTS != 9 ||
		!reflect.DeepEqual(e.IDs, []lamplight.MessageID{1, 4, 5}) {
		t.Errorf("event %+v", e)
	}
	if d := w.dialog(box(bob), peer(ann)); d.Unread != 1 || d.Top != 3 || !d.TopDate.Equal(at(3)) {
		t.Errorf("dialog %+v, want top 3 and one unread", d)
	}
	if d := w.dialog(box(bob), peer(cy)); d.Unread != 0 || d.Top != 0 || d.Hidden {
		t.Errorf("dialog without messages %+v", d)
	}
	if h := w.head(box(bob)); h.Unread != 1 {
		t.Errorf("conversations unread %d, want 1", h.Unread)
	}
	if got, err := w.Copies(ctx(), box(bob), []lamplight.ContentID{50, 51, 60}); err != nil || len(got) != 1 || got[51] != 2 {
		t.Errorf("copies %v, %v", got, err)
	}
	if ms, err := w.Messages(ctx(), box(bob), []lamplight.MessageID{1, 4, 5}); err != nil || len(ms) != 0 {
		t.Errorf("deleted messages can be read: %v, %v", ms, err)
	}
	if p := w.history(box(bob), boxes.HistoryQuery{Peer: peer(ann), Limit: 10}); p.Count != 2 || !slices.Equal(idsOf(p.Messages), []lamplight.MessageID{3, 2}) {
		t.Errorf("history %v of %d", idsOf(p.Messages), p.Count)
	}
	if r := w.do(boxes.Delete{Box: box(bob), IDs: []lamplight.MessageID{1}}); len(r.Events) != 0 || w.head(box(bob)).PTS != 9 {
		t.Errorf("deleting what is gone: %+v", r)
	}
	if got := w.ids(box(ann), peer(bob)); len(got) != 4 {
		t.Errorf("the other side has %v left", got)
	}
}

func testClear(t *testing.T, n New) {
	w := fresh(t, n, boxes.Limits{})
	w.say(ann, bob, 50, 10)
	w.say(cy, bob, 70, 1)
	clear := func(maxID lamplight.MessageID, keep bool, limit int) (ids []lamplight.MessageID, remaining int) {
		t.Helper()
		r := w.do(boxes.Clear{Box: box(bob), Peer: peer(ann), MaxID: maxID, Keep: keep, Limit: limit})
		for _, e := range r.Events {
			if e.Kind != lamplight.EventDeleteMessages || int(e.Count) != len(e.IDs) {
				t.Errorf("event %+v", e)
			}
			ids = append(ids, e.IDs...)
		}
		return ids, r.Remaining
	}
	steps := []struct {
		maxID     lamplight.MessageID
		keep      bool
		limit     int
		ids       []lamplight.MessageID
		remaining int
		unread    int
		hidden    bool
		cleared   lamplight.MessageID
	}{
		{4, false, 3, []lamplight.MessageID{2, 3, 4}, 1, 7, false, 0},
		{4, false, 3, []lamplight.MessageID{1}, 0, 6, false, 4},
		{4, false, 3, nil, 0, 6, false, 4},
		{0, true, 4, []lamplight.MessageID{7, 8, 9, 10}, 2, 2, false, 4},
		{0, true, 4, []lamplight.MessageID{5, 6}, 0, 0, false, 6},
		{0, false, 4, nil, 0, 0, true, 6},
	}
	for i, s := range steps {
		ids, remaining := clear(s.maxID, s.keep, s.limit)
		if !slices.Equal(ids, s.ids) || remaining != s.remaining {
			t.Errorf("step %d removed %v and left %d, want %v and %d", i, ids, remaining, s.ids, s.remaining)
		}
		if d := w.dialog(box(bob), peer(ann)); d.Unread != s.unread || d.Hidden != s.hidden || d.Cleared != s.cleared {
			t.Errorf("step %d: dialog %+v, want %+v", i, d, s)
		}
	}
	if h := w.head(box(bob)); h.Unread != 1 || h.PTS != 21 {
		t.Errorf("head %+v, want one conversation unread and pts 21", h)
	}
	if p, err := w.Dialogs(ctx(), box(bob), boxes.DialogQuery{Limit: 10}); err != nil || p.Count != 1 || len(p.Dialogs) != 1 {
		t.Errorf("dialogs %+v, %v; want cy's alone", p, err)
	}
	w.say(ann, bob, 80, 1)
	if d := w.dialog(box(bob), peer(ann)); d.Hidden || d.Top != 12 || d.Unread != 1 {
		t.Errorf("the dialog does not come back: %+v", d)
	}
	if ids, _ := clear(0, false, 1); len(ids) != 1 {
		t.Errorf("cleared %v", ids)
	}
}

func testClearByDate(t *testing.T, n New) {
	w := fresh(t, n, boxes.Limits{Page: 3})
	w.say(ann, bob, 50, 10) // sent in seconds 1 to 10
	r := w.do(boxes.Clear{Box: box(bob), Peer: peer(ann), Since: at(3), Until: at(8), Limit: 4})
	if len(r.Events) != 1 || !slices.Equal(r.Events[0].IDs, []lamplight.MessageID{5, 6, 7, 8}) || r.Remaining != 2 {
		t.Errorf("first part %+v", r)
	}
	r = w.do(boxes.Clear{Box: box(bob), Peer: peer(ann), Since: at(3), Until: at(8), Limit: 4})
	if len(r.Events) != 1 || !slices.Equal(r.Events[0].IDs, []lamplight.MessageID{3, 4}) || r.Remaining != 0 {
		t.Errorf("second part %+v", r)
	}
	if d := w.dialog(box(bob), peer(ann)); d.Unread != 4 || d.Top != 10 || d.Cleared != 0 || d.Hidden {
		t.Errorf("dialog %+v", d)
	}
}
