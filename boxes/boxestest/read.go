package boxestest

import (
	"testing"
	"time"

	"lamplight"
	"lamplight/boxes"
)

func testReadInbox(t *testing.T, n New) {
	w := fresh(t, n, boxes.Limits{Page: 3}) // so that counting takes several scans
	w.say(ann, bob, 50, 12)
	w.do(private(bob, ann, 70, "outgoing")[1]) // in ann's box: one unread
	w.do(boxes.SetDialog{Box: box(bob), Peer: peer(ann), Change: func(d *lamplight.Dialog) { d.UnreadMark = true }})
	for i, s := range []struct {
		maxID  lamplight.MessageID
		event  bool
		at     lamplight.MessageID
		unread int
	}{
		{0, true, 0, 12}, // drops the mark by hand
		{0, false, 0, 0},
		{2, true, 2, 10},
		{1, false, 0, 0},
		{2, false, 0, 0},
		{9, true, 9, 3},
		{11, true, 11, 1},
		{1000, true, 12, 0}, // not beyond what the box holds
		{1000, false, 0, 0},
	} {
		r := w.do(boxes.ReadInbox{Box: box(bob), Peer: peer(ann), MaxID: s.maxID})
		if i == 0 { // the mark goes with an event of its own
			last := len(r.Events) - 1
			if e := r.Events[last]; e.Kind != lamplight.EventDialogUnread || e.Peer != peer(ann) || e.Flag || e.Seq != 1 {
				t.Errorf("the mark that is dropped: %+v", r.Events)
			}
			r.Events = r.Events[:last]
		}
		if len(r.Events) == 1 != s.event {
			t.Errorf("step %d: events %+v", i, r.Events)
			continue
		}
		if !s.event {
			continue
		}
		e := r.Events[0]
		if e.Kind != lamplight.EventReadInbox || e.Peer != peer(ann) || e.MaxID != s.at || e.Unread != s.unread || e.Count != 1 {
			t.Errorf("step %d: event %+v, want %+v", i, e, s)
		}
		if d := w.dialog(box(bob), peer(ann)); d.Unread != s.unread || d.ReadInbox != s.at || d.UnreadMark {
			t.Errorf("step %d: dialog %+v, want %+v", i, d, s)
		}
	}
	if h := w.head(box(bob)); h.Unread != 0 {
		t.Errorf("conversations unread %d, want 0", h.Unread)
	}
	w.say(ann, bob, 80, 1)
	if d := w.dialog(box(bob), peer(ann)); d.Unread != 1 {
		t.Errorf("what came after a read mark beyond the end is read: %+v", d)
	}
	if r := w.do(boxes.ReadInbox{Box: box(bob), Peer: peer(cy), MaxID: 5}); len(r.Events) != 0 {
		t.Errorf("reading a conversation that does not exist: %+v", r.Events)
	}
}

func testReadOutbox(t *testing.T, n New) {
	w := fresh(t, n, boxes.Limits{})
	w.say(ann, cy, 40, 1)
	w.say(ann, bob, 50, 4) // ann: 2 to 5
	w.say(ann, cy, 54, 1)
	w.do(boxes.Delete{Box: box(ann), Contents: []lamplight.ContentID{52, 53}})
	for i, s := range []struct {
		content lamplight.ContentID
		sent    int                 // second; ann's messages to bob are of the seconds 2 to 5
		maxID   lamplight.MessageID // 0: no event
	}{
		{50, 2, 2},
		{50, 2, 0},
		{999, 0, 0}, // nothing is known of it
		{999, 2, 0}, // before everything
		{53, 5, 3},  // deleted here: the last one before it
		{53, 5, 0},
		{51, 3, 0},
		{54, 6, 0}, // of another conversation
	} {
		op := boxes.ReadOutbox{Box: box(ann), Peer: peer(bob), Content: s.content}
		if s.sent > 0 {
			op.Sent = at(s.sent)
		}
		r := w.do(op)
		switch {
		case s.maxID == 0:
			if len(r.Events) != 0 {
				t.Errorf("step %d: events %+v, want none", i, r.Events)
			}
		case len(r.Events) != 1 || r.Events[0].Kind != lamplight.EventReadOutbox || r.Events[0].MaxID != s.maxID || r.Events[0].Peer != peer(bob):
			t.Errorf("step %d: events %+v, want one up to %d", i, r.Events, s.maxID)
		case w.dialog(box(ann), peer(bob)).ReadOutbox != s.maxID:
			t.Errorf("step %d: dialog %+v", i, w.dialog(box(ann), peer(bob)))
		}
	}
}

func testReadTimes(t *testing.T, n New) {
	w := fresh(t, n, boxes.Limits{ReadTimes: time.Hour})
	w.say(ann, cy, 40, 1)
	w.say(ann, bob, 50, 40) // ann: 2 to 41
	read := func(c lamplight.ContentID, second int) {
		t.Helper()
		w.now = second - 1
		w.do(boxes.ReadOutbox{Box: box(ann), Peer: peer(bob), Content: c})
	}
	want := func(of lamplight.UserID, id lamplight.MessageID, when time.Time) {
		t.Helper()
		got, err := w.ReadTime(ctx(), box(ann), peer(of), id)
		if err != nil || !got.Equal(when) {
			t.Errorf("message %d to %d was read at %v, %v; want %v", id, of, got, err, when)
		}
	}
	want(bob, 2, time.Time{})
	read(52, 100) // up to 4
	read(52, 200) // again: nothing new
	read(54, 300) // up to 6
	want(bob, 2, at(100))
	want(bob, 4, at(100))
	want(bob, 5, at(300))
	want(bob, 6, at(300))
	want(bob, 7, time.Time{})
	want(cy, 1, time.Time{})
	if got, err := w.ReadTime(ctx(), box(bob), peer(ann), 1); err != nil || !got.IsZero() {
		t.Errorf("the other side's own box says %v, %v", got, err)
	}
	// A later mark forgets what is too old, and nothing else. What was read then seems to be read with the next one.
	read(60, 3000) // up to 12
	read(62, 3910) // up to 14
	read(80, 3950) // up to 32: the times of 4 and 6 are more than an hour old
	want(bob, 3, at(3000))
	want(bob, 12, at(3000))
	want(bob, 13, at(3910))
	want(bob, 15, at(3950))
	if err := w.Erase(ctx(), box(ann)); err != nil {
		t.Fatal(err)
	}
	want(bob, 13, time.Time{})
}
