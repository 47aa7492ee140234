package messages

import (
	"testing"
	"time"

	"lamplight"
	"lamplight/store"
)

// TestScheduledInGroupsAndChannels has messages wait for a group, a supergroup and a channel, each in a queue of its own, and
// go when they are due to whoever is there then.
func TestScheduledInGroupsAndChannels(t *testing.T) {
	for _, peer := range []lamplight.Peer{inGroup, inSuper, inChannel} {
		w := newTimed(t)
		f := w.social()
		at := w.clock.Add(time.Hour).Truncate(time.Second)
		d := Draft{Caller: asAnn, To: peer, Text: "later", Random: 5, At: at}
		s, err := w.Send(t.Context(), d)
		check(t, err, nil)
		if len(s.Events) != 1 || s.Events[0].Kind != lamplight.EventScheduled || !s.Events[0].Message.Out || s.Events[0].Box != lamplight.AccountBox(ann) {
			t.Fatalf("%v: %+v", peer, s.Events)
		}
		if waits, err := w.Scheduled(t.Context(), ann, peer); err != nil || len(waits) != 1 || !waits[0].Out {
			t.Errorf("%v: waits %+v, %v", peer, waits, err)
		}
		if got := w.words(t, bob, peer); got != "" {
			t.Errorf("%v: bob sees %q", peer, got)
		}
		d.At = store.WhenOnline
		d.Random = 6
		_, err = w.Send(t.Context(), d)
		check(t, err, ErrScheduleDate)
		f.all[peer].in = []lamplight.UserID{ann, bob} // cid left meanwhile
		w.clock = at.Add(time.Second)
		w.hints = nil
		if _, err := w.sendDue(t.Context()); err != nil {
			t.Fatal(err)
		}
		ms := w.world.seen(t, bob, peer)
		if len(ms) != 1 || ms[0].Text != "later" || ms[0].Wrote() != ann || ms[0].Out {
			t.Fatalf("%v: bob sees %+v", peer, ms)
		}
		if peer == inGroup && w.words(t, cid, peer) != "" {
			t.Errorf("cid sees %q", w.words(t, cid, peer))
		}
		gone := 0
		for _, h := range w.hints {
			for _, e := range h.Events {
				if e.Kind == lamplight.EventUnscheduled && e.Box == lamplight.AccountBox(ann) {
					gone++
				}
			}
		}
		if gone != 1 {
			t.Errorf("%v: ann was told %d times that it waits no longer", peer, gone)
		}
		// The same call again, its answer having been lost, sends nothing.
		if s, err = w.Send(t.Context(), Draft{Caller: asAnn, To: peer, Text: "later", Random: 5, At: at}); err != nil || s.Message.Text != "later" {
			t.Errorf("%v: again: %+v, %v", peer, s.Message, err)
		}
		if ms := w.world.seen(t, bob, peer); len(ms) != 1 {
			t.Errorf("%v: bob sees it %d times", peer, len(ms))
		}
	}
}

func TestScheduledPostWaitsForNobodyWhoMayNot(t *testing.T) {
	w := newTimed(t)
	f := w.social()
	at := w.clock.Add(time.Hour).Truncate(time.Second)
	_, err := w.Send(t.Context(), Draft{Caller: asAnn, To: inChannel, Text: "later", Random: 5, At: at})
	check(t, err, nil)
	f.all[inChannel].may[ann] = 0 // she leads no more
	w.clock = at.Add(time.Second)
	if _, err := w.sendDue(t.Context()); err != nil {
		t.Fatal(err)
	}
	if got := w.words(t, bob, inChannel); got != "" {
		t.Errorf("bob sees %q", got)
	}
	if waits, err := w.Scheduled(t.Context(), ann, inChannel); err != nil || len(waits) != 0 {
		t.Errorf("waits still: %v, %v", waits, err)
	}
}

// What waited to go as the group never goes under the name of who wrote it: they lost the right meanwhile.
func TestScheduledUnnamedIsNeverNamed(t *testing.T) {
	w := newTimed(t)
	f := w.social()
	f.all[inSuper].may[bob] = lamplight.AdminAnonymous | lamplight.AdminOther
	at := w.clock.Add(time.Hour).Truncate(time.Second)
	for i, u := range []Caller{asBob, asCid} {
		_, err := w.Send(t.Context(), Draft{Caller: u, To: inSuper, Text: "later", Random: int64(5 + i), At: at})
		check(t, err, nil)
	}
	f.all[inSuper].may[bob] = 0
	f.all[inSuper].may[cid] = lamplight.AdminAnonymous | lamplight.AdminOther
	f.all[inSuper].ttl = 3600
	w.clock = at.Add(time.Second)
	if _, err := w.sendDue(t.Context()); err != nil {
		t.Fatal(err)
	}
	ms := w.world.seen(t, ann, inSuper)
	if len(ms) != 1 || ms[0].From != inSuper || ms[0].Sender != cid || ms[0].TTL != 3600 {
		t.Errorf("ann sees %+v", ms)
	}
	if waits, err := w.Scheduled(t.Context(), bob, inSuper); err != nil || len(waits) != 0 {
		t.Errorf("waits still: %v, %v", waits, err)
	}
}
