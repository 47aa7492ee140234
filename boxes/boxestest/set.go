package boxestest

import (
	"errors"
	"reflect"
	"testing"
	"time"

	"lamplight"
	"lamplight/boxes"
)

func testSetDialog(t *testing.T, n New) {
	w := fresh(t, n, boxes.Limits{})
	w.say(ann, bob, 50, 1)
	set := func(p lamplight.Peer, change func(*lamplight.Dialog)) []lamplight.Event {
		t.Helper()
		return w.do(boxes.SetDialog{
			Box: box(bob), Peer: p, Change: change,
			Event: lamplight.Event{Kind: lamplight.EventDialogPinned, Peer: p, Flag: true},
		}).Events
	}
	es := set(peer(ann), func(d *lamplight.Dialog) {
		d.Pinned = 3
		d.Top, d.Unread, d.ReadInbox, d.Peer = 77, 78, 79, peer(cy) // must not matter
	})
	if len(es) != 1 || es[0].Seq != 1 || es[0].PTS != 0 || es[0].Count != 0 || es[0].Peer != peer(ann) || !es[0].Flag || es[0].Box != box(bob) {
		t.Errorf("events %+v", es)
	}
	if d := w.dialog(box(bob), peer(ann)); d.Pinned != 3 || d.Top != 1 || d.Unread != 1 || d.ReadInbox != 0 {
		t.Errorf("dialog %+v", d)
	}
	if es := set(peer(ann), func(d *lamplight.Dialog) { d.Pinned = 3 }); len(es) != 0 {
		t.Errorf("a change that changes nothing tells of %+v", es)
	}
	if h := w.head(box(bob)); h.PTS != 1 || h.Seq != 1 || h.Unread != 1 {
		t.Errorf("head %+v", h)
	}

	// The archive does not count as unread, hidden ones neither.
	set(peer(ann), func(d *lamplight.Dialog) { d.Folder = 1 })
	if h := w.head(box(bob)); h.Unread != 0 {
		t.Errorf("unread with the only conversation archived = %d", h.Unread)
	}
	set(peer(ann), func(d *lamplight.Dialog) { d.Folder, d.UnreadMark = 0, true })
	if h := w.head(box(bob)); h.Unread != 1 {
		t.Errorf("unread = %d, want 1", h.Unread)
	}
	set(peer(ann), func(d *lamplight.Dialog) { d.Hidden = true })
	if h := w.head(box(bob)); h.Unread != 0 {
		t.Errorf("unread with the only conversation hidden = %d", h.Unread)
	}

	// Drafts are compared by what they say.
	draft := func(text lamplight.Text) func(*lamplight.Dialog) {
		return func(d *lamplight.Dialog) {
			d.Draft = &lamplight.Draft{Text: text, Date: at(5).Add(time.Millisecond), Entities: []lamplight.Entity{{Kind: lamplight.EntityBold, Length: 1}}}
		}
	}
	if es := set(peer(cy), draft("a")); len(es) != 1 {
		t.Errorf("events of a draft %+v", es)
	}
	if es := set(peer(cy), draft("a")); len(es) != 0 {
		t.Errorf("the same draft again tells of %+v", es)
	}
	d := w.dialog(box(bob), peer(cy))
	want := lamplight.Dialog{Peer: peer(cy), Hidden: true, Draft: &lamplight.Draft{
		Text: "a", Date: at(5), Entities: []lamplight.Entity{{Kind: lamplight.EntityBold, Length: 1}},
	}}
	if !reflect.DeepEqual(d, want) {
		t.Errorf("dialog of a draft %+v\nwant %+v", d, want)
	}
	es = w.do(private(bob, cy, 60, "sent")[0]).Events
	if len(es) != 2 || es[1].Kind != lamplight.EventDraft || es[1].Peer != peer(cy) || es[1].Draft != nil {
		t.Errorf("events of sending over a draft %+v", es)
	}
	if d := w.dialog(box(bob), peer(cy)); d.Draft != nil || d.Hidden {
		t.Errorf("dialog after sending %+v", d)
	}

	bad := boxes.SetDialog{Box: box(bob), Peer: peer(cy), Change: func(d *lamplight.Dialog) { d.Folder = 2 }}
	if _, err := w.Apply(ctx(), boxes.Group{Now: noon, Ops: []boxes.Op{bad}}); !errors.Is(err, boxes.ErrFolder) {
		t.Errorf("folder 2: error %v", err)
	}
}

