package boxestest

import (
	"reflect"
	"testing"

	"lamplight"
	"lamplight/boxes"
)

func testEdit(t *testing.T, n New) {
	w := fresh(t, n, boxes.Limits{})
	w.say(cy, bob, 40, 1)
	w.say(ann, bob, 50, 2)
	change := func(m *lamplight.Message) {
		m.Text, m.Edited = "edited", at(60)
		m.Entities = append(m.Entities, lamplight.Entity{Kind: lamplight.EntityBold, Length: 6})
		m.ID, m.Peer, m.From, m.Out, m.Content, m.Sent = 99, peer(cy), peer(cy), !m.Out, 999, at(999) // must not matter
	}
	r := w.do(boxes.Edit{Box: box(ann), Content: 50, Change: change}, boxes.Edit{Box: box(bob), Content: 50, Change: change},
		boxes.Edit{Box: box(cy), Content: 50, Change: change})
	if len(r.Events) != 2 {
		t.Fatalf("events %+v, want two", r.Events)
	}
	want := lamplight.Message{
		Box: box(bob), ID: 2, Peer: peer(ann), From: peer(ann), Content: 50, Sent: at(2), Edited: at(60), Text: "edited",
		Entities: []lamplight.Entity{{Kind: lamplight.EntityBold, Length: 6}},
	}
	if e := r.Events[1]; e.Kind != lamplight.EventEditMessage || e.PTS != 4 || e.Count != 1 || !reflect.DeepEqual(*e.Message, want) {
		t.Errorf("event %+v\nmessage %+v", e, e.Message)
	}
	ms, err := w.Messages(ctx(), box(bob), []lamplight.MessageID{2})
	if err != nil || len(ms) != 1 || !reflect.DeepEqual(ms[0], want) {
		t.Errorf("messages %+v, %v\nwant %+v", ms, err, want)
	}
	if d := w.dialog(box(bob), peer(ann)); d.Top != 3 || d.Unread != 2 {
		t.Errorf("an edit changed the dialog: %+v", d)
	}
}
