package messages

import (
	"context"
	"errors"
	"slices"
	"testing"
	"time"

	"lamplight"
	"lamplight/boxes"
)

// A log in which one box cannot be written.
type stuck struct {
	boxes.Log
	box lamplight.BoxID
}

func (s stuck) Apply(ctx context.Context, g boxes.Group) (boxes.Result, error) {
	if slices.Contains(g.Boxes(), s.box) {
		return boxes.Result{}, errFault
	}
	return s.Log.Apply(ctx, g)
}

// TestABoxThatCannotBeWritten holds up nothing but itself, however much is to go from it.
func TestABoxThatCannotBeWritten(t *testing.T) {
	w := newTimed(t)
	w.timer(t, day)
	for range 2*expireBatch + 1 {
		w.say(t, asAnn, bob, "x")
	}
	w.clock = w.clock.Add(time.Second) // what follows goes after all of bob's
	if _, err := w.SetTimer(t.Context(), asAnn, lamplight.UserPeer(cid), day); err != nil {
		t.Fatal(err)
	}
	w.say(t, asAnn, cid, "y")
	w.clock = w.clock.Add(day * time.Second)
	whole := w.Service.boxes
	w.Service.boxes = stuck{whole, lamplight.AccountBox(bob)}
	if _, err := w.expireDue(t.Context()); !errors.Is(err, errFault) {
		t.Errorf("error %v", err)
	}
	left, err := w.log.Expired(t.Context(), boxes.Expiry{}, time.Time{}, 1000)
	if err != nil || len(left) != 2*expireBatch+1 || slices.ContainsFunc(left, func(e boxes.Expiry) bool { return e.Box.User() != bob }) {
		t.Errorf("%d are left, %v", len(left), err)
	}
	if _, late := w.Late(); late < time.Second {
		t.Errorf("late by %v", late)
	}
	w.Service.boxes = whole
	w.run(t)
	if left, err := w.log.Expired(t.Context(), boxes.Expiry{}, time.Time{}, 1000); err != nil || len(left) != 0 {
		t.Errorf("in the end %d are left, %v", len(left), err)
	}
	if _, late := w.Late(); late != 0 {
		t.Errorf("late by %v in the end", late)
	}
}