func testNotes(t *testing.T, n New) {
	w := fresh(t, n, boxes.Limits{Notes: 5, Trim: 1})
	for i := range 4 {
		w.do(boxes.Note{Box: box(ann), Event: lamplight.Event{Kind: lamplight.EventUser, Peer: peer(lamplight.UserID(i + 1))}})
	}
	seqs := func(after int64, since time.Time, limit int) (got []int64) {
		t.Helper()
		es, err := w.Notes(ctx(), box(ann), after, since, limit)
		if err != nil {
			t.Fatal(err)
		}
		for _, e := range es {
			if e.Kind != lamplight.EventUser || e.Peer != peer(lamplight.UserID(e.Seq)) || e.Box != box(ann) || !e.Date.Equal(at(int(e.Seq))) {
				t.Errorf("note %+v", e)
			}
			got = append(got, e.Seq)
		}
		return got
	}
	for _, tt := range []struct {
		after int64
		since time.Time
		limit int
		want  []int64
	}{
		{0, time.Time{}, 10, []int64{1, 2, 3, 4}},
		{2, time.Time{}, 10, []int64{3, 4}},
		{0, at(3), 10, []int64{3, 4}},
		{0, at(3), 1, []int64{3}},
		{0, time.Time{}, 2, []int64{1, 2}},
		{4, time.Time{}, 2, nil},
	} {
		if got := seqs(tt.after, tt.since, tt.limit); !reflect.DeepEqual(got, tt.want) {
			t.Errorf("notes after %d since %v = %v, want %v", tt.after, tt.since, got, tt.want)
		}
	}
	for i := 4; i < 12; i++ {
		w.do(boxes.Note{Box: box(ann), Event: lamplight.Event{Kind: lamplight.EventUser, Peer: peer(lamplight.UserID(i + 1))}})
	}
	if got, want := seqs(7, time.Time{}, 10), []int64{8, 9, 10, 11, 12}; !reflect.DeepEqual(got, want) {
		t.Errorf("notes kept %v, want %v", got, want)
	}
	// Whoever would miss some of them is told so.
	for _, tt := range []struct {
		after int64
		since time.Time
		want  error
	}{
		{0, time.Time{}, boxes.ErrTooOld}, {6, time.Time{}, boxes.ErrTooOld}, {7, time.Time{}, nil},
		{0, at(8), boxes.ErrTooOld}, {0, at(9), nil}, {12, at(1), nil},
	} {
		got, err := w.Notes(ctx(), box(ann), tt.after, tt.since, 10)
		if !errors.Is(err, tt.want) {
			t.Errorf("notes after %d since %v: %v, want %v", tt.after, tt.since, err, tt.want)
		}
		if errors.Is(err, boxes.ErrTooOld) && (len(got) != 5 || got[0].Seq != 8) {
			t.Errorf("notes after %d since %v: %d of those that are left come with the error", tt.after, tt.since, len(got))
		}
	}
	if h := w.head(box(ann)); h.Seq != 12 || h.PTS != 0 {
		t.Errorf("head %+v", h)
	}
}

// testClockBack sets the clock back: the dates of what happens in a box do not follow, so that who asks for what came
// since a date misses nothing.
func testClockBack(t *testing.T, n New) {
	w := fresh(t, n, boxes.Limits{})
	note := func(now time.Time, want time.Time) {
		t.Helper()
		r, err := w.Apply(ctx(), boxes.Group{Now: now, Ops: []boxes.Op{
			boxes.Note{Box: box(ann), Event: lamplight.Event{Kind: lamplight.EventUser, Peer: peer(bob)}},
		}})
		if err != nil || len(r.Events) != 1 || !r.Events[0].Date.Equal(want) {
			t.Errorf("a note at %v: %+v, %v, want it dated %v", now, r.Events, err, want)
		}
		if h := w.head(box(ann)); !h.Date.Equal(want) {
			t.Errorf("head dated %v, want %v", h.Date, want)
		}
	}
	note(at(100), at(100))
	note(at(40), at(100))
	note(at(101), at(101))
	if got, err := w.Notes(ctx(), box(ann), 0, at(100), 10); err != nil || len(got) != 3 {
		t.Errorf("notes since the first: %+v, %v", got, err)
	}
	wrong := at(101).Add(100 * 24 * time.Hour) // a clock that was wrong by months is not followed for months
	note(wrong, wrong)
	note(at(102), at(102))
}

// testUnlisted clears a conversation that is pinned and marked: other devices are told that it is neither any more.
func testUnlisted(t *testing.T, n New) {
	w := fresh(t, n, boxes.Limits{})
	w.say(ann, bob, 50, 1)
	w.do(boxes.SetDialog{Box: box(bob), Peer: peer(ann), Change: func(d *lamplight.Dialog) { d.Pinned, d.UnreadMark = 1, true }})
	r := w.do(boxes.Clear{Box: box(bob), Peer: peer(ann), Limit: 10})
	var kinds []lamplight.EventKind
	for _, e := range r.Events {
		kinds = append(kinds, e.Kind)
		if e.Flag {
			t.Errorf("event %+v", e)
		}
	}
	want := []lamplight.EventKind{lamplight.EventDeleteMessages, lamplight.EventDialogPinned, lamplight.EventDialogUnread}
	if !reflect.DeepEqual(kinds, want) {
		t.Errorf("kinds of event %v, want %v", kinds, want)
	}
	if d := w.dialog(box(bob), peer(ann)); !d.Hidden || d.Pinned != 0 || d.UnreadMark {
		t.Errorf("dialog %+v", d)
	}
}
