package storetest

import (
	"slices"
	"testing"
	"time"

	"lamplight"
	"lamplight/store"
)

func testSessions(t *testing.T, s store.Store) {
	u := user(t, s)
	old := session(t, s, u.ID, nil)
	d := session(t, s, u.ID, func(d *store.Session) {
		d.Created, d.Unconfirmed, d.NoCalls, d.NoSecret = at.Add(time.Minute), true, true, true
	})
	list := func() []store.Session {
		return get(t, s, func(tx store.Tx) ([]store.Session, error) { return tx.SessionsOf(u.ID) })
	}
	same(t, "sessions", list(), []store.Session{d, old})
	same(t, "session", get(t, s, func(tx store.Tx) (store.Session, error) { return tx.Session(d.ID) }), d)
	same(t, "session of a key", get(t, s, func(tx store.Tx) (store.Session, error) { return tx.SessionOfKey(old.Key) }), old)

	write(t, s, func(tx store.Tx) error {
		twice := old
		twice.ID++
		fails(t, "a second session of a key", tx.AddSession(twice), store.ErrTaken)
		return nil
	})
	d.Device, d.System, d.App, d.Lang, d.Address, d.APIID = "P", "S", "A", "de", "2001:db8::1", 7
	d.Active, d.Unconfirmed, d.NoCalls, d.NoSecret = at.Add(time.Hour), false, false, false
	write(t, s, func(tx store.Tx) error { return tx.UpdateSession(d) })
	same(t, "changed session", list()[0], d)

	odd := d
	odd.Device, d.Device = "P\x00h\xffone", "P\uFFFDh\uFFFDone"
	write(t, s, func(tx store.Tx) error { return tx.UpdateSession(odd) })
	same(t, "session with what is no text", list()[0], d)

	t.Run("idle", func(t *testing.T) {
		idle := func(at, pending time.Time) []lamplight.SessionID {
			all := get(t, s, func(tx store.Tx) ([]store.Session, error) { return tx.IdleSessions(at, pending, 1000) })
			var ids []lamplight.SessionID
			for _, s := range all {
				ids = append(ids, s.ID)
			}
			return ids
		}
		same(t, "days", get(t, s, func(tx store.Tx) (int, error) { return tx.SessionTTL(u.ID) }), store.DefaultSessionTTL)
		write(t, s, func(tx store.Tx) error { return tx.SetSessionTTL(u.ID, 7) })
		same(t, "days", get(t, s, func(tx store.Tx) (int, error) { return tx.SessionTTL(u.ID) }), 7)
		week := at.AddDate(0, 0, 7)
		if slices.Contains(idle(week.Add(-time.Second), at), old.ID) || !slices.Contains(idle(week, at), old.ID) {
			t.Error("a session does not end when it was unused for its account's days")
		}
		p := session(t, s, u.ID, func(d *store.Session) { d.PasswordPending = true })
		if slices.Contains(idle(at, at), p.ID) || !slices.Contains(idle(at, at.Add(time.Second)), p.ID) {
			t.Error("a session that waits for a password waits for ever")
		}
	})

	write(t, s, func(tx store.Tx) error { return tx.DeleteSession(old.ID) })
	_, err := try(t.Context(), s, func(tx store.Tx) (store.Session, error) { return tx.Session(old.ID) })
	fails(t, "deleted session", err, store.ErrNotFound)
	get(t, s, func(tx store.Tx) (lamplight.AuthKey, error) { return tx.Key(old.Key) }) // the key stays
	write(t, s, func(tx store.Tx) error { return tx.DeleteKey(d.Key) })
	_, err = try(t.Context(), s, func(tx store.Tx) (store.Session, error) { return tx.Session(d.ID) })
	fails(t, "session of a deleted key", err, store.ErrNotFound)
}
