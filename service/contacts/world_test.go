package contacts

import (
	"errors"
	"path/filepath"
	"slices"
	"testing"
	"time"

	"lamplight"
	"lamplight/boxes"
	"lamplight/boxes/pebble"
	"lamplight/bus"
	"lamplight/bus/local"
	"lamplight/store"
	"lamplight/store/sqlstore"
)

const ann, bob, cid, dan = lamplight.UserID(2_000_000_001), lamplight.UserID(2_000_000_002), lamplight.UserID(2_000_000_003), lamplight.UserID(2_000_000_004)

// A world is a service over real stores, with four people who do not know each other.
type world struct {
	*Service
	db    store.Store
	log   boxes.Log
	clock time.Time
}

func newWorld(t testing.TB, l Limits) *world {
	t.Helper()
	w := &world{clock: time.Unix(1_800_000_000, 0).UTC()}
	now := func() time.Time { return w.clock }
	db, err := sqlstore.Open(t.Context(), "sqlite:"+filepath.Join(t.TempDir(), "s.db"), sqlstore.Options{Key: make([]byte, sqlstore.KeySize), Now: now})
	if err != nil {
		t.Fatal(err)
	}
	log, err := pebble.Open(pebble.Options{Dir: t.TempDir()})
	if err != nil {
		t.Fatal(err)
	}
	b := local.New()
	t.Cleanup(func() {
		if err := errors.Join(b.Close(), log.Close(), db.Close()); err != nil {
			t.Error(err)
		}
	})
	w.db, w.log = db, log
	w.Service = New(Options{Store: db, Boxes: log, Bus: b, Limits: l, Now: now})
	w.write(t, func(tx store.Tx) error {
		for _, u := range []store.User{
			{ID: ann, Phone: "491701", FirstName: "Ann", LastName: "Lee"}, {ID: bob, Phone: "491702", FirstName: "Bob"},
			{ID: cid, Phone: "491703", FirstName: "Cid"}, {ID: dan, Phone: "491704", FirstName: "Dan"},
		} {
			u.Created, u.LastSeen, u.TTLDays = w.clock, w.clock.Add(-time.Hour), 365
			if err := tx.AddUser(u); err != nil {
				return err
			}
		}
		return nil
	})
	return w
}

func (w *world) write(t testing.TB, f func(store.Tx) error) {
	t.Helper()
	if err := w.db.Write(t.Context(), f); err != nil {
		t.Fatal(err)
	}
}

// change changes a row behind the service's back, as another service does that says so.
func (w *world) change(t testing.TB, id lamplight.UserID, f func(*store.User)) {
	t.Helper()
	w.write(t, func(tx store.Tx) error {
		u, err := tx.User(id)
		if err != nil {
			return err
		}
		f(&u)
		return tx.UpdateUser(u)
	})
	w.Forget(id)
}

// know puts a person into an address book.
func (w *world) know(t testing.TB, owner, user lamplight.UserID) {
	t.Helper()
	if _, err := w.Add(t.Context(), owner, 1, user, Entry{FirstName: "F"}, false); err != nil {
		t.Fatal(err)
	}
}

func (w *world) rule(t testing.TB, owner lamplight.UserID, k PrivacyKey, rules ...Rule) {
	t.Helper()
	if err := w.SetPrivacy(t.Context(), owner, 1, k, rules); err != nil {
		t.Fatal(err)
	}
}

func (w *world) see(t testing.TB, viewer, id lamplight.UserID) lamplight.Person {
	t.Helper()
	p, err := w.Persons(t.Context(), viewer, []lamplight.UserID{id})
	if err != nil || len(p) != 1 {
		t.Fatalf("%d sees %d as %v, %v", viewer, id, p, err)
	}
	return p[0]
}

// say puts a message of from to to into both boxes, as service/messages does.
func (w *world) say(t testing.TB, from, to lamplight.UserID) {
	t.Helper()
	content := lamplight.ContentID(w.clock.UnixNano())
	w.clock = w.clock.Add(time.Second)
	ops := []boxes.Op{
		boxes.Append{Box: lamplight.AccountBox(from), Message: lamplight.Message{
			Peer: lamplight.UserPeer(to), From: lamplight.UserPeer(from), Out: true, Content: content, Text: "hi",
		}},
		boxes.Append{Box: lamplight.AccountBox(to), Message: lamplight.Message{
			Peer: lamplight.UserPeer(from), From: lamplight.UserPeer(from), Content: content, Text: "hi",
		}},
	}
	if _, err := w.log.Apply(t.Context(), boxes.Group{Now: w.clock, Ops: ops}); err != nil {
		t.Fatal(err)
	}
}

// heard collects what an account's box is told.
func (w *world) heard(t testing.TB, id lamplight.UserID) func() []lamplight.Event {
	var all []lamplight.Event
	stop := w.bus.Watch(lamplight.AccountBox(id), func(h bus.Hint) { all = append(all, h.Events...) })
	t.Cleanup(stop)
	return func() []lamplight.Event { out := all; all = nil; return out }
}

func kinds(events []lamplight.Event) []lamplight.EventKind {
	var out []lamplight.EventKind
	for _, e := range events {
		out = append(out, e.Kind)
	}
	return out
}

func same[T comparable](t testing.TB, what string, got, want T) {
	t.Helper()
	if got != want {
		t.Errorf("%s = %v, want %v", what, got, want)
	}
}

func list[T comparable](t testing.TB, what string, got []T, want ...T) {
	t.Helper()
	if !slices.Equal(got, want) {
		t.Errorf("%s = %v, want %v", what, got, want)
	}
}

func fails(t testing.TB, what string, err, want error) {
	t.Helper()
	if !errors.Is(err, want) {
		t.Errorf("%s: %v, want %v", what, err, want)
	}
}
