package storetest

import (
	"slices"
	"testing"
	"time"

	"lamplight"
	"lamplight/store"
)

func testKeys(t *testing.T, s store.Store) {
	read := func(id lamplight.KeyID) lamplight.AuthKey {
		t.Helper()
		return get(t, s, func(tx store.Tx) (lamplight.AuthKey, error) { return tx.Key(id) })
	}
	gone := func(id lamplight.KeyID) {
		t.Helper()
		_, err := try(t.Context(), s, func(tx store.Tx) (lamplight.AuthKey, error) { return tx.Key(id) })
		fails(t, "key", err, store.ErrNotFound)
	}

	perm := key(t, s)
	same(t, "key", read(perm.ID), perm)
	err := s.Write(t.Context(), func(tx store.Tx) error { return tx.AddKey(perm) })
	fails(t, "adding it twice", err, store.ErrTaken)

	temp := lamplight.AuthKey{ID: lamplight.KeyID(newID()), Temp: true, Expires: at.Add(time.Hour), DC: 10001, Created: at}
	write(t, s, func(tx store.Tx) error { return tx.AddKey(temp) })
	same(t, "temporary key", read(temp.ID), temp)
	write(t, s, func(tx store.Tx) error { return tx.BindKey(temp.ID, perm.ID, at.Add(2*time.Hour)) })
	temp.Bound, temp.Expires = perm.ID, at.Add(2*time.Hour)
	same(t, "bound key", read(temp.ID), temp)
	same(t, "bound keys", get(t, s, func(tx store.Tx) ([]lamplight.KeyID, error) { return tx.BoundKeys(perm.ID) }),
		[]lamplight.KeyID{temp.ID})
	for _, pair := range [][2]lamplight.KeyID{{temp.ID, 5}, {5, perm.ID}, {perm.ID, perm.ID}, {temp.ID, temp.ID}} {
		err := s.Write(t.Context(), func(tx store.Tx) error { return tx.BindKey(pair[0], pair[1], at) })
		fails(t, "binding what does not exist", err, store.ErrNotFound)
	}

	write(t, s, func(tx store.Tx) error { return tx.SetKeyLayer(perm.ID, 198) })
	perm.Layer = 198
	same(t, "layer", read(perm.ID), perm)
	err = s.Write(t.Context(), func(tx store.Tx) error { return tx.SetKeyLayer(temp.ID, 198) })
	fails(t, "layer of a temporary key", err, store.ErrNotFound)

	d := session(t, s, user(t, s).ID, func(d *store.Session) { d.PasswordPending = true })
	if k := read(d.Key); k.User != 0 || k.Session != 0 {
		t.Errorf("signed in before the password: %+v", k)
	}
	d.PasswordPending = false
	write(t, s, func(tx store.Tx) error { return tx.UpdateSession(d) })
	if k := read(d.Key); k.User != d.User || k.Session != d.ID {
		t.Errorf("not signed in: %+v", k)
	}

	same(t, "not frozen", read(d.Key).Frozen, time.Time{})
	for _, until := range []time.Time{at.Add(time.Hour), {}} {
		write(t, s, func(tx store.Tx) error {
			u, err := tx.User(d.User)
			if err != nil {
				return err
			}
			u.Frozen, u.FrozenUntil = at, until
			return tx.UpdateUser(u)
		})
		if until.IsZero() {
			until = time.Date(9999, 12, 31, 23, 59, 59, 0, time.UTC) // for good
		}
		same(t, "frozen", read(d.Key).Frozen, until)
	}

	write(t, s, func(tx store.Tx) error { return tx.DeleteKey(perm.ID) })
	gone(perm.ID)
	gone(temp.ID)
	write(t, s, func(tx store.Tx) error { return tx.DeleteKey(perm.ID) })

	t.Run("expiry", func(t *testing.T) {
		unused := key(t, s)
		var went []lamplight.KeyID
		write(t, s, func(tx store.Tx) error {
			for range 3 {
				k := lamplight.AuthKey{ID: lamplight.KeyID(newID()), Temp: true, Expires: at.Add(time.Hour), Created: at}
				if err := tx.AddKey(k); err != nil {
					return err
				}
			}
			return nil
		})
		clean := func(now, unused time.Time, limit int) int {
			write(t, s, func(tx store.Tx) (err error) { went, err = tx.DeleteExpiredKeys(now, unused, limit); return err })
			return len(went)
		}
		same(t, "before it is time", clean(at.Add(time.Hour), at, 10), 0)
		same(t, "a part", clean(at.Add(2*time.Hour), at, 2), 2)
		same(t, "the rest", clean(at.Add(2*time.Hour), at, 10), 1)
		if clean(at, at.Add(time.Second), 1000) == 0 {
			t.Error("an unused key stayed")
		}
		if !slices.Contains(went, unused.ID) {
			t.Errorf("keys %v went, want %d among them", went, unused.ID)
		}
		gone(unused.ID)
		read(d.Key) // somebody is signed in with it
	})
}
