package boxestest

import (
	"errors"
	"reflect"
	"testing"

	"lamplight"
	"lamplight/boxes"
)

func testEvents(t *testing.T, n New) {
	w := fresh(t, n, boxes.Limits{})
	var want []lamplight.Event
	keep := func(r boxes.Result) {
		for _, e := range r.Events {
			if e.Box == box(bob) && e.PTS > 0 {
				want = append(want, e)
			}
		}
	}
	for i := range 5 {
		keep(w.do(private(ann, bob, lamplight.ContentID(50+i), "text")...))
	}
	keep(w.do(boxes.ReadInbox{Box: box(bob), Peer: peer(ann), MaxID: 2}))
	keep(w.do(boxes.Note{Box: box(bob), Event: lamplight.Event{Kind: lamplight.EventUser, Peer: peer(ann)}}))
	keep(w.do(boxes.ReadOutbox{Box: box(bob), Peer: peer(ann), Content: 54}))
	if got := w.events(box(bob), 0); !reflect.DeepEqual(got, want) {
		t.Errorf("events\n%+v\nwant\n%+v", got, want)
	}
	if got := w.events(box(bob), 4); !reflect.DeepEqual(got, want[4:]) {
		t.Errorf("events after 4\n%+v\nwant\n%+v", got, want[4:])
	}
	got, more, err := w.Events(ctx(), box(bob), 1, 2)
	if err != nil || !more || !reflect.DeepEqual(got, want[1:3]) {
		t.Errorf("two events after 1: %+v, more %v, %v", got, more, err)
	}
	if got, more, err := w.Events(ctx(), box(bob), 7, 10); len(got) != 0 || more || err != nil {
		t.Errorf("events after the head: %+v, more %v, %v", got, more, err)
	}
	if got, more, err := w.Events(ctx(), box(999), 0, 10); len(got) != 0 || more || err != nil {
		t.Errorf("events of an empty box: %+v, more %v, %v", got, more, err)
	}
}

func testEventsGone(t *testing.T, n New) {
	w := fresh(t, n, boxes.Limits{})
	w.say(ann, bob, 50, 2)
	w.do(boxes.Edit{Box: box(bob), Content: 50, Change: func(m *lamplight.Message) { m.Text = "changed" }})
	w.do(boxes.Delete{Box: box(bob), Contents: []lamplight.ContentID{51}})
	es := w.events(box(bob), 0)
	if len(es) != 4 {
		t.Fatalf("events %+v", es)
	}
	if m := es[0].Message; es[0].Kind != lamplight.EventNewMessage || m == nil || string(m.Text) != "changed" {
		t.Errorf("the event of a message edited since does not tell of it as it is: %+v", es[0])
	}
	if e := es[1]; e.Kind != lamplight.EventDeleteMessages || e.Message != nil || !reflect.DeepEqual(e.IDs, []lamplight.MessageID{2}) ||
		e.PTS != 2 || e.Count != 1 || !e.Peer.IsZero() {
		t.Errorf("the event of a message deleted since: %+v", e)
	}
	pts := lamplight.PTS(0)
	for _, e := range es {
		if pts += lamplight.PTS(e.Count); e.PTS != pts {
			t.Errorf("event %+v does not follow pts %d", e, pts)
		}
	}
}

func testEventsForgotten(t *testing.T, n New) {
	w := fresh(t, n, boxes.Limits{Events: 10, Trim: 3})
	w.say(ann, bob, 1, 30)
	w.do(boxes.Clear{Box: box(bob), Peer: peer(ann), Limit: 20}) // pts 50 in one step
	for range 20 {
		w.do(boxes.Note{Box: box(bob), Event: lamplight.Event{Kind: lamplight.EventUser}})
	}
	for after, want := range map[lamplight.PTS]error{0: boxes.ErrTooOld, 39: boxes.ErrTooOld, 40: nil, 50: nil} {
		if _, _, err := w.Events(ctx(), box(bob), after, 10); !errors.Is(err, want) {
			t.Errorf("events after %d: %v, want %v", after, err, want)
		}
	}
	if got := w.ids(box(bob), peer(ann)); len(got) != 10 {
		t.Errorf("messages went with their events: %v", got)
	}
}
