package messages

import (
	"errors"
	"testing"
	"time"

	"lamplight"
	"lamplight/store"
)

// take has a node take what is due, as if it were slow to send it.
func (w *timed) take(t testing.TB) []store.Scheduled {
	t.Helper()
	var rows []store.Scheduled
	err := w.db.Write(t.Context(), func(tx store.Tx) (err error) {
		if rows, err = tx.DueScheduled(w.clock, w.clock, 9); err != nil {
			return err
		}
		return take(tx, rows, w.clock)
	})
	if err != nil {
		t.Fatal(err)
	}
	return rows
}

// TestTakenIsNobodysToChange: what is being sent goes out as it was when it was taken, however its owner races with that.
func TestTakenIsNobodysToChange(t *testing.T) {
	w := newTimed(t)
	at := w.clock.Add(time.Hour)
	m := w.later(t, asAnn, bob, "as it was", at)
	w.clock = at
	if rows := w.take(t); len(rows) != 1 {
		t.Fatal(rows)
	}
	if _, err := w.Edit(t.Context(), Change{Caller: asAnn, Peer: toBob, ID: m.ID, Text: "otherwise", At: at.Add(time.Hour)}); !errors.Is(err, lamplight.ErrMessageInvalid) {
		t.Errorf("edit: %v", err)
	}
	if _, err := w.SendScheduled(t.Context(), asAnn, toBob, []lamplight.MessageID{m.ID}); !errors.Is(err, lamplight.ErrMessageInvalid) {
		t.Errorf("send now: %v", err)
	}
	if r, err := w.DeleteScheduled(t.Context(), asAnn, toBob, []lamplight.MessageID{m.ID}); err != nil || len(r.Events) != 0 {
		t.Errorf("drop: %+v, %v", r.Events, err)
	}
	wants(t, "meanwhile", w.lines(t, bob, toAnn))
	w.clock = w.clock.Add(takeAgain)
	w.run(t)
	wants(t, "sent", w.lines(t, bob, toAnn), "as it was")
}

// TestScheduledOfAnotherConversation: an id is its owner's, but only where it waits.
func TestScheduledOfAnotherConversation(t *testing.T) {
	w := newTimed(t)
	at := w.clock.Add(time.Hour)
	m := w.later(t, asAnn, bob, "to bob", at)
	toCid := lamplight.UserPeer(cid)
	if _, err := w.Edit(t.Context(), Change{Caller: asAnn, Peer: toCid, ID: m.ID, Text: "to cid", At: at}); !errors.Is(err, lamplight.ErrMessageInvalid) {
		t.Errorf("edit: %v", err)
	}
	if _, err := w.SendScheduled(t.Context(), asAnn, toCid, []lamplight.MessageID{m.ID}); !errors.Is(err, lamplight.ErrMessageInvalid) {
		t.Errorf("send now: %v", err)
	}
	wants(t, "waiting", w.waiting(t, ann, toBob), "to bob")
}
