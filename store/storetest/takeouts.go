package storetest

import (
	"testing"
	"time"

	"lamplight/store"
)

func testTakeouts(t *testing.T, s store.Store) {
	u := user(t, s)
	d := session(t, s, u.ID, nil)
	read := func(id int64) (store.Takeout, error) {
		return try(t.Context(), s, func(tx store.Tx) (store.Takeout, error) { return tx.Takeout(id) })
	}
	o := store.Takeout{
		ID: newID(), User: u.ID, Session: d.ID, Contacts: true, Chats: true, Files: true, FileMaxSize: 1 << 33, Created: at, Expires: at,
	}
	write(t, s, func(tx store.Tx) error { return tx.PutTakeout(o) })
	got, err := read(o.ID)
	fails(t, "read", err, nil)
	same(t, "takeout", got, o)
	old := o.ID
	o.ID = newID()
	o.Contacts, o.Users, o.Megagroups, o.Channels = false, true, true, true
	write(t, s, func(tx store.Tx) error { return tx.PutTakeout(o) })
	_, err = read(old)
	fails(t, "replaced takeout", err, store.ErrNotFound)
	same(t, "of a session", get(t, s, func(tx store.Tx) (store.Takeout, error) { return tx.TakeoutOf(d.ID) }), o)
	write(t, s, func(tx store.Tx) error { return tx.DeleteExpiredTakeouts(at) })
	if _, err := read(o.ID); err != nil {
		t.Error(err)
	}
	write(t, s, func(tx store.Tx) error { return tx.DeleteExpiredTakeouts(at.Add(time.Second)) })
	_, err = read(o.ID)
	fails(t, "expired takeout", err, store.ErrNotFound)
	write(t, s, func(tx store.Tx) error {
		if err := tx.PutTakeout(o); err != nil {
			return err
		}
		return tx.DeleteSession(d.ID)
	})
	_, err = read(o.ID)
	fails(t, "takeout of an ended session", err, store.ErrNotFound)
}
