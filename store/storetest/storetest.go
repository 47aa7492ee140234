// Package storetest holds what every store must do, whichever database keeps it.
package storetest

import (
	"context"
	"errors"
	"reflect"
	"testing"
	"time"

	"lamplight"
	"lamplight/store"
)

// Run checks a store against everything that this package knows. open returns a new, empty one that is closed after the test.
func Run(t *testing.T, open func(t *testing.T) store.Store) {
	s := open(t) // one for all: each suite makes rows of its own, and databases are slow to make
	for _, suite := range []struct {
		name string
		run  func(*testing.T, store.Store)
	}{
		{"transactions", testTransactions},
		{"instance", testInstance},
		{"keys", testKeys},
		{"users", testUsers},
		{"sessions", testSessions},
		{"codes", testCodes},
		{"passwords", testPasswords},
		{"login tokens", testLoginTokens},
		{"invitations", testInvitations},
		{"counters", testCounters},
		{"takeouts", testTakeouts},
		{"settings", testSettings},
		{"contacts", testContacts},
		{"usernames", testUsernames},
		{"chats", testChats},
		{"members", testMembers},
		{"blocks", testBlocks},
		{"scheduled", testScheduled},
		{"search", testSearch},
		{"folders", testFolders},
		{"polls", testPolls},
		{"invites", testInvites},
		{"requests", testRequests},
		{"admin log", testAdminLog},
		{"admin log at once", testAdminLogAtOnce},
		{"titles", testTitles},
		{"screenings", testScreenings},
		{"held", testHeld},
		{"profile photos", testProfilePhotos},
		{"files", testFiles},
		{"stickers", testStickers},
		{"withdrawals", testWithdrawals},
		{"topics", testTopics},
	} {
		t.Run(suite.name, func(t *testing.T) { suite.run(t, s) })
	}
	t.Run("jobs", func(t *testing.T) { testJobs(t, open) })
	t.Run("closed", func(t *testing.T) {
		s := open(t)
		if err := s.Close(); err != nil {
			t.Fatal(err)
		}
		if err := s.Write(t.Context(), func(store.Tx) error { return nil }); !errors.Is(err, store.ErrClosed) {
			t.Errorf("write after close = %v, want ErrClosed", err)
		}
	})
}

// at is when everything happens; whole seconds, as the store keeps them.
var at = time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)

// nextID numbers what the suites make.
var nextID = int64(1000)

func newID() int64 { nextID++; return nextID }

func write(t *testing.T, s store.Store, f func(store.Tx) error) {
	t.Helper()
	if err := s.Write(t.Context(), f); err != nil {
		t.Fatal(err)
	}
}

// get reads one value in a transaction of its own.
func get[T any](t *testing.T, s store.Store, f func(store.Tx) (T, error)) T {
	t.Helper()
	v, err := try(t.Context(), s, f)
	if err != nil {
		t.Fatal(err)
	}
	return v
}

func try[T any](ctx context.Context, s store.Store, f func(store.Tx) (T, error)) (v T, err error) {
	err = s.Read(ctx, func(tx store.Tx) (err error) {
		v, err = f(tx)
		return err
	})
	return v, err
}

func same(t *testing.T, what string, got, want any) {
	t.Helper()
	if !reflect.DeepEqual(got, want) {
		t.Errorf("%s = %+v, want %+v", what, got, want)
	}
}

func fails(t *testing.T, what string, err, want error) {
	t.Helper()
	if !errors.Is(err, want) {
		t.Errorf("%s: error = %v, want %v", what, err, want)
	}
}

// user adds an account of the given id.
func user(t *testing.T, s store.Store) store.User {
	t.Helper()
	id := newID()
	u := store.User{
		ID: lamplight.UserID(id), Phone: "49" + time.Duration(id).String(), FirstName: "Ann", Created: at, TTLDays: 365,
	}
	write(t, s, func(tx store.Tx) error { return tx.AddUser(u) })
	return u
}

// key adds a permanent key.
func key(t *testing.T, s store.Store) lamplight.AuthKey {
	t.Helper()
	k := lamplight.AuthKey{ID: lamplight.KeyID(-newID()), DC: 2, Created: at}
	k.Value[3] = byte(k.ID)
	write(t, s, func(tx store.Tx) error { return tx.AddKey(k) })
	return k
}

// session signs a new key in.
func session(t *testing.T, s store.Store, u lamplight.UserID, change func(*store.Session)) store.Session {
	t.Helper()
	d := store.Session{
		ID: lamplight.SessionID(newID()), User: u, Key: key(t, s).ID, APIID: 6, Device: "Phone", System: "OS 1", App: "App 2",
		Lang: "en", Address: "192.0.2.1", Created: at, Active: at,
	}
	if change != nil {
		change(&d)
	}
	write(t, s, func(tx store.Tx) error { return tx.AddSession(d) })
	return d
}
