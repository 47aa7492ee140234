package messages

import (
	"context"
	"testing"
	"time"

	"lamplight"
	"lamplight/boxes"
)

// slowWord has something happen before a note that a message waits is in its box.
type slowWord struct {
	boxes.Log
	before func()
}

func (l *slowWord) Apply(ctx context.Context, g boxes.Group) (boxes.Result, error) {
	if len(g.Ops) > 0 {
		n, ok := g.Ops[0].(boxes.Note)
		if f := l.before; ok && n.Event.Kind == lamplight.EventScheduled && f != nil {
			l.before = nil
			f()
		}
	}
	return l.Log.Apply(ctx, g)
}

// TestLateWordOfWhatWaits has a message be sent, or deleted, while the word that it waits is on its way to the box: the last
// word is that it waits no longer.
func TestLateWordOfWhatWaits(t *testing.T) {
	w := newTimed(t)
	c := Caller{User: ann, Origin: 3}
	log := &slowWord{Log: w.Service.boxes}
	w.Service.boxes = log
	for _, f := range []struct {
		name   string
		before func(at time.Time)
	}{
		{"sent", func(at time.Time) { w.clock = at.Add(time.Second); w.run(t) }},
		{"deleted", func(time.Time) {
			ms, err := w.Scheduled(t.Context(), ann, toBob)
			if err != nil || len(ms) != 1 {
				t.Fatal(ms, err)
			}
			if _, err := w.DeleteScheduled(t.Context(), c, toBob, []lamplight.MessageID{ms[0].ID}); err != nil {
				t.Fatal(err)
			}
		}},
	} {
		t.Run(f.name, func(t *testing.T) {
			at := w.clock.Add(time.Hour)
			log.before = func() { f.before(at) }
			w.random++
			s, err := w.Send(t.Context(), Draft{Caller: c, To: toBob, Text: "x", Random: w.random, At: at})
			if err != nil || len(s.Events) != 2 || s.Events[1].Kind != lamplight.EventUnscheduled {
				t.Fatalf("told %+v, %v", s.Events, err)
			}
			if s.Events[1].Seq <= s.Events[0].Seq || s.Events[1].Number != s.Events[0].Number {
				t.Errorf("told %+v", s.Events)
			}
		})
	}
}
