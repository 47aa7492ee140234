package boxestest

import (
	"errors"
	"reflect"
	"testing"

	"lamplight"
	"lamplight/boxes"
)

func testErase(t *testing.T, n New) {
	w := fresh(t, n, boxes.Limits{})
	w.say(ann, bob, 50, 30)
	if _, err := w.Apply(ctx(), boxes.Group{Key: "k", KeyBox: box(ann), Now: noon, Ops: []boxes.Op{
		boxes.Note{Box: box(ann), Event: lamplight.Event{Kind: lamplight.EventUser}},
	}}); err != nil {
		t.Fatal(err)
	}
	if err := w.Erase(ctx(), box(ann)); err != nil {
		t.Fatal(err)
	}
	if h := w.head(box(ann)); h != (boxes.Head{}) {
		t.Errorf("head %+v", h)
	}
	if p, err := w.Dialogs(ctx(), box(ann), boxes.DialogQuery{Limit: 9}); err != nil || p.Count != 0 || len(p.Dialogs) != 0 {
		t.Errorf("dialogs %+v, %v", p, err)
	}
	if got := w.ids(box(ann), peer(bob)); len(got) != 0 {
		t.Errorf("history %v", got)
	}
	if got := w.events(box(ann), 0); len(got) != 0 {
		t.Errorf("events %v", got)
	}
	if got, err := w.Notes(ctx(), box(ann), 0, noon, 9); err != nil || len(got) != 0 {
		t.Errorf("notes %v, %v", got, err)
	}
	if got, err := w.Copies(ctx(), box(ann), []lamplight.ContentID{50}); err != nil || len(got) != 0 {
		t.Errorf("copies %v, %v", got, err)
	}
	if got := w.ids(box(bob), peer(ann)); len(got) != 30 {
		t.Errorf("the other side has %d messages left", len(got))
	}
	if r, err := w.Apply(ctx(), boxes.Group{Key: "k", KeyBox: box(ann), Now: noon, Ops: private(ann, bob, 99, "new")}); err != nil ||
		r.Repeated || r.Events[0].PTS != 1 || r.Events[0].Message.ID != 1 {
		t.Errorf("after erasure: %+v, %v", r, err)
	}
	if err := w.Erase(ctx(), box(999)); err != nil {
		t.Errorf("erasing an empty box: %v", err)
	}
}

// testEraseElsewhere erases boxes that indexes over all boxes lead to.
func testEraseElsewhere(t *testing.T, n New) {
	w := fresh(t, n, boxes.Limits{})
	file := lamplight.FileHash{9}
	picture := func(m *lamplight.Message) {
		m.Media = &lamplight.Media{Kind: lamplight.MediaPhoto, Photo: &lamplight.Photo{Sizes: []lamplight.PhotoSize{{Type: "x", Hash: file}}}}
		m.Forward = &lamplight.Forward{Content: 500, Date: noon}
	}
	held := publish(ann, 1, picture)
	held.Held = true
	w.do(held, publish(ann, 2, picture))
	w.do(everybody(bob, 3, func(_ lamplight.UserID, m *lamplight.Message) { picture(m) })...)
	leads := func(want int) {
		t.Helper()
		copies, err := w.CopiesOf(ctx(), 500, boxes.Copy{}, 10)
		files, err2 := w.Holding(ctx(), file, boxes.Copy{}, 10)
		if err != nil || err2 != nil || len(copies) != want || len(files) != want {
			t.Errorf("%d copies, %d with the file, want %d; %v, %v", len(copies), len(files), want, err, err2)
		}
	}
	leads(5)
	for i, b := range []lamplight.BoxID{clubBox, box(ann)} {
		if err := w.Erase(ctx(), b); err != nil {
			t.Fatal(err)
		}
		leads(3 - i)
	}
}

// A snapshot is all that can be read of a few boxes.
type snapshot struct {
	heads    []boxes.Head
	events   [][]lamplight.Event
	notes    [][]lamplight.Event
	dialogs  []boxes.DialogPage
	messages [][]lamplight.Message
}

