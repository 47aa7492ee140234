package storetest

import (
	"testing"
	"time"

	"lamplight"
	"lamplight/store"
)

func testCodes(t *testing.T, s store.Store) {
	read := func(handle string) (store.Code, error) {
		return try(t.Context(), s, func(tx store.Tx) (store.Code, error) { return tx.Code(handle) })
	}
	c := store.Code{
		Handle: "h1", Kind: store.CodeSignIn, Phone: "4915", Key: -7, User: 9, Hash: []byte{1, 2}, Attempts: 1, Sent: 2, Via: "log",
		Created: at, Expires: at.Add(time.Minute), Resend: at.Add(time.Second),
	}
	write(t, s, func(tx store.Tx) error { return tx.PutCode(c) })
	got, err := read("h1")
	fails(t, "read", err, nil)
	same(t, "code", got, c)
	c.Attempts, c.Hash, c.Kind = 2, []byte{3}, store.CodeSignInApplied
	write(t, s, func(tx store.Tx) error { return tx.PutCode(c) })
	got, _ = read("h1")
	same(t, "changed code", got, c)

	later := c
	later.Handle, later.Created = "h2", at.Add(time.Second)
	write(t, s, func(tx store.Tx) error { return tx.PutCode(later) })
	of := func(k store.CodeKind, key lamplight.KeyID, u lamplight.UserID, phone string) (store.Code, error) {
		return try(t.Context(), s, func(tx store.Tx) (store.Code, error) { return tx.CodeOf(k, key, u, phone) })
	}
	got, _ = of(c.Kind, c.Key, 0, c.Phone)
	same(t, "last code of a key", got, later)
	got, _ = of(c.Kind, 0, c.User, c.Phone)
	same(t, "last code of an account", got, later)
	all := get(t, s, func(tx store.Tx) ([]store.Code, error) { return tx.CodesOf(c.Kind, c.User) })
	same(t, "codes of an account", all, []store.Code{later, c})
	none := get(t, s, func(tx store.Tx) ([]store.Code, error) { return tx.CodesOf(c.Kind, 0) })
	same(t, "codes of nobody", len(none), 0)
	_, err = of(store.CodeEmail, c.Key, 0, c.Phone)
	fails(t, "of another kind", err, store.ErrNotFound)

	write(t, s, func(tx store.Tx) error { return tx.DeleteExpiredCodes(at.Add(time.Minute)) })
	if _, err = read("h1"); err != nil {
		t.Errorf("gone before its time: %v", err)
	}
	write(t, s, func(tx store.Tx) error { return tx.DeleteCode("h1") })
	_, err = read("h1")
	fails(t, "deleted code", err, store.ErrNotFound)
	write(t, s, func(tx store.Tx) error { return tx.DeleteCodesOf(0) }) // nobody's
	if _, err = read("h2"); err != nil {
		t.Error(err)
	}
	write(t, s, func(tx store.Tx) error { return tx.DeleteCodesOf(c.User) })
	_, err = read("h2")
	fails(t, "code of a deleted account", err, store.ErrNotFound)
	write(t, s, func(tx store.Tx) error {
		if err := tx.PutCode(c); err != nil {
			return err
		}
		return tx.DeleteExpiredCodes(at.Add(time.Hour))
	})
	_, err = read("h1")
	fails(t, "expired code", err, store.ErrNotFound)
}
