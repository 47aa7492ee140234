package sqlstore_test

import (
	"database/sql"
	"path/filepath"
	"testing"
	"time"

	"lamplight"
	"lamplight/store"
	"lamplight/store/sqlstore"
)

// TestScheduledInHardTimes: a message that waits and cannot be opened any more is refused to its owner, and holds up nobody else's;
// ids begin anew after the last.
func TestScheduledInHardTimes(t *testing.T) {
	path := filepath.Join(t.TempDir(), "s.db")
	due := time.Unix(1_800_000_000, 0).UTC()
	at := func(s store.Store, f func(tx store.Tx) error) {
		t.Helper()
		if err := s.Write(t.Context(), f); err != nil {
			t.Fatal(err)
		}
	}
	s, err := sqlstore.Open(t.Context(), "sqlite:"+path, sqlstore.Options{Key: instanceKey, Now: time.Now})
	if err != nil {
		t.Fatal(err)
	}
	at(s, func(tx store.Tx) error {
		for owner := lamplight.UserID(5); owner < 7; owner++ {
			if _, err := tx.AddScheduled(store.Scheduled{Owner: owner, Peer: lamplight.UserPeer(9), Due: due, Random: 1, Body: []byte("x")}); err != nil {
				return err
			}
		}
		return nil
	})
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	db, err := sql.Open("sqlite", path)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := db.Exec(`UPDATE scheduled SET body = x'0001' WHERE owner = 5`); err != nil {
		t.Fatal(err)
	}
	if _, err := db.Exec(`UPDATE scheduled_ids SET last = ? WHERE owner = 6`, store.MaxScheduledID-1); err != nil {
		t.Fatal(err)
	}
	if err := db.Close(); err != nil {
		t.Fatal(err)
	}
	again := open(t, "sqlite:"+path)
	at(again, func(tx store.Tx) error { // after the last id comes the first that is free
		for _, want := range []lamplight.MessageID{store.MaxScheduledID, 2} {
			id, err := tx.AddScheduled(store.Scheduled{Owner: 6, Peer: lamplight.UserPeer(9), Due: due.Add(1), Random: int64(want), Body: []byte("x")})
			if err != nil || id != want {
				t.Errorf("id %d, %v; want %d", id, err, want)
			}
			if err := tx.DeleteScheduled(6, id); err != nil {
				return err
			}
		}
		return nil
	})
	at(again, func(tx store.Tx) error {
		rows, err := tx.DueScheduled(due, due, 9)
		if err != nil || len(rows) != 2 || rows[0].Body != nil || string(rows[1].Body) != "x" {
			t.Fatalf("due %+v, %v", rows, err)
		}
		if _, err := tx.Scheduled(5, 1); err == nil {
			t.Error("the damaged one was opened for its owner")
		}
		for _, row := range rows { // taking them does not make the damage look whole
			row.Taken = due
			if err := tx.UpdateScheduled(row); err != nil {
				return err
			}
		}
		rows, err = tx.DueScheduled(due, due, 9)
		if err != nil || rows[0].Body != nil || string(rows[1].Body) != "x" || !rows[0].Taken.Equal(due) {
			t.Errorf("taken %+v, %v", rows, err)
		}
		return nil
	})
}
