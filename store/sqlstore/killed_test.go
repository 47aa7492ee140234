package sqlstore_test

import (
	"errors"
	"fmt"
	"testing"
	"time"

	"lamplight"
	"lamplight/internal/testenv"
	"lamplight/store"
)

// TestKilledPostgres kills the database under a store: who asks gets a passing fault, and all goes on with the next start.
func TestKilledPostgres(t *testing.T) {
	db := testenv.CrashingPostgres(t)
	url, err := db.Database()
	if err != nil {
		t.Fatal(err)
	}
	s := open(t, url)
	add := func(id lamplight.UserID) error {
		return s.Write(t.Context(), func(tx store.Tx) error {
			return tx.AddUser(store.User{ID: id, Phone: fmt.Sprint(id), Created: time.Unix(1, 0), TTLDays: 30})
		})
	}
	user := func(id lamplight.UserID) error {
		return s.Read(t.Context(), func(tx store.Tx) error {
			_, err := tx.User(id)
			return err
		})
	}
	for id := lamplight.UserID(1); id < 4; id++ {
		if err := add(id); err != nil {
			t.Fatal(err)
		}
		if err := db.Kill(); err != nil {
			t.Fatal(err)
		}
		for range 3 {
			if err := add(id + 100); !errors.Is(err, lamplight.ErrStorage) {
				t.Errorf("writing without a database: %v, want a passing fault", err)
			}
			if err := user(id); !errors.Is(err, lamplight.ErrStorage) {
				t.Errorf("reading without a database: %v, want a passing fault", err)
			}
		}
		if err := db.Restart(); err != nil {
			t.Fatal(err)
		}
		if err := user(id); err != nil {
			t.Errorf("reading what was committed before the kill: %v", err)
		}
		if err := user(id + 100); !errors.Is(err, store.ErrNotFound) {
			t.Errorf("reading what was refused: %v", err)
		}
	}
}
