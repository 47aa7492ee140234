package storetest

import (
	"bytes"
	"testing"

	"lamplight/store"
)

func testInstance(t *testing.T, s store.Store) {
	_, err := try(t.Context(), s, func(tx store.Tx) ([]byte, error) { return tx.Secret("a") })
	fails(t, "secret never made", err, store.ErrNotFound)
	var a, b []byte
	write(t, s, func(tx store.Tx) (err error) {
		if a, err = tx.Secret("a"); err != nil {
			return err
		}
		b, err = tx.Secret("b")
		return err
	})
	if len(a) != store.SecretSize || bytes.Equal(a, b) {
		t.Errorf("secrets have %d bytes and are equal: %v", len(a), bytes.Equal(a, b))
	}
	same(t, "secret read again", get(t, s, func(tx store.Tx) ([]byte, error) { return tx.Secret("a") }), a)
}
