package polls

import (
	"context"
	"errors"
	"path/filepath"
	"sync"
	"testing"
	"time"

	"lamplight"
	"lamplight/boxes"
	"lamplight/boxes/pebble"
	"lamplight/bus"
	"lamplight/store"
	"lamplight/store/sqlstore"
)

const ann, bob, cid = lamplight.UserID(1001), lamplight.UserID(1002), lamplight.UserID(1003)

var (
	asAnn = Caller{User: ann, Origin: 11}
	asBob = Caller{User: bob, Origin: 21}
	asCid = Caller{User: cid, Origin: 31}
	group = lamplight.ChannelPeer(77)
)

// A world is a service over real stores, with a conversation in which everybody sees everything.
type world struct {
	*Service
	db     store.Store
	log    boxes.Log
	clock  time.Time
	refuse error // to whoever wants to vote

	mu    sync.Mutex
	shown map[lamplight.MessageID]lamplight.Media
	hints []bus.Hint
}

func (w *world) Message(
	_ context.Context, _ lamplight.UserID, peer lamplight.Peer, id lamplight.MessageID,
) (lamplight.Message, error) {
	m, ok := w.shown[id]
	if !ok || peer != group {
		return lamplight.Message{}, lamplight.ErrMessageInvalid
	}
	return lamplight.Message{ID: id, Peer: peer, Media: &m}, nil
}

func (w *world) Format(text lamplight.Text, es []lamplight.Entity) (lamplight.Text, []lamplight.Entity, error) {
	return text, es, nil
}

func (w *world) Broadcast(_ context.Context, _ lamplight.UserID, peer lamplight.Peer) (bool, error) {
	return peer == lamplight.ChannelPeer(78), nil
}

func (w *world) MayVote(context.Context, lamplight.UserID, lamplight.Peer) error { return w.refuse }

func (w *world) Tell(_ context.Context, h bus.Hint) error {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.hints = append(w.hints, h)
	return nil
}

func newWorld(t testing.TB) *world {
	t.Helper()
	w := &world{clock: time.Unix(1_800_000_000, 0).UTC(), shown: map[lamplight.MessageID]lamplight.Media{}}
	now := func() time.Time { return w.clock }
	db, err := sqlstore.Open(t.Context(), "sqlite:"+filepath.Join(t.TempDir(), "s.db"), sqlstore.Options{Key: make([]byte, sqlstore.KeySize), Now: now})
	if err != nil {
		t.Fatal(err)
	}
	log, err := pebble.Open(pebble.Options{Dir: t.TempDir()})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := errors.Join(log.Close(), db.Close()); err != nil {
			t.Error(err)
		}
	})
	w.db, w.log = db, log
	w.Service = New(Options{Store: db, Boxes: log, Bus: w, Messages: w, Now: now})
	return w
}

// draft is a poll of ann's with three answers.
func draft() Draft {
	return Draft{Author: ann, Question: "Where to?", Answers: []lamplight.PollAnswer{
		{Text: "Sea", Option: []byte("s")}, {Text: "Hills", Option: []byte("h")}, {Text: "Home", Option: []byte("o")},
	}}
}

// ask creates a poll and shows it in a message.
func (w *world) ask(t testing.TB, d Draft) lamplight.MessageID {
	t.Helper()
	media, err := w.Create(t.Context(), d)
	if err != nil {
		t.Fatal(err)
	}
	id := lamplight.MessageID(len(w.shown) + 1)
	w.shown[id] = media
	return id
}

func (w *world) vote(t testing.TB, c Caller, id lamplight.MessageID, options ...string) lamplight.Poll {
	t.Helper()
	p, err := w.Vote(t.Context(), c, group, id, names(options))
	if err != nil {
		t.Fatalf("vote of %d for %v: %v", c.User, options, err)
	}
	return p
}

func names(options []string) (out [][]byte) {
	for _, o := range options {
		out = append(out, []byte(o))
	}
	return out
}

// placed notes that a box shows a poll.
func placed(poll lamplight.PollID, box lamplight.BoxID) func(store.Tx) error {
	return func(tx store.Tx) error { return tx.AddPollPlaces(poll, box) }
}
