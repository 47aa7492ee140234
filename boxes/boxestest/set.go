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
	if got, want := seqs(0, time.Time{}, 10), []int64{8, 9, 10, 11, 12}; !reflect.DeepEqual(got, want) {
		t.Errorf("notes kept %v, want %v", got, want)
	}
	if h := w.head(box(ann)); h.Seq != 12 || h.PTS != 0 {
		t.Errorf("head %+v", h)
	}
}
