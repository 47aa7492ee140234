package messages

import (
	"context"
	"testing"

	"lamplight/boxes"
)

// amid is a log in which something happens once, right before a group is carried out.
type amid struct {
	boxes.Log
	once func()
}

func (a *amid) Apply(ctx context.Context, g boxes.Group) (boxes.Result, error) {
	if do := a.once; do != nil {
		a.once = nil
		do()
	}
	return a.Log.Apply(ctx, g)
}

// TestWhoComesInMeanwhileMissesNothing brings somebody into a basic group between the moment in which its members are read
// and that in which their copies are stored.
func TestWhoComesInMeanwhileMissesNothing(t *testing.T) {
	w, f := social(t)
	log := w.Service.boxes
	w.Service.boxes = &amid{Log: log, once: func() { f.all[inGroup].in = append(f.all[inGroup].in, dan) }}
	w.hints = nil
	m := w.post(t, asAnn, inGroup, "hello")
	if got := w.words(t, dan, inGroup); got != "hello" {
		t.Errorf("dan sees %q", got)
	}
	heard := 0
	for _, h := range w.hints {
		if h.Box.User() == dan {
			heard++
		}
	}
	if heard != 1 {
		t.Errorf("dan is told %d times", heard)
	}
	if ms := w.seen(t, dan, inGroup); len(ms) != 1 || ms[0].Content != m.Content || ms[0].Out {
		t.Errorf("dan has %+v", ms)
	}
	w.post(t, asAnn, inGroup, "all")
	if got := w.words(t, dan, inGroup); got != "hello all" {
		t.Errorf("dan sees %q", got)
	}
}
