package storetest

import (
	"testing"
	"time"

	"lamplight"
	"lamplight/store"
)

func testLoginTokens(t *testing.T, s store.Store) {
	k := key(t, s)
	take := func(hash []byte) (l store.LoginToken, err error) {
		err = s.Write(t.Context(), func(tx store.Tx) (err error) { l, err = tx.TakeLoginToken(hash); return err })
		return l, err
	}
	l := store.LoginToken{
		Hash: []byte{1}, Key: k.ID, Expires: at, Except: []lamplight.UserID{5, 1 << 39},
		Session: store.Session{Key: k.ID, APIID: 6, Device: "D", System: "S", App: "A", Lang: "en", Address: "192.0.2.1"},
	}
	write(t, s, func(tx store.Tx) error { return tx.PutLoginToken(l) })
	l.Hash, l.Except = []byte{2}, nil
	write(t, s, func(tx store.Tx) error { return tx.PutLoginToken(l) })
	_, err := take([]byte{1})
	fails(t, "a replaced token", err, store.ErrNotFound)
	got, err := take(l.Hash)
	fails(t, "take", err, nil)
	same(t, "token", got, l)
	_, err = take(l.Hash)
	fails(t, "taking it twice", err, store.ErrNotFound)

	u := user(t, s)
	takeOut := func(hash []byte) (l store.LogoutToken, err error) {
		err = s.Write(t.Context(), func(tx store.Tx) (err error) { l, err = tx.TakeLogoutToken(hash); return err })
		return l, err
	}
	o := store.LogoutToken{Hash: []byte{3}, User: u.ID, Expires: at}
	write(t, s, func(tx store.Tx) error { return tx.PutLogoutToken(o) })
	write(t, s, func(tx store.Tx) error { return tx.DeleteExpiredTokens(at) })
	gotOut, err := takeOut(o.Hash)
	fails(t, "take", err, nil)
	same(t, "logout token", gotOut, o)
	write(t, s, func(tx store.Tx) error { return tx.PutLogoutToken(o) })
	write(t, s, func(tx store.Tx) error { return tx.DeleteTokensOf(u.ID) })
	_, err = takeOut(o.Hash)
	fails(t, "logout token of the deleted", err, store.ErrNotFound)
	write(t, s, func(tx store.Tx) error {
		if err := tx.PutLogoutToken(o); err != nil {
			return err
		}
		if err := tx.PutLoginToken(l); err != nil {
			return err
		}
		return tx.DeleteExpiredTokens(at.Add(time.Second))
	})
	_, err = takeOut(o.Hash)
	fails(t, "expired logout token", err, store.ErrNotFound)
	_, err = take(l.Hash)
	fails(t, "expired token", err, store.ErrNotFound)
}
