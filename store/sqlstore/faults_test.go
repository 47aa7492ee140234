package sqlstore

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"path/filepath"
	"testing"
	"time"

	"github.com/jackc/pgx/v5/pgconn"

	"lamplight"
	"lamplight/store"
)

// TestFullDatabase lets SQLite run out of pages: who writes gets a passing fault and nothing of theirs is stored, who reads
// reads on, and all goes on once there is room.
func TestFullDatabase(t *testing.T) {
	s, err := Open(t.Context(), "sqlite:"+filepath.Join(t.TempDir(), "store.db"), Options{Key: bytes.Repeat([]byte{7}, KeySize), Now: time.Now})
	if err != nil {
		t.Fatal(err)
	}
	defer func() {
		if err := s.Close(); err != nil {
			t.Error(err)
		}
	}()
	pages := func(limit int) {
		t.Helper()
		if _, err := s.driver.(*sqliteDriver).writer.Exec(fmt.Sprintf("PRAGMA max_page_count = %d", limit)); err != nil {
			t.Fatal(err)
		}
	}
	add := func(id lamplight.UserID, kib int) error {
		return s.Write(t.Context(), func(tx store.Tx) error {
			if err := tx.AddUser(store.User{ID: id, Phone: fmt.Sprint(id), Created: time.Unix(1, 0), TTLDays: 30}); err != nil {
				return err
			}
			return tx.PutSetting(id, "big", make([]byte, kib<<10))
		})
	}
	there := func(id lamplight.UserID) bool {
		t.Helper()
		var found bool
		err := s.Read(t.Context(), func(tx store.Tx) error {
			_, err := tx.User(id)
			found = err == nil
			if errors.Is(err, store.ErrNotFound) {
				return nil
			}
			return err
		})
		if err != nil {
			t.Errorf("reading: %v", err)
		}
		return found
	}
	if err := add(1, 1); err != nil {
		t.Fatal(err)
	}
	for id := lamplight.UserID(2); id < 5; id++ {
		pages(1) // SQLite takes it for as many as there are
		for range 5 {
			if err := add(id, 60); !errors.Is(err, lamplight.ErrStorage) || lamplight.KindOf(err) != lamplight.Unavailable {
				t.Errorf("writing to a full database: %v, want a passing fault", err)
			}
		}
		if there(id) || !there(1) {
			t.Error("a transaction that found no room left something behind, or took something away")
		}
		pages(1 << 30)
		if err := add(id, 60); err != nil || !there(id) {
			t.Errorf("writing once there is room: %v", err)
		}
	}
}

// TestFaulty tells what passes from what does not.
func TestFaulty(t *testing.T) {
	for _, tt := range []struct {
		err  error
		want bool
	}{
		{&pgconn.PgError{Code: "53100"}, true}, {&pgconn.PgError{Code: "53300"}, true}, {&pgconn.PgError{Code: "57P01"}, true},
		{&pgconn.PgError{Code: "58030"}, true}, {&pgconn.PgError{Code: "08006"}, true},
		{&pgconn.PgError{Code: "57014"}, false}, {&pgconn.PgError{Code: "23505"}, false}, {&pgconn.PgError{Code: "42601"}, false},
		{&net.OpError{Op: "dial", Err: errors.New("connection refused")}, true}, {fmt.Errorf("read: %w", io.ErrUnexpectedEOF), true},
		{context.Canceled, false}, {context.DeadlineExceeded, false}, {store.ErrNotFound, false}, {lamplight.ErrPeerInvalid, false}, {errors.New("ours"), false},
	} {
		if got := errors.Is(faulty(fmt.Errorf("commit: %w", tt.err)), lamplight.ErrStorage); got != tt.want {
			t.Errorf("%v passes: %v, want %v", tt.err, got, tt.want)
		}
		if !errors.Is(faulty(tt.err), tt.err) {
			t.Errorf("%v is not in the chain of what it became", tt.err)
		}
	}
}
