package messages

import (
	"context"
	"errors"
	"slices"
	"sync"
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

// A witness writes down which was looked for first: copies, or what is to go.
type witness struct {
	boxes.Log
	mu    sync.Mutex
	calls []string
	stop  context.CancelFunc
}

func (w *witness) saw(what string) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.calls = append(w.calls, what)
	if slices.Contains(w.calls, "expired") && slices.Contains(w.calls, "copies") {
		w.stop()
	}
}

func (w *witness) Copies(ctx context.Context, box lamplight.BoxID, of []lamplight.ContentID) (map[lamplight.ContentID]lamplight.MessageID, error) {
	w.saw("copies")
	return w.Log.Copies(ctx, box, of)
}

func (w *witness) Expired(ctx context.Context, after boxes.Expiry, by time.Time, limit int) ([]boxes.Expiry, error) {
	w.saw("expired")
	return w.Log.Expired(ctx, after, by, limit)
}

// TestRunLooksForCopiesFirst: after a long stop, what was sent is known by its copy alone, and that may be to go.
func TestRunLooksForCopiesFirst(t *testing.T) {
	w := newTimed(t)
	w.timer(t, day)
	w.later(t, asAnn, bob, "once", w.clock.Add(time.Hour))
	w.clock = w.clock.Add(time.Hour)
	if _, err := w.sendWaiting(t.Context(), asAnn, w.take(t)[0]); err != nil {
		t.Fatal(err)
	}
	w.clock = w.clock.Add(30 * day * time.Second)
	ctx, stop := context.WithCancel(t.Context())
	defer stop()
	log := &witness{Log: w.Service.boxes, stop: stop}
	w.Service.boxes = log
	if err := w.Run(ctx); !errors.Is(err, context.Canceled) {
		t.Error(err)
	}
	if log.calls[0] != "copies" {
		t.Errorf("looked for %v", log.calls)
	}
}

// TestLooksGoOn: a look reads no rows again of what went before, but finds what a clock that was set back put among them.
func TestLooksGoOn(t *testing.T) {
	w := newTimed(t)
	w.timer(t, day)
	left := func() int {
		t.Helper()
		due, err := w.log.Expired(t.Context(), boxes.Expiry{}, time.Time{}, 9)
		if err != nil {
			t.Fatal(err)
		}
		return len(due) / 2
	}
	w.say(t, asAnn, bob, "first")
	start := w.clock
	w.clock = start.Add(2 * day * time.Second)
	w.run(t)
	if n := left(); n != 0 {
		t.Fatalf("%d are left", n)
	}
	looked := w.clock

	w.clock = start.Add(-time.Minute) // another node's is wrong
	w.say(t, asAnn, bob, "among them")
	w.clock = looked.Add(time.Second)
	w.run(t)
	if n := left(); n != 1 {
		t.Errorf("%d are left, want one for the next whole look", n)
	}
	wants(t, "hidden", w.lines(t, bob, toAnn), "timer 86400")
	w.clock = looked.Add(wholeLook)
	w.run(t)
	if n := left(); n != 0 {
		t.Errorf("after a whole look %d are left", n)
	}

	w.clock = w.clock.Add(wholeLook - time.Minute)
	w.run(t)
	w.clock = start.Add(-2 * time.Minute) // another node's is wrong, and this one's is set back by a second
	w.say(t, asAnn, bob, "among them, too")
	w.clock = looked.Add(2*wholeLook - time.Minute - time.Second)
	w.run(t)
	if n := left(); n != 0 {
		t.Errorf("with a clock that was set back %d are left", n)
	}
}