func (w *world) snapshot(ids ...lamplight.BoxID) (s snapshot) {
	w.t.Helper()
	for _, b := range ids {
		s.heads = append(s.heads, w.head(b))
		s.events = append(s.events, w.events(b, 0))
		notes, err := w.Notes(ctx(), b, 0, noon, 1000)
		if err != nil {
			w.t.Fatal(err)
		}
		s.notes = append(s.notes, notes)
		p, err := w.Dialogs(ctx(), b, boxes.DialogQuery{Limit: 1000})
		if err != nil {
			w.t.Fatal(err)
		}
		s.dialogs = append(s.dialogs, p)
		for _, d := range p.Dialogs {
			s.messages = append(s.messages, w.history(b, boxes.HistoryQuery{Peer: d.Peer, Limit: 1000}).Messages)
		}
	}
	return s
}

func testReopen(t *testing.T, n New) {
	open := n(t)
	log, err := open(boxes.Limits{})
	if err != nil {
		t.Fatal(err)
	}
	w := &world{Log: log, t: t}
	w.say(ann, bob, 50, 20)
	w.say(cy, ann, 80, 20)
	w.do(boxes.ReadInbox{Box: box(bob), Peer: peer(ann), MaxID: 5}, boxes.Delete{Box: box(ann), IDs: []lamplight.MessageID{3}},
		boxes.Note{Box: box(cy), Event: lamplight.Event{Kind: lamplight.EventUser, Peer: peer(ann)}})
	before := w.snapshot(box(ann), box(bob), box(cy))
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	if w.Log, err = open(boxes.Limits{}); err != nil {
		t.Fatal(err)
	}
	if after := w.snapshot(box(ann), box(bob), box(cy)); !reflect.DeepEqual(after, before) {
		t.Errorf("after reopening\n%+v\nbefore\n%+v", after, before)
	}
	w.say(ann, bob, 100, 1)
	if h := w.head(box(bob)); h.Top != 21 || h.PTS != 22 {
		t.Errorf("head %+v, want the next id and pts", h)
	}
}

func testClose(t *testing.T, n New) {
	w := fresh(t, n, boxes.Limits{})
	w.say(ann, bob, 50, 1)
	if err := w.Ready(ctx()); err != nil {
		t.Errorf("ready: %v", err)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	_, apply := w.Apply(ctx(), boxes.Group{Now: noon, Ops: private(ann, bob, 51, "late")})
	_, heads := w.Heads(ctx(), box(ann))
	_, walk := w.Boxes(ctx(), 0, 1)
	_, messages := w.Messages(ctx(), box(ann), []lamplight.MessageID{1})
	_, copies := w.Copies(ctx(), box(ann), nil)
	_, history := w.History(ctx(), box(ann), boxes.HistoryQuery{Peer: peer(bob), Limit: 1})
	_, dialogs := w.Dialogs(ctx(), box(ann), boxes.DialogQuery{Limit: 1})
	_, dialog := w.Dialog(ctx(), box(ann), peer(bob))
	_, _, events := w.Events(ctx(), box(ann), 0, 1)
	_, notes := w.Notes(ctx(), box(ann), 0, noon, 1)
	_, expired := w.Expired(ctx(), boxes.Expiry{}, noon, 1)
	for name, err := range map[string]error{
		"Apply": apply, "Heads": heads, "Boxes": walk, "Messages": messages, "Copies": copies, "History": history, "Dialogs": dialogs, "Dialog": dialog,
		"Events": events, "Expired": expired, "Notes": notes, "Erase": w.Erase(ctx(), box(ann)), "Ready": w.Ready(ctx()), "Close": w.Close(),
	} {
		if !errors.Is(err, boxes.ErrClosed) {
			t.Errorf("%s after Close: %v, want ErrClosed", name, err)
		}
	}
}
