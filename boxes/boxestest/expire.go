package boxestest

import (
	"errors"
	"reflect"
	"slices"
	"testing"
	"time"

	"lamplight"
	"lamplight/boxes"
)

// timer returns the operations that make new messages between two people go after so many seconds.
func timer(a, b lamplight.UserID, seconds int) []boxes.Op {
	set := func(d *lamplight.Dialog) { d.TTL = seconds }
	e := lamplight.Event{Kind: lamplight.EventTTL, Peer: peer(b), Number: int64(seconds)}
	back := e
	back.Peer = peer(a)
	return []boxes.Op{
		boxes.SetDialog{Box: box(a), Peer: peer(b), Change: set, Event: e},
		boxes.SetDialog{Box: box(b), Peer: peer(a), Change: set, Event: back},
	}
}

// due returns what of the given boxes is to go by then.
func (w *world) due(by time.Time, of ...lamplight.UserID) (out []boxes.Expiry) {
	w.t.Helper()
	all, err := w.Expired(ctx(), boxes.Expiry{}, by, 1000)
	if err != nil {
		w.t.Fatal(err)
	}
	for _, e := range all {
		if slices.Contains(of, e.Box.User()) {
			out = append(out, e)
		}
	}
	return out
}

// expire removes what is to go by then.
func (w *world) expire(by time.Time, due ...boxes.Expiry) boxes.Result {
	w.t.Helper()
	var ops []boxes.Op
	for _, e := range due {
		ops = append(ops, boxes.Expire{Box: e.Box, Due: []boxes.Expiry{e}})
	}
	r, err := w.Apply(ctx(), boxes.Group{Now: by, Ops: ops})
	if err != nil {
		w.t.Fatal(err)
	}
	return r
}

