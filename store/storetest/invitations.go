package storetest

import (
	"testing"

	"lamplight/store"
)

func testInvitations(t *testing.T, s store.Store) {
	read := func(phone string) (store.Invitation, error) {
		return try(t.Context(), s, func(tx store.Tx) (store.Invitation, error) { return tx.Invitation(phone) })
	}
	a := store.Invitation{Phone: "491", Note: "n", Email: "a@b.c", Created: at}
	b := store.Invitation{Phone: "492", Created: at}
	write(t, s, func(tx store.Tx) error {
		if err := tx.PutInvitation(b); err != nil {
			return err
		}
		return tx.PutInvitation(store.Invitation{Phone: "491", Created: at})
	})
	write(t, s, func(tx store.Tx) error { return tx.PutInvitation(a) })
	got, err := read("491")
	fails(t, "read", err, nil)
	same(t, "invitation", got, a)
	list := func(after string, n int) []store.Invitation {
		return get(t, s, func(tx store.Tx) ([]store.Invitation, error) { return tx.ListInvitations(after, n) })
	}
	same(t, "all", list("", 10), []store.Invitation{a, b})
	same(t, "a page", list("491", 1), []store.Invitation{b})
	write(t, s, func(tx store.Tx) error { return tx.DeleteInvitation("491") })
	_, err = read("491")
	fails(t, "deleted invitation", err, store.ErrNotFound)
}
