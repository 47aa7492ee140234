package storetest

import (
	"bytes"
	"testing"

	"lamplight"
	"lamplight/store"
)

func testSettings(t *testing.T, s store.Store) {
	u := user(t, s)
	read := func(name string) ([]byte, error) {
		return try(t.Context(), s, func(tx store.Tx) ([]byte, error) { return tx.Setting(u.ID, name) })
	}
	put := func(name string, v []byte) error {
		return s.Write(t.Context(), func(tx store.Tx) error { return tx.PutSetting(u.ID, name, v) })
	}
	_, err := read("a")
	fails(t, "never set", err, store.ErrNotFound)
	for _, v := range [][]byte{{1}, {0, 0xff}, {}, bytes.Repeat([]byte{7}, store.MaxSetting)} {
		fails(t, "put", put("a", v), nil)
		got, err := read("a")
		fails(t, "read", err, nil)
		if !bytes.Equal(got, v) {
			t.Errorf("setting has %d bytes, want %d", len(got), len(v))
		}
	}
	if put("a", make([]byte, store.MaxSetting+1)) == nil {
		t.Error("a setting that is too large went through")
	}
	fails(t, "put", put("b", nil), nil)
	t.Run("of several", func(t *testing.T) {
		v, w := user(t, s), user(t, s)
		write(t, s, func(tx store.Tx) error {
			if err := tx.PutSetting(u.ID, "c", []byte("u")); err != nil {
				return err
			}
			if err := tx.PutSetting(v.ID, "c", []byte("v")); err != nil {
				return err
			}
			return tx.PutSetting(w.ID, "d", []byte("w"))
		})
		named := get(t, s, func(tx store.Tx) (map[lamplight.UserID][]byte, error) {
			return tx.SettingsNamed("c", []lamplight.UserID{u.ID, w.ID, v.ID, 1})
		})
		same(t, "named", named, map[lamplight.UserID][]byte{u.ID: []byte("u"), v.ID: []byte("v")})
		named = get(t, s, func(tx store.Tx) (map[lamplight.UserID][]byte, error) { return tx.SettingsNamed("c", nil) })
		same(t, "of nobody", len(named), 0)
	})
	write(t, s, func(tx store.Tx) error { return tx.DeleteSetting(u.ID, "a") })
	_, err = read("a")
	fails(t, "deleted", err, store.ErrNotFound)
	write(t, s, func(tx store.Tx) error { return tx.DeleteSettingsOf(u.ID) })
	_, err = read("b")
	fails(t, "of the deleted", err, store.ErrNotFound)
}
