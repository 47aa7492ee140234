package storetest

import (
	"testing"
	"time"

	"lamplight"
	"lamplight/store"
)

func testScheduled(t *testing.T, s store.Store) {
	ann, ben := lamplight.UserID(newID()), lamplight.UserID(newID())
	toBen, toAnn := lamplight.UserPeer(ben), lamplight.UserPeer(ann)
	add := func(m store.Scheduled) store.Scheduled {
		t.Helper()
		m.Body = []byte("what is sent")
		write(t, s, func(tx store.Tx) (err error) { m.ID, err = tx.AddScheduled(m); return err })
		return m
	}
	one := func(owner lamplight.UserID, id lamplight.MessageID) (store.Scheduled, error) {
		return try(t.Context(), s, func(tx store.Tx) (store.Scheduled, error) { return tx.Scheduled(owner, id) })
	}
	next := func() (time.Time, error) {
		return try(t.Context(), s, func(tx store.Tx) (time.Time, error) { return tx.NextScheduled() })
	}
	_, err := next()
	fails(t, "nothing waits", err, store.ErrNotFound)

	late := add(store.Scheduled{Owner: ann, Peer: toBen, Due: at.Add(time.Hour), Random: 1})
	soon := add(store.Scheduled{Owner: ann, Peer: toBen, Due: at.Add(time.Minute), Random: 2})
	self := add(store.Scheduled{Owner: ann, Peer: toAnn, Due: at.Add(time.Minute), Random: 3})
	online := add(store.Scheduled{Owner: ann, Peer: toBen, Due: store.WhenOnline, Random: 4})
	other := add(store.Scheduled{Owner: ben, Peer: toAnn, Due: at.Add(2 * time.Hour), Random: 1})
	same(t, "ids", []lamplight.MessageID{late.ID, soon.ID, self.ID, online.ID, other.ID}, []lamplight.MessageID{1, 2, 3, 4, 1})
	err = s.Write(t.Context(), func(tx store.Tx) error {
		_, err := tx.AddScheduled(store.Scheduled{Owner: ann, Peer: toBen, Due: at, Random: 1})
		return err
	})
	fails(t, "a random number twice", err, store.ErrTaken)

	got, err := one(ann, soon.ID)
	fails(t, "read", err, nil)
	same(t, "read", got, soon)
	_, err = one(ann, 99)
	fails(t, "of no id", err, store.ErrNotFound)
	same(t, "by number", get(t, s, func(tx store.Tx) (store.Scheduled, error) { return tx.ScheduledAs(ann, 4) }), online)
	_, err = try(t.Context(), s, func(tx store.Tx) (store.Scheduled, error) { return tx.ScheduledAs(ben, 4) })
	fails(t, "by another's number", err, store.ErrNotFound)
	to := func(p lamplight.Peer) []store.Scheduled {
		return get(t, s, func(tx store.Tx) ([]store.Scheduled, error) { return tx.ScheduledTo(ann, p) })
	}
	same(t, "to ben", to(toBen), []store.Scheduled{online, late, soon})
	due := func(now, taken time.Time, limit int) []store.Scheduled {
		return get(t, s, func(tx store.Tx) ([]store.Scheduled, error) { return tx.DueScheduled(now, taken, limit) })
	}
	same(t, "due before", len(due(at.Add(59*time.Second), at, 9)), 0)
	same(t, "due", due(at.Add(time.Minute), at, 9), []store.Scheduled{soon, self})
	same(t, "due later", due(at.Add(24*time.Hour), at, 9), []store.Scheduled{soon, self, late, other})
	same(t, "due, the first", due(at.Add(24*time.Hour), at, 1), []store.Scheduled{soon})
	first, err := next()
	fails(t, "next", err, nil)
	same(t, "next", first, soon.Due)

	// What is taken is not shown or counted, and is due again after a while.
	counts := func() [2]int {
		return get(t, s, func(tx store.Tx) (n [2]int, err error) {
			n[0], n[1], err = tx.CountScheduled(ann, toBen)
			return n, err
		})
	}
	same(t, "count", counts(), [2]int{3, 4})
	soon.Taken, soon.Body = at.Add(2*time.Minute), []byte("other words")
	write(t, s, func(tx store.Tx) error { return tx.UpdateScheduled(soon) })
	got, _ = one(ann, soon.ID)
	same(t, "taken", got, soon)
	same(t, "count without what is taken", counts(), [2]int{2, 3})
	same(t, "to ben without what is taken", to(toBen), []store.Scheduled{online, late})
	same(t, "due without what is taken", due(at.Add(time.Minute), soon.Taken.Add(-time.Second), 9), []store.Scheduled{self})
	same(t, "due with what was taken", due(at.Add(time.Minute), soon.Taken, 9), []store.Scheduled{soon, self})
	write(t, s, func(tx store.Tx) error { return tx.DeleteScheduled(ann, self.ID) })
	first, _ = next()
	same(t, "next that is not taken", first, late.Due)
	fails(t, "change of what is gone", s.Write(t.Context(), func(tx store.Tx) error { return tx.UpdateScheduled(self) }), store.ErrNotFound)

	waiting := func(p lamplight.Peer) []store.Scheduled {
		return get(t, s, func(tx store.Tx) ([]store.Scheduled, error) { return tx.ScheduledForOnline(p, 9) })
	}
	same(t, "for ben", waiting(toBen), []store.Scheduled{online})
	same(t, "for ann", len(waiting(toAnn)), 0)
	online.Taken = at
	write(t, s, func(tx store.Tx) error { return tx.UpdateScheduled(online) })
	same(t, "for ben, once it is taken", len(waiting(toBen)), 0)
	online.Taken = time.Time{}
	write(t, s, func(tx store.Tx) error { return tx.UpdateScheduled(online) })
	same(t, "for ben, given back", waiting(toBen), []store.Scheduled{online})

	// An id is not given again while others are free.
	write(t, s, func(tx store.Tx) error { return tx.DeleteScheduled(ann, online.ID) })
	same(t, "next id", add(store.Scheduled{Owner: ann, Peer: toBen, Due: store.WhenOnline, Random: 5}).ID, lamplight.MessageID(5))

	write(t, s, func(tx store.Tx) error { return tx.DeleteScheduledOf(ben) })
	same(t, "to ben, who is gone", len(to(toBen)), 0)
	_, err = one(ben, other.ID)
	fails(t, "of ben, who is gone", err, store.ErrNotFound)
	same(t, "first id of an account that begins anew", add(store.Scheduled{Owner: ben, Peer: toAnn, Due: at, Random: 1}).ID, lamplight.MessageID(1))
	write(t, s, func(tx store.Tx) error { return tx.DeleteScheduledOf(ann) })
	same(t, "nothing is left", len(due(at.Add(1000*time.Hour), at.Add(1000*time.Hour), 9)), 0)
}
