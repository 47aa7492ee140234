package storetest

import (
	"testing"
	"time"

	"lamplight/store"
)

func testPasswords(t *testing.T, s store.Store) {
	u := user(t, s)
	read := func() (store.Password, error) {
		return try(t.Context(), s, func(tx store.Tx) (store.Password, error) { return tx.Password(u.ID) })
	}
	_, err := read()
	fails(t, "none", err, store.ErrNotFound)
	p := store.Password{
		User: u.ID, Salt1: []byte{1}, Salt2: []byte{2, 0}, Verifier: []byte{3, 4}, Hint: "h", Email: "a@b.c", PendingEmail: "d@e.f",
		Changed: at, ResetAt: at.Add(1 * time.Hour), NoResetUntil: at.Add(2 * time.Hour),
	}
	write(t, s, func(tx store.Tx) error { return tx.PutPassword(p) })
	got, err := read()
	fails(t, "read", err, nil)
	same(t, "password", got, p)
	empty := store.Password{User: u.ID, Salt1: []byte{1}, Salt2: []byte{2}, Changed: at}
	write(t, s, func(tx store.Tx) error { return tx.PutPassword(empty) })
	got, _ = read()
	same(t, "password taken away", got, empty)
	write(t, s, func(tx store.Tx) error { return tx.DeletePassword(u.ID) })
	_, err = read()
	fails(t, "deleted", err, store.ErrNotFound)

	k := key(t, s)
	take := func(id int64) (x store.SRP, err error) {
		err = s.Write(t.Context(), func(tx store.Tx) (err error) { x, err = tx.TakeSRP(k.ID, id); return err })
		return x, err
	}
	first := store.SRP{ID: newID(), Key: k.ID, User: u.ID, B: []byte{9}, Created: at}
	second := store.SRP{ID: newID(), Key: k.ID, User: u.ID, B: []byte{8}, Created: at}
	write(t, s, func(tx store.Tx) error { return tx.PutSRP(first) })
	write(t, s, func(tx store.Tx) error { return tx.PutSRP(second) })
	_, err = take(first.ID)
	fails(t, "a replaced exchange", err, store.ErrNotFound)
	x, err := take(second.ID)
	fails(t, "take", err, nil)
	same(t, "exchange", x, second)
	_, err = take(second.ID)
	fails(t, "taking it twice", err, store.ErrNotFound)
	write(t, s, func(tx store.Tx) error { return tx.PutSRP(first) })
	write(t, s, func(tx store.Tx) error { return tx.DeleteSRPBefore(at.Add(time.Second)) })
	_, err = take(first.ID)
	fails(t, "an old exchange", err, store.ErrNotFound)
}
