package storetest

import (
	"slices"
	"testing"
	"time"

	"lamplight"
	"lamplight/store"
)

func testUsers(t *testing.T, s store.Store) {
	read := func(id lamplight.UserID) store.User {
		t.Helper()
		return get(t, s, func(tx store.Tx) (store.User, error) { return tx.User(id) })
	}
	u := store.User{
		ID: lamplight.MaxUserID, Phone: "4915", FirstName: "Ann", LastName: "Lee", About: "hi", Created: at, LastSeen: at,
		Frozen: at, FrozenUntil: at.Add(time.Hour), FrozenFor: "spam", TTLDays: 365, DeleteAfter: at.Add(time.Minute),
	}
	write(t, s, func(tx store.Tx) error { return tx.AddUser(u) })
	same(t, "user", read(u.ID), u)
	same(t, "by phone", get(t, s, func(tx store.Tx) (store.User, error) { return tx.UserByPhone("4915") }), u)

	for name, other := range map[string]store.User{
		"id":    {ID: u.ID, Phone: "4916", Created: at, TTLDays: 365},
		"phone": {ID: 5, Phone: u.Phone, Created: at, TTLDays: 365},
	} {
		write(t, s, func(tx store.Tx) error {
			fails(t, "same "+name, tx.AddUser(other), store.ErrTaken)
			_, err := tx.User(u.ID) // the transaction goes on
			return err
		})
	}

	u.Phone, u.FirstName, u.LastName, u.About, u.TTLDays = "4917", "B", "C", "D", 30
	u.Frozen, u.FrozenUntil, u.FrozenFor, u.DeleteAfter = time.Time{}, time.Time{}, "", time.Time{}
	write(t, s, func(tx store.Tx) error { return tx.UpdateUser(u) })
	same(t, "changed user", read(u.ID), u)
	v := user(t, s)
	err := s.Write(t.Context(), func(tx store.Tx) error { v := v; v.Phone = u.Phone; return tx.UpdateUser(v) })
	fails(t, "taking a phone", err, store.ErrTaken)
	err = s.Write(t.Context(), func(tx store.Tx) error { return tx.UpdateUser(store.User{ID: 6, Phone: "6", TTLDays: 9}) })
	fails(t, "changing nobody", err, store.ErrNotFound)

	write(t, s, func(tx store.Tx) error { return tx.SetLastSeen(u.ID, at.Add(-time.Hour)) })
	same(t, "last seen does not go back", read(u.ID).LastSeen, at)
	write(t, s, func(tx store.Tx) error { return tx.SetLastSeen(u.ID, at.Add(time.Hour)) })
	same(t, "last seen", read(u.ID).LastSeen, at.Add(time.Hour))

	many := get(t, s, func(tx store.Tx) ([]store.User, error) {
		return tx.UsersByID([]lamplight.UserID{v.ID, u.ID, 5, v.ID})
	})
	same(t, "users by id", len(many), 2)
	none := get(t, s, func(tx store.Tx) ([]store.User, error) { return tx.UsersByID(nil) })
	same(t, "users by no id", len(none), 0)

	list := get(t, s, func(tx store.Tx) ([]store.User, error) { return tx.ListUsers(v.ID-1, 1) })
	same(t, "a page", list, []store.User{v})

	t.Run("who is to be deleted", func(t *testing.T) {
		ids := func(at time.Time) []lamplight.UserID {
			return get(t, s, func(tx store.Tx) ([]lamplight.UserID, error) { return tx.UsersToDelete(at, 1000) })
		}
		seen := at.Add(time.Hour).AddDate(0, 0, 30) // u: last seen, and its TTL
		if slices.Contains(ids(seen.Add(-time.Second)), u.ID) || !slices.Contains(ids(seen), u.ID) {
			t.Error("the TTL does not count from when somebody was last seen")
		}
		w := user(t, s)
		w.DeleteAfter = at.Add(time.Hour)
		write(t, s, func(tx store.Tx) error { return tx.UpdateUser(w) })
		if slices.Contains(ids(at), w.ID) || !slices.Contains(ids(at.Add(time.Hour)), w.ID) {
			t.Error("DeleteAfter does not count")
		}
		before := get(t, s, store.Tx.CountUsers)
		w.Phone, w.FirstName, w.Deleted = "", "", at
		write(t, s, func(tx store.Tx) error { return tx.UpdateUser(w) })
		same(t, "users", get(t, s, store.Tx.CountUsers), before-1)
		if slices.Contains(ids(at.Add(time.Hour)), w.ID) {
			t.Error("a deleted account is to be deleted")
		}
		same(t, "deleted user", read(w.ID), w)
		_, err := try(t.Context(), s, func(tx store.Tx) (store.User, error) { return tx.UserByPhone("") })
		fails(t, "phone of the deleted", err, store.ErrNotFound)
	})
}