func testExpire(t *testing.T, n New) {
	w := fresh(t, n, boxes.Limits{})
	w.say(ann, bob, 50, 1) // at 1, before there is a timer
	r := w.do(timer(ann, bob, 60)...)
	for _, e := range r.Events {
		if e.Kind != lamplight.EventTTL || e.Number != 60 || e.Seq != 1 {
			t.Errorf("event %+v", e)
		}
	}
	if d := w.dialog(box(bob), peer(ann)); d.TTL != 60 {
		t.Errorf("dialog %+v, want a timer", d)
	}
	if r := w.do(timer(ann, bob, 60)...); len(r.Events) != 0 {
		t.Errorf("setting it again made events %+v", r.Events)
	}
	w.say(ann, bob, 51, 1) // at 4: 64
	w.say(bob, ann, 52, 1) // at 5: 65
	w.do(timer(ann, bob, 10)...)
	w.say(ann, bob, 53, 1) // at 7: 17
	w.do(timer(ann, bob, 0)...)
	w.say(ann, bob, 54, 1) // stays
	want := []boxes.Expiry{
		{Box: box(ann), ID: 4, At: at(17)}, {Box: box(bob), ID: 4, At: at(17)},
		{Box: box(ann), ID: 2, At: at(64)}, {Box: box(bob), ID: 2, At: at(64)},
		{Box: box(ann), ID: 3, At: at(65)}, {Box: box(bob), ID: 3, At: at(65)},
	}
	for by, n := range map[int]int{0: 0, 16: 0, 17: 2, 64: 4, 65: 6, 1000: 6} {
		if got := w.due(at(by)); len(got) != 0 {
			t.Errorf("of nobody: %+v", got)
		}
		if got := w.due(at(by), ann, bob, cy); !slices.Equal(got, want[:n]) {
			t.Errorf("to go by %d: %+v, want %+v", by, got, want[:n])
		}
	}
	if got, err := w.Expired(ctx(), boxes.Expiry{}, time.Time{}, 1); err != nil || !slices.Equal(got, want[:1]) {
		t.Errorf("the first to go: %+v, %v", got, err)
	}
	for i, after := range want {
		if got, err := w.Expired(ctx(), after, at(65), 3); err != nil || !slices.Equal(got, want[i+1:min(i+4, len(want))]) {
			t.Errorf("after %+v: %+v, %v", after, got, err)
		}
	}
	page := w.history(box(bob), boxes.HistoryQuery{Peer: peer(ann), Limit: 9})
	var ttls []int
	for _, m := range page.Messages {
		ttls = append(ttls, m.TTL)
	}
	if !slices.Equal(ttls, []int{0, 10, 60, 60, 0}) {
		t.Errorf("timers of messages, newest first: %v", ttls)
	}

	// An edit does not move it, whatever it tries; a pin neither. What is deleted by hand is not to go any more.
	w.do(boxes.Edit{Box: box(bob), Content: 51, Change: func(m *lamplight.Message) { m.TTL, m.Text = 1, "other" }},
		boxes.Pin{Box: box(bob), Peer: peer(ann), IDs: []lamplight.MessageID{2}, Pinned: true},
		boxes.Delete{Box: box(ann), IDs: []lamplight.MessageID{3}})
	want = slices.Delete(want, 4, 5)
	if got := w.due(at(1000), ann, bob); !slices.Equal(got, want) {
		t.Errorf("to go after a change %+v, want %+v", got, want)
	}

	// What goes is deleted as by hand: told with a position, counted, and no longer pinned or unread.
	before := w.head(box(bob))
	r = w.expire(at(64), want[:4]...)
	if len(r.Events) != 4 {
		t.Fatalf("events %+v", r.Events)
	}
	for i, e := range r.Events {
		if e.Kind != lamplight.EventDeleteMessages || e.Count != 1 || !reflect.DeepEqual(e.IDs, []lamplight.MessageID{want[i].ID}) || e.Box != want[i].Box {
			t.Errorf("event %+v", e)
		}
	}
	if h := w.head(box(bob)); h.PTS != before.PTS+2 {
		t.Errorf("head %+v, before %+v", h, before)
	}
	if d := w.dialog(box(bob), peer(ann)); d.Top != 5 || d.Unread != 1 {
		t.Errorf("dialog %+v, want one unread", d)
	}
	if p := w.history(box(bob), boxes.HistoryQuery{Peer: peer(ann), Limit: 9, Pinned: true}); len(p.Messages) != 0 {
		t.Errorf("pinned %+v", p.Messages)
	}
	if got := w.due(at(1000), ann, bob); !slices.Equal(got, want[4:]) {
		t.Errorf("left to go %+v", got)
	}
	if r := w.expire(at(64), want[:4]...); len(r.Events) != 0 {
		t.Errorf("going twice made %+v", r.Events)
	}

	// Too early, and in a box of another, it is refused.
	for _, bad := range []boxes.Expire{
		{Box: box(bob), Due: want[4:]}, {Box: box(ann), Due: want[4:]},
	} {
		if _, err := w.Apply(ctx(), boxes.Group{Now: at(64), Ops: []boxes.Op{bad}}); !errors.Is(err, boxes.ErrGroup) {
			t.Errorf("%+v: error %v", bad, err)
		}
	}

	// Of an erased box the index may know still; a message that got the same id since stays.
	if err := w.Erase(ctx(), box(bob)); err != nil {
		t.Fatal(err)
	}
	w.say(cy, bob, 80, 3)
	if r := w.expire(at(65), want[4:]...); len(r.Events) != 0 {
		t.Errorf("events %+v", r.Events)
	}
	if got := w.due(at(1000), ann, bob, cy); len(got) != 0 {
		t.Errorf("left to go %+v", got)
	}
	if got := w.ids(box(bob), peer(cy)); len(got) != 3 {
		t.Errorf("messages of the new box %v", got)
	}
}

// testExpireAtOnce has the two copies of a message go at the same second, whatever their conversations say.
func testExpireAtOnce(t *testing.T, n New) {
	w := fresh(t, n, boxes.Limits{})
	w.do(timer(ann, bob, 60)[:1]...) // ann's box alone
	w.do(timer(ann, bob, 5)[1:]...)  // bob's
	w.say(ann, bob, 50, 1)           // as ann's says
	w.say(bob, ann, 51, 1)           // as bob's says
	set := private(ann, bob, 52, "") // tells of a timer: stays
	for i := range set {
		a := set[i].(boxes.Append)
		a.Message.Action = &lamplight.Action{Kind: lamplight.ActionSetTTL, Number: 60}
		set[i] = a
	}
	w.do(set...)
	want := []boxes.Expiry{
		{Box: box(ann), ID: 2, At: at(9)}, {Box: box(bob), ID: 2, At: at(9)},
		{Box: box(ann), ID: 1, At: at(63)}, {Box: box(bob), ID: 1, At: at(63)},
	}
	if got := w.due(at(1000), ann, bob); !slices.Equal(got, want) {
		t.Errorf("to go %+v, want %+v", got, want)
	}
}

