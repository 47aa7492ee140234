package boxestest

import (
	"errors"
	"reflect"
	"strings"
	"testing"

	"lamplight"
	"lamplight/boxes"
)

func testAppend(t *testing.T, n New) {
	w := fresh(t, n, boxes.Limits{})
	if h := w.head(box(ann)); h != (boxes.Head{}) {
		t.Errorf("head of a box never written to = %+v, want zero", h)
	}
	r := w.do(private(ann, bob, 50, "hello")...)
	if len(r.Events) != 2 || r.Repeated {
		t.Fatalf("result %+v, want two events", r)
	}
	want := lamplight.Message{
		Box: box(ann), ID: 1, Peer: peer(bob), From: peer(ann), Out: true, Content: 50, Sent: at(1), Text: "hello",
	}
	e := r.Events[0]
	if e.Kind != lamplight.EventNewMessage || e.Box != box(ann) || e.PTS != 1 || e.Count != 1 || e.Origin != 7 || !e.Date.Equal(at(1)) {
		t.Errorf("event %+v", e)
	}
	if !reflect.DeepEqual(*e.Message, want) {
		t.Errorf("event's message %+v\nwant %+v", *e.Message, want)
	}
	ms, err := w.Messages(ctx(), box(ann), []lamplight.MessageID{9, 1, 2})
	if err != nil || len(ms) != 1 || !reflect.DeepEqual(ms[0], want) {
		t.Errorf("messages %+v, %v\nwant %+v", ms, err, want)
	}

	w.do(private(bob, ann, 51, "hi")...)
	w.do(private(cy, ann, 52, "hey")...)
	if h, want := w.head(box(ann)), (boxes.Head{Box: box(ann), PTS: 3, Top: 3, Date: at(3), Unread: 2, Messages: 3, Bytes: 3*256 + 10}); h != want {
		t.Errorf("head %+v, want %+v", h, want)
	}
	d := w.dialog(box(ann), peer(bob))
	if d.Top != 2 || !d.TopDate.Equal(at(2)) || d.Unread != 1 || d.ReadInbox != 1 || d.Hidden {
		t.Errorf("dialog %+v", d)
	}
	if d := w.dialog(box(ann), peer(999)); !reflect.DeepEqual(d, lamplight.Dialog{Peer: peer(999)}) {
		t.Errorf("dialog of nobody %+v", d)
	}

	// Answering reads what was unread, and says so.
	r = w.do(private(ann, bob, 53, "well")...)
	if len(r.Events) != 3 || r.Events[1].Kind != lamplight.EventReadInbox || r.Events[1].MaxID != 4 || r.Events[1].Unread != 0 || r.Events[1].PTS != 5 {
		t.Errorf("events of an answer %+v", r.Events)
	}
	if h := w.head(box(ann)); h.Unread != 1 {
		t.Errorf("conversations unread after the answer = %d, want 1", h.Unread)
	}

	// What one writes to oneself is never unread.
	w.do(boxes.Append{Box: box(ann), Message: lamplight.Message{Peer: peer(ann), From: peer(ann), Content: 54}})
	if d := w.dialog(box(ann), peer(ann)); d.Unread != 0 || d.ReadInbox != 5 || d.ReadOutbox != 5 {
		t.Errorf("dialog with oneself %+v", d)
	}
	got, err := w.Copies(ctx(), box(ann), []lamplight.ContentID{54, 53, 999})
	if err != nil || !reflect.DeepEqual(got, map[lamplight.ContentID]lamplight.MessageID{54: 5, 53: 4}) {
		t.Errorf("copies %v, %v", got, err)
	}
}

func testAppendRefuses(t *testing.T, n New) {
	w := fresh(t, n, boxes.Limits{Ops: 3})
	w.say(ann, bob, 50, 1)
	good := boxes.Append{Box: box(ann), Message: lamplight.Message{Peer: peer(bob), From: peer(ann), Content: 60}}
	with := func(change func(*boxes.Append)) boxes.Append {
		o := good
		change(&o)
		return o
	}
	for name, g := range map[string]boxes.Group{
		"a content held already": {Now: noon, Ops: []boxes.Op{with(func(o *boxes.Append) { o.Message.Content = 50 })}},
		"a content twice":        {Now: noon, Ops: []boxes.Op{good, good}},
		"a fresh content twice": {Now: noon, Ops: []boxes.Op{
			with(func(o *boxes.Append) { o.Fresh = true }), with(func(o *boxes.Append) { o.Fresh = true }),
		}},
		"no content":              {Now: noon, Ops: []boxes.Op{with(func(o *boxes.Append) { o.Message.Content = 0 })}},
		"no peer":                 {Now: noon, Ops: []boxes.Op{with(func(o *boxes.Append) { o.Message.Peer = lamplight.Peer{} })}},
		"no box":                  {Now: noon, Ops: []boxes.Op{with(func(o *boxes.Append) { o.Box = 0 })}},
		"no time":                 {Ops: []boxes.Op{good}},
		"too many operations":     {Now: noon, Ops: []boxes.Op{good, good, good, good}},
		"a key that is too long":  {Now: noon, Key: string(make([]byte, boxes.MaxKeySize+1)), KeyBox: box(ann), Ops: []boxes.Op{good}},
		"a key without a box":     {Now: noon, Key: "k", Ops: []boxes.Op{good}},
		"a note that carries pts": {Now: noon, Ops: []boxes.Op{good, boxes.Note{Box: box(ann), Event: lamplight.Event{Kind: lamplight.EventNewMessage}}}},
		"a note never stored":     {Now: noon, Ops: []boxes.Op{good, boxes.Note{Box: box(ann), Event: lamplight.Event{Kind: lamplight.EventTyping}}}},
		"a clear without a limit": {Now: noon, Ops: []boxes.Op{good, boxes.Clear{Box: box(ann), Peer: peer(bob)}}},
	} {
		if _, err := w.Apply(ctx(), g); !errors.Is(err, boxes.ErrGroup) {
			t.Errorf("%s: error %v, want ErrGroup", name, err)
		}
	}
	if h := w.head(box(ann)); h.PTS != 1 || h.Top != 1 {
		t.Errorf("refused groups left something behind: %+v", h)
	}
	bad := boxes.Append{Box: box(cy), Message: lamplight.Message{Peer: peer(bob)}}
	if _, err := w.Apply(ctx(), boxes.Group{Now: noon, Ops: []boxes.Op{bad}}); !errors.Is(err, boxes.ErrGroup) {
		t.Errorf("error %v, want ErrGroup", err)
	}
	if h := w.head(box(cy)); h != (boxes.Head{}) {
		t.Errorf("a refused group made a head: %+v", h)
	}
}

