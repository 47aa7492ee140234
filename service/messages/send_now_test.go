package messages

import (
	"context"
	"errors"
	"testing"
	"time"

	"lamplight"
	"lamplight/store"
)

// A dying store carries out so many writes more, and no other.
type dying struct {
	store.Store
	writes int
}

func (d *dying) Write(ctx context.Context, f func(store.Tx) error) error {
	if d.writes == 0 {
		return errFault
	}
	d.writes--
	return d.Store.Write(ctx, f)
}

// TestCrashWhileSendingNow: what is sent long before its date is sent once, wherever the server died, and its being sent is
// not forgotten by the time of that date.
func TestCrashWhileSendingNow(t *testing.T) {
	for name, date := range map[string]time.Time{
		"a date": time.Unix(1_800_000_000, 0).Add(300 * 24 * time.Hour), "when online": store.WhenOnline,
	} {
		t.Run(name+", before it was sent", func(t *testing.T) {
			w := newTimed(t)
			m := w.later(t, asAnn, bob, "now", date)
			w.store, w.policy = &dying{w.db, 1}, errNo
			if _, err := w.SendScheduled(t.Context(), asAnn, toBob, []lamplight.MessageID{m.ID}); !errors.Is(err, errNo) {
				t.Fatal(err)
			}
			w.store, w.policy = w.db, nil
			w.clock = w.clock.Add(takeAgain)
			w.run(t)
			wants(t, "sent", w.lines(t, bob, toAnn), "now")
		})
		t.Run(name+", before it was forgotten", func(t *testing.T) {
			w := newTimed(t)
			m := w.later(t, asAnn, bob, "now", date)
			w.store = &dying{w.db, 1}
			s, err := w.SendScheduled(t.Context(), asAnn, toBob, []lamplight.MessageID{m.ID})
			if err != nil || len(s.Events) != 2 {
				t.Fatal(s, err)
			}
			w.store = w.db
			if _, err := w.Delete(t.Context(), asAnn, []lamplight.MessageID{w.last(t, ann, bob).ID}, true); err != nil {
				t.Fatal(err)
			}
			for _, later := range []time.Duration{takeAgain, 400 * 24 * time.Hour} {
				w.clock = w.clock.Add(later)
				w.online = true
				w.CameOnline(t.Context(), bob)
				w.run(t)
				wants(t, "sent again", w.lines(t, bob, toAnn))
			}
		})
	}
}

// TestSendingNowGoesWrong: those after the one that failed wait on until their dates; that one is sent once, since nobody
// knows whether it was.
func TestSendingNowGoesWrong(t *testing.T) {
	w := newTimed(t)
	at := w.clock.Add(time.Hour)
	a, b := w.later(t, asAnn, bob, "a", at), w.later(t, asAnn, bob, "b", at)
	both := []lamplight.MessageID{a.ID, b.ID}
	w.policy = ErrWriteForbidden
	if _, err := w.SendScheduled(t.Context(), asAnn, toBob, both); !errors.Is(err, ErrWriteForbidden) {
		t.Fatal(err)
	}
	for _, m := range both {
		ms, err := w.Scheduled(t.Context(), ann, toBob, m)
		if err != nil || len(ms) != 1 || !ms[0].Sent.Equal(at) {
			t.Errorf("after a refusal %+v, %v", ms, err)
		}
	}
	w.policy = errNo
	if _, err := w.SendScheduled(t.Context(), asAnn, toBob, both); !errors.Is(err, errNo) {
		t.Fatal(err)
	}
	w.policy = nil
	wants(t, "waiting", w.waiting(t, ann, toBob), "b")
	w.clock = w.clock.Add(takeAgain)
	w.run(t)
	wants(t, "found out", w.lines(t, bob, toAnn), "a")
	w.clock = at
	w.run(t)
	wants(t, "at its date", w.lines(t, bob, toAnn), "a", "b")
}

// TestDamagedScheduled: what cannot be read any more is tried again and again, and holds up nobody else's.
func TestDamagedScheduled(t *testing.T) {
	w := newTimed(t)
	at := w.clock.Add(time.Hour)
	err := w.db.Write(t.Context(), func(tx store.Tx) error {
		for i := range sendBatch + 1 { // more than one portion
			if _, err := tx.AddScheduled(store.Scheduled{Owner: cid, Peer: toBob, Due: at, Random: int64(i + 1), Body: []byte("no message")}); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	w.later(t, asAnn, bob, "whole", at.Add(time.Second))
	w.clock = at.Add(time.Second)
	for range 2 {
		if _, err := w.sendDue(t.Context()); err == nil {
			t.Error("nobody learns of the damage")
		}
	}
	wants(t, "received", w.lines(t, bob, toAnn), "whole")
}