// testHideExpired has what should have gone be nowhere, before anybody removed it.
func testHideExpired(t *testing.T, n New) {
	w := fresh(t, n, boxes.Limits{})
	now := at(0)
	w.Log = boxes.HideExpired(w.Log, func() time.Time { return now })
	w.do(timer(ann, bob, 60)...)
	w.say(ann, bob, 50, 1) // at 2: 62
	w.do(timer(ann, bob, 0)...)
	w.say(ann, bob, 51, 1)
	w.do(timer(ann, bob, 60)...)
	first, err := w.Apply(ctx(), boxes.Group{Key: "k", KeyBox: box(ann), Now: at(6), Ops: private(ann, bob, 52, "last")}) // 66
	if err != nil {
		t.Fatal(err)
	}
	for by, want := range map[int][]lamplight.MessageID{61: {3, 2, 1}, 62: {3, 2}, 66: {2}, 1000: {2}} {
		now = at(by)
		if got := w.ids(box(bob), peer(ann)); !slices.Equal(got, want) {
			t.Errorf("history at %d: %v, want %v", by, got, want)
		}
		ms, err := w.Messages(ctx(), box(bob), []lamplight.MessageID{3, 2, 1})
		if err != nil || !slices.Equal(idsOf(ms), want) {
			t.Errorf("by id at %d: %v, %v, want %v", by, idsOf(ms), err, want)
		}
		p, err := w.Dialogs(ctx(), box(bob), boxes.DialogQuery{Limit: 9})
		if has := err == nil && len(p.Top) == 1; has != (by < 66) {
			t.Errorf("top at %d: %+v, %v", by, p.Top, err)
		}
		var told []lamplight.MessageID
		for _, e := range w.events(box(bob), 0) {
			switch {
			case e.Kind == lamplight.EventNewMessage && e.Count == 1:
				told = append(told, e.Message.ID)
			case e.Kind != lamplight.EventDeleteMessages || e.Count != 1 || len(e.IDs) != 1 || slices.Contains(want, e.IDs[0]) ||
				e.Message != nil || !e.Peer.IsZero():
				t.Errorf("event at %d: %+v", by, e)
			}
		}
		slices.Reverse(told)
		if !slices.Equal(told, want) {
			t.Errorf("told of at %d: %v, want %v", by, told, want)
		}
		again, err := w.Apply(ctx(), boxes.Group{Key: "k", KeyBox: box(ann), Now: now, Ops: private(ann, bob, 53, "last")})
		if err != nil || !again.Repeated || len(again.Events) != len(first.Events) || (again.Events[0].Message != nil) != (by < 66) {
			t.Errorf("repeat at %d: %+v, %v", by, again, err)
		}
	}
}

// testHiddenPages has pages go on behind what has gone: a short page tells a client that the conversation begins there.
func testHiddenPages(t *testing.T, n New) {
	w := fresh(t, n, boxes.Limits{})
	now := at(0)
	w.Log = boxes.HideExpired(w.Log, func() time.Time { return now })
	w.say(ann, bob, 1, 4) // 1 to 4 stay
	w.do(timer(ann, bob, 60)...)
	w.say(ann, bob, 5, 3) // 5 to 7 go
	w.do(timer(ann, bob, 0)...)
	w.say(ann, bob, 8, 1) // 8 stays
	w.do(timer(ann, bob, 60)...)
	w.say(ann, bob, 9, 300) // 9 to 308 go
	w.do(boxes.Pin{Box: box(ann), Peer: peer(bob), IDs: []lamplight.MessageID{2, 6, 308}, Pinned: true})
	now = at(100_000)
	for _, tt := range []struct {
		name string
		q    boxes.HistoryQuery
		want []lamplight.MessageID
	}{
		{"the newest", boxes.HistoryQuery{Limit: 1}, []lamplight.MessageID{8}},
		{"a page", boxes.HistoryQuery{Limit: 3}, []lamplight.MessageID{8, 4, 3}},
		{"all", boxes.HistoryQuery{Limit: 400}, []lamplight.MessageID{8, 4, 3, 2, 1}},
		{"none", boxes.HistoryQuery{}, nil},
		{"below one", boxes.HistoryQuery{OffsetID: 7, Limit: 2}, []lamplight.MessageID{4, 3}},
		{"further down", boxes.HistoryQuery{OffsetID: 9, AddOffset: 1, Limit: 2}, []lamplight.MessageID{4, 3}},
		{"before all", boxes.HistoryQuery{OffsetID: 1, Limit: 2}, nil},
		{"down to one", boxes.HistoryQuery{MinID: 3, Limit: 20}, []lamplight.MessageID{8, 4}},
		{"among some", boxes.HistoryQuery{Least: 3, Most: 7, Limit: 2}, []lamplight.MessageID{4, 3}},
		{"around one", boxes.HistoryQuery{OffsetID: 8, AddOffset: -2, Limit: 4}, []lamplight.MessageID{8}},
		{"pinned", boxes.HistoryQuery{Pinned: true, Limit: 1}, []lamplight.MessageID{2}},
	} {
		tt.q.Peer = peer(bob)
		if got := idsOf(w.history(box(ann), tt.q).Messages); !slices.Equal(got, tt.want) {
			t.Errorf("%s: %v, want %v", tt.name, got, tt.want)
		}
	}
}