func testReply(t *testing.T, n New) {
	w := fresh(t, n, boxes.Limits{})
	w.say(cy, bob, 40, 1) // so that ids differ between the boxes
	w.say(ann, bob, 50, 1)
	ops := private(bob, ann, 51, "an answer")
	for i, op := range ops {
		a := op.(boxes.Append)
		a.Message.Reply = &lamplight.Reply{Content: 50}
		ops[i] = a
	}
	r := w.do(ops...)
	if out, in := r.Events[0].Message.Reply.ID, r.Events[2].Message.Reply.ID; out != 2 || in != 1 {
		t.Errorf("the reply names %d and %d, want 2 and 1", out, in)
	}
	other := private(bob, cy, 52, "an answer elsewhere")
	a := other[0].(boxes.Append)
	a.Message.Reply = &lamplight.Reply{Content: 50}
	if r := w.do(a); r.Events[0].Message.Reply.ID != 0 {
		t.Errorf("the reply names %d of another conversation", r.Events[0].Message.Reply.ID)
	}
}

func testGroup(t *testing.T, n New) {
	w := fresh(t, n, boxes.Limits{})
	w.say(ann, bob, 50, 2)
	// Later operations of a group see what earlier ones did.
	r := w.do(append(private(ann, bob, 60, "x"),
		boxes.Delete{Box: box(ann), Contents: []lamplight.ContentID{60, 51}},
		boxes.ReadInbox{Box: box(bob), Peer: peer(ann), MaxID: 3},
		boxes.Edit{Box: box(bob), Content: 60, Change: func(m *lamplight.Message) { m.Text = "y" }},
	)...)
	kinds := []lamplight.EventKind{}
	for _, e := range r.Events {
		kinds = append(kinds, e.Kind)
	}
	if want := []lamplight.EventKind{
		lamplight.EventNewMessage, lamplight.EventNewMessage, lamplight.EventDeleteMessages, lamplight.EventReadInbox, lamplight.EventEditMessage,
	}; !reflect.DeepEqual(kinds, want) {
		t.Errorf("events %v, want %v", kinds, want)
	}
	if ids := w.ids(box(ann), peer(bob)); !reflect.DeepEqual(ids, []lamplight.MessageID{1}) {
		t.Errorf("ids %v, want [1]", ids)
	}
	if d := w.dialog(box(ann), peer(bob)); d.Top != 1 || !d.TopDate.Equal(at(1)) {
		t.Errorf("dialog %+v, want top 1", d)
	}
	if h := w.head(box(ann)); h.PTS != 5 {
		t.Errorf("pts %d, want 5: two, the third and a deletion of two", h.PTS)
	}
	// A group that fails in its last operation does nothing.
	_, err := w.Apply(ctx(), boxes.Group{Now: noon, Ops: append(private(ann, bob, 70, "z"), private(bob, ann, 60, "held by bob")...)})
	if !errors.Is(err, boxes.ErrGroup) {
		t.Errorf("error %v, want ErrGroup", err)
	}
	if h := w.head(box(ann)); h.PTS != 5 || h.Top != 3 {
		t.Errorf("a failed group left something behind: %+v", h)
	}
}

// testPanic holds that a Change that panics is its own group's trouble: the box can be used afterwards.
func testPanic(t *testing.T, n New) {
	w := fresh(t, n, boxes.Limits{})
	w.say(ann, bob, 50, 1)
	for name, op := range map[string]boxes.Op{
		"edit": boxes.Edit{Box: box(ann), Content: 50, Change: func(*lamplight.Message) { panic("a mistake of ours") }},
		"set":  boxes.SetDialog{Box: box(ann), Peer: peer(bob), Change: func(*lamplight.Dialog) { panic("a mistake of ours") }},
	} {
		_, err := w.Apply(ctx(), boxes.Group{Now: noon, Ops: append(private(ann, bob, 60, "with it"), op)})
		if err == nil || !strings.Contains(err.Error(), "a mistake of ours") {
			t.Errorf("%s: error %v", name, err)
		}
	}
	w.say(ann, bob, 70, 1)
	if h := w.head(box(ann)); h.PTS != 2 || h.Top != 2 {
		t.Errorf("head %+v, want two messages", h)
	}
}
