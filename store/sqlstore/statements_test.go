package sqlstore

import (
	"errors"
	"fmt"
	"path/filepath"
	"testing"

	"lamplight/store"
)

// TestStatementsAreKept reads the same twice, as it is and then prepared, on several connections, and more different
// statements than are kept.
func TestStatementsAreKept(t *testing.T) {
	s, err := Open(t.Context(), "sqlite:"+filepath.Join(t.TempDir(), "store.db"), Options{Key: make([]byte, KeySize)})
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	d := s.driver.(*sqliteDriver)
	for i := range 3 {
		err := s.Write(t.Context(), func(tx store.Tx) error {
			if err := tx.AddUser(store.User{ID: 5, Phone: "5", TTLDays: 365}); err != nil {
				return err
			}
			if u, err := tx.User(5); err != nil || u.ID != 5 {
				return fmt.Errorf("time %d: %+v, %w", i, u, err)
			}
			return store.ErrTaken // take it back
		})
		if !errors.Is(err, store.ErrTaken) {
			t.Fatal(err)
		}
		err = s.Read(t.Context(), func(store.Tx) error { // on another connection
			return s.Read(t.Context(), func(tx store.Tx) error {
				_, err := tx.User(5)
				return err
			})
		})
		if !errors.Is(err, store.ErrNotFound) {
			t.Fatal(err)
		}
	}
	kept := 0
	for _, st := range d.reads.known {
		if st != nil {
			kept++
		}
	}
	if kept == 0 || len(d.writes.known) < 2 {
		t.Errorf("%d statements that read are kept, and %d that write", kept, len(d.writes.known))
	}
	for i := range 2 * maxStatements {
		d.reads.of(fmt.Sprintf("SELECT %d", i))
	}
	d.reads.prepare(t.Context())
	if n := len(d.reads.known); n != maxStatements {
		t.Errorf("%d statements are kept, want %d", n, maxStatements)
	}
	if d.reads.of("SELECT") != nil {
		t.Error("what is no statement is kept")
	}
}
