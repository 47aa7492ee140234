package storetest

import (
	"errors"
	"fmt"
	"sync"
	"testing"
	"time"

	"lamplight/store"
)

func testTransactions(t *testing.T, s store.Store) {
	t.Run("an error undoes everything and comes back as it is", func(t *testing.T) {
		errNo := errors.New("no")
		u := store.User{ID: 77, Phone: "77", FirstName: "A", Created: at, TTLDays: 365}
		err := s.Write(t.Context(), func(tx store.Tx) error {
			if err := tx.AddUser(u); err != nil {
				return err
			}
			if _, err := tx.User(u.ID); err != nil {
				return fmt.Errorf("own write is not seen: %w", err)
			}
			return errNo
		})
		if err != errNo {
			t.Errorf("error = %v, want the function's own", err)
		}
		_, err = try(t.Context(), s, func(tx store.Tx) (store.User, error) { return tx.User(u.ID) })
		fails(t, "after the undo", err, store.ErrNotFound)
	})
	t.Run("a read does not write", func(t *testing.T) {
		for name, f := range map[string]func(store.Tx) error{
			"add":     func(tx store.Tx) error { return tx.AddUser(store.User{ID: 78, Phone: "78", TTLDays: 1, Created: at}) },
			"count":   func(tx store.Tx) error { _, _, err := tx.Count("r", 1, at, time.Hour); return err },
			"enqueue": func(tx store.Tx) error { return tx.Enqueue(store.Job{Kind: "nothing"}) },
		} {
			if err := s.Read(t.Context(), f); err == nil {
				t.Errorf("%s in a read went through", name)
			}
		}
	})
	t.Run("read, decide, write needs no locks", func(t *testing.T) {
		u := user(t, s)
		var wg sync.WaitGroup
		errs := make(chan error, 8)
		for range cap(errs) {
			wg.Go(func() {
				errs <- s.Write(t.Context(), func(tx store.Tx) error {
					u, err := tx.User(u.ID)
					if err != nil {
						return err
					}
					u.About += "x"
					return tx.UpdateUser(u)
				})
			})
		}
		wg.Wait()
		for range cap(errs) {
			if err := <-errs; err != nil {
				t.Error(err)
			}
		}
		u = get(t, s, func(tx store.Tx) (store.User, error) { return tx.User(u.ID) })
		same(t, "about", u.About, "xxxxxxxx")
	})
	t.Run("ready", func(t *testing.T) {
		if err := s.Ready(t.Context()); err != nil {
			t.Error(err)
		}
	})
}
