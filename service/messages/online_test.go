package messages

import (
	"errors"
	"testing"
	"time"

	"lamplight"
	"lamplight/store"
)

// TestComingWhileItIsScheduled: who comes between the question and the answer gets the message all the same.
func TestComingWhileItIsScheduled(t *testing.T) {
	w := newTimed(t)
	come := func() { w.online = true }
	w.seen = come
	w.later(t, asAnn, bob, "scheduled", store.WhenOnline)
	w.run(t)
	wants(t, "scheduled", w.lines(t, bob, toAnn), "scheduled")

	w.online, w.seen = false, nil
	m := w.later(t, asAnn, bob, "edited", w.clock.Add(time.Hour))
	w.seen = come
	if _, err := w.Edit(t.Context(), Change{Caller: asAnn, Peer: toBob, ID: m.ID, SameText: true, At: store.WhenOnline}); err != nil {
		t.Fatal(err)
	}
	w.run(t)
	wants(t, "edited", w.lines(t, bob, toAnn), "scheduled", "edited")
}

// TestChangedWhileTheyCome: what got a date while the other one was looked for waits for that.
func TestChangedWhileTheyCome(t *testing.T) {
	w := newTimed(t)
	m := w.later(t, asAnn, bob, "not now", store.WhenOnline)
	at := w.clock.Add(time.Hour)
	w.online, w.seen = true, func() {
		w.seen = nil
		if _, err := w.Edit(t.Context(), Change{Caller: asAnn, Peer: toBob, ID: m.ID, SameText: true, At: at}); err != nil {
			t.Error(err)
		}
	}
	w.CameOnline(t.Context(), bob)
	w.run(t)
	wants(t, "now", w.lines(t, bob, toAnn))
	w.clock = at
	w.run(t)
	wants(t, "at the date", w.lines(t, bob, toAnn), "not now")
}

// TestSchedulingWakesTheSender, who may be waiting for something later.
func TestSchedulingWakesTheSender(t *testing.T) {
	w := newTimed(t)
	w.later(t, asAnn, bob, "soon", w.clock.Add(time.Minute))
	select {
	case <-w.wake:
	default:
		t.Error("nobody was woken")
	}
}

// TestScreenedWhenDue: what may not be said by then is not said.
func TestScreenedWhenDue(t *testing.T) {
	w := newTimed(t)
	w.later(t, asAnn, bob, "later", w.clock.Add(time.Hour))
	w.clock, w.world.screen = w.clock.Add(time.Hour), ErrWriteForbidden
	w.run(t)
	wants(t, "sent", w.lines(t, bob, toAnn))
	wants(t, "waiting", w.waiting(t, ann, toBob))
}

// TestRefusals: what is dropped when it is due, because it may not be sent, and what is tried again.
func TestRefusals(t *testing.T) {
	for err, want := range map[error]bool{
		ErrWriteForbidden: true, lamplight.ErrPeerInvalid: true, lamplight.FloodWait(5): true,
		&lamplight.Error{Kind: lamplight.NotAcceptable}: true, &lamplight.Error{Kind: lamplight.NotFound}: true,
		&lamplight.Error{Kind: lamplight.Unavailable}: false, &lamplight.Error{Kind: lamplight.Internal}: false,
		errors.New("anything else"): false,
	} {
		if got := refused(err); got != want {
			t.Errorf("%v: %v, want %v", err, got, want)
		}
	}
}