func testBegins(t *testing.T, n New) {
	w := fresh(t, n, boxes.Limits{})
	say := func(from, to lamplight.UserID, c lamplight.ContentID, continues bool) error {
		t.Helper()
		ops := private(from, to, c, "text")
		a := ops[0].(boxes.Append)
		a.Continues = continues
		ops[0] = a
		_, err := w.Apply(ctx(), boxes.Group{Now: at(1), Ops: ops})
		return err
	}
	for i, tt := range []struct {
		from, to  lamplight.UserID
		continues bool
		want      error
	}{
		{ann, bob, true, boxes.ErrBegins},
		{ann, bob, true, boxes.ErrBegins}, // nothing of it was done
		{ann, bob, false, nil},
		{ann, bob, true, nil},
		{bob, ann, true, boxes.ErrBegins}, // bob has received, and not written
		{bob, ann, false, nil},
		{bob, ann, true, nil},
		{ann, ann, true, boxes.ErrBegins},
		{ann, cy, true, boxes.ErrBegins},
	} {
		if tt.from == tt.to {
			_, err := w.Apply(ctx(), boxes.Group{Now: at(1), Ops: []boxes.Op{boxes.Append{Box: box(ann), Continues: true, Message: lamplight.Message{
				Peer: peer(ann), From: peer(ann), Content: 99,
			}}}})
			if !errors.Is(err, tt.want) {
				t.Errorf("step %d: %v, want %v", i, err, tt.want)
			}
			continue
		}
		if err := say(tt.from, tt.to, lamplight.ContentID(50+i), tt.continues); !errors.Is(err, tt.want) {
			t.Errorf("step %d: %v, want %v", i, err, tt.want)
		}
	}
	if h := w.head(box(ann)); h.Top != 4 {
		t.Errorf("head %+v, want four messages", h)
	}
}

func testWaited(t *testing.T, n New) {
	w := fresh(t, n, boxes.Limits{})
	ops := private(ann, bob, 50, "text")
	a := ops[0].(boxes.Append)
	a.Waited, a.Message.Scheduled = 77, true
	ops[0] = a
	r := w.do(ops...)
	if len(r.Events) != 3 {
		t.Fatalf("events %+v", r.Events)
	}
	e := r.Events[1]
	if e.Kind != lamplight.EventUnscheduled || e.Peer != peer(bob) || e.Seq != 1 || e.PTS != 0 || e.Number != 77 ||
		!slices.Equal(e.IDs, []lamplight.MessageID{77}) || !slices.Equal(e.Sent, []lamplight.MessageID{1}) {
		t.Errorf("event %+v", e)
	}
	notes, err := w.Notes(ctx(), box(ann), 0, noon, 9)
	if err != nil || len(notes) != 1 || !reflect.DeepEqual(notes[0], e) {
		t.Errorf("notes %+v, %v; told was %+v", notes, err, e)
	}
	if ms := w.history(box(ann), boxes.HistoryQuery{Peer: peer(bob), Limit: 1}).Messages; len(ms) != 1 || !ms[0].Scheduled {
		t.Errorf("messages %+v", ms)
	}
}
