package chats

import (
	"context"
	"errors"
	"path/filepath"
	"slices"
	"testing"
	"time"

	"lamplight"
	"lamplight/boxes"
	"lamplight/boxes/pebble"
	"lamplight/bus/local"
	"lamplight/store"
	"lamplight/store/sqlstore"
)

const (
	ann = lamplight.UserID(2_000_000_001) + iota
	bob
	cid
	dan
	eve // who lets nobody bring her into chats
)

// A world is a service over real stores, with five people.
type world struct {
	*Service
	t     testing.TB
	db    store.Store
	log   boxes.Log
	clock time.Time
}

// willing lets everybody be brought in but eve.
type willing struct{}

func (willing) MayInvite(_ context.Context, _ lamplight.UserID, ids []lamplight.UserID) ([]error, error) {
	out := make([]error, len(ids))
	for i, id := range ids {
		if id == eve {
			out[i] = ErrPrivacyRestricted
		}
	}
	return out, nil
}

func (willing) Persons(_ context.Context, _ lamplight.UserID, ids []lamplight.UserID) ([]lamplight.Person, error) {
	out := make([]lamplight.Person, len(ids))
	for i, id := range ids {
		out[i] = lamplight.Person{ID: id, FirstName: "P"}
	}
	return out, nil
}

func newWorld(t testing.TB, l Limits) *world {
	t.Helper()
	w := &world{t: t, clock: time.Unix(1_800_000_000, 0).UTC()}
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
	w.Service = New(Options{Store: db, Boxes: log, Bus: b, People: willing{}, Limits: l, Now: now})
	err = db.Write(t.Context(), func(tx store.Tx) error {
		for i, name := range []string{"Ann", "Bob", "Cid", "Dan", "Eve"} {
			u := store.User{
				ID: ann + lamplight.UserID(i), Phone: "49170" + name, FirstName: name, Created: w.clock, LastSeen: w.clock, TTLDays: 365,
			}
			if err := tx.AddUser(u); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return w
}

func as(u lamplight.UserID) Caller { return Caller{User: u, Origin: 1} }

// group makes a basic group of ann and others.
func (w *world) group(others ...lamplight.UserID) lamplight.ChatID {
	w.t.Helper()
	r, err := w.CreateGroup(w.t.Context(), as(ann), NewGroup{Title: "Group", Users: others})
	if err != nil {
		w.t.Fatal(err)
	}
	return r.Chat.Chat()
}

// super makes a supergroup of ann and others, channel a channel.
func (w *world) super(others ...lamplight.UserID) lamplight.ChannelID {
	return w.make(NewChannel{Title: "Super"}, others)
}

func (w *world) channel(others ...lamplight.UserID) lamplight.ChannelID {
	return w.make(NewChannel{Title: "Channel", Broadcast: true}, others)
}

func (w *world) make(n NewChannel, others []lamplight.UserID) lamplight.ChannelID {
	w.t.Helper()
	r, err := w.CreateChannel(w.t.Context(), as(ann), n)
	if err != nil {
		w.t.Fatal(err)
	}
	channel := r.Chat.Channel()
	if len(others) > 0 {
		if r, err = w.Invite(w.t.Context(), as(ann), channel, others); err != nil || len(r.Missing) > 0 {
			w.t.Fatalf("%v, %v", r, err)
		}
	}
	return channel
}

// public gives a channel a name.
func (w *world) public(channel lamplight.ChannelID, name string) {
	w.t.Helper()
	if err := w.SetUsername(w.t.Context(), as(ann), channel, name); err != nil {
		w.t.Fatal(err)
	}
}

// said returns what service messages a box holds of a chat, oldest first.
func (w *world) said(box lamplight.BoxID, peer lamplight.Peer) (out []lamplight.ActionKind) {
	w.t.Helper()
	page, err := w.log.History(w.t.Context(), box, boxes.HistoryQuery{Peer: peer, Limit: 100})
	if err != nil {
		w.t.Fatal(err)
	}
	for _, m := range slices.Backward(page.Messages) {
		if m.Action != nil {
			out = append(out, m.Action.Kind)
		}
	}
	return out
}

func (w *world) seen(user lamplight.UserID, peer lamplight.Peer) lamplight.Access {
	w.t.Helper()
	a, err := w.Access(w.t.Context(), user, peer)
	if err != nil {
		w.t.Fatalf("%d sees of %v: %v", user, peer, err)
	}
	return a
}

// row returns a chat's row.
func (w *world) row(peer lamplight.Peer) (c store.Chat) {
	w.t.Helper()
	err := w.db.Read(w.t.Context(), func(tx store.Tx) (err error) {
		c, err = tx.Chat(peer)
		return err
	})
	if err != nil {
		w.t.Fatal(err)
	}
	return c
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

func works(t testing.TB, what string, err error) {
	t.Helper()
	if err != nil {
		t.Errorf("%s: %v", what, err)
	}
}
