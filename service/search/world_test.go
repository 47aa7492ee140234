package search

import (
	"errors"
	"path/filepath"
	"testing"
	"time"

	"lamplight"
	"lamplight/boxes"
	"lamplight/boxes/pebble"
	"lamplight/boxes/postgres"
	"lamplight/internal/testenv"
	"lamplight/store"
	"lamplight/store/sqlstore"
)

const ann, bob, cid = lamplight.UserID(1001), lamplight.UserID(1002), lamplight.UserID(1003)

func peer(u lamplight.UserID) lamplight.Peer { return lamplight.UserPeer(u) }

// A world is a service over real stores.
type world struct {
	*Service
	t       testing.TB
	log     boxes.Log
	db      store.Store
	clock   time.Time
	content lamplight.ContentID
}

func newWorld(t testing.TB, l Limits, b boxes.Limits) *world {
	t.Helper()
	log, err := pebble.Open(pebble.Options{Dir: t.TempDir(), Limits: b})
	if err != nil {
		t.Fatal(err)
	}
	return newWorldOn(t, log, "sqlite:"+filepath.Join(t.TempDir(), "s.db"), l)
}

// newPostgresWorld is newWorld with both stores in PostgreSQL.
func newPostgresWorld(t testing.TB, l Limits, b boxes.Limits) *world {
	t.Helper()
	log, err := postgres.Open(t.Context(), postgres.Options{URL: testenv.Postgres(t), Limits: b})
	if err != nil {
		t.Fatal(err)
	}
	return newWorldOn(t, log, testenv.Postgres(t), l)
}

func newWorldOn(t testing.TB, log boxes.Log, url string, l Limits) *world {
	t.Helper()
	db, err := sqlstore.Open(t.Context(), url, sqlstore.Options{Key: make([]byte, sqlstore.KeySize), Now: time.Now})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := errors.Join(log.Close(), db.Close()); err != nil {
			t.Error(err)
		}
	})
	w := &world{t: t, log: log, db: db, clock: time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)}
	w.Service = w.service(l)
	return w
}

// service returns another service over the same stores, as another node or a restart has it.
func (w *world) service(l Limits) *Service {
	return New(Options{Boxes: w.log, Store: w.db, Limits: l, Now: func() time.Time { return w.clock }})
}

// apply carries operations out, a minute after the last ones.
func (w *world) apply(ops ...boxes.Op) boxes.Result {
	w.t.Helper()
	w.clock = w.clock.Add(time.Minute)
	r, err := w.log.Apply(w.t.Context(), boxes.Group{Now: w.clock, Ops: ops})
	if err != nil {
		w.t.Fatal(err)
	}
	return r
}

// say sends a text and returns its content.
func (w *world) say(from, to lamplight.UserID, text string, change ...func(*lamplight.Message)) lamplight.ContentID {
	w.t.Helper()
	w.content++
	m := lamplight.Message{From: peer(from), Content: w.content, Text: lamplight.Text(text)}
	for _, f := range change {
		f(&m)
	}
	out, in := m, m
	out.Peer, out.Out, in.Peer = peer(to), true, peer(from)
	ops := []boxes.Op{boxes.Append{Box: lamplight.AccountBox(from), Message: out}}
	if from != to {
		ops = append(ops, boxes.Append{Box: lamplight.AccountBox(to), Message: in})
	}
	w.apply(ops...)
	return w.content
}

// both edits or deletes in the boxes of Ann and Bob.
func (w *world) edit(c lamplight.ContentID, text string) {
	w.t.Helper()
	change := func(m *lamplight.Message) { m.Text = lamplight.Text(text) }
	w.apply(boxes.Edit{Box: lamplight.AccountBox(ann), Content: c, Change: change}, boxes.Edit{Box: lamplight.AccountBox(bob), Content: c, Change: change})
}

func (w *world) remove(c lamplight.ContentID) {
	w.t.Helper()
	w.apply(boxes.Delete{Box: lamplight.AccountBox(ann), Contents: []lamplight.ContentID{c}}, boxes.Delete{Box: lamplight.AccountBox(bob), Contents: []lamplight.ContentID{c}})
}

// ask returns a page, with a limit of 100 unless the query says one.
func (w *world) ask(q Query) Page {
	w.t.Helper()
	if q.Limit == 0 {
		q.Limit = 100
	}
	p, err := w.Search(w.t.Context(), q)
	if err != nil {
		w.t.Fatal(err)
	}
	return p
}

// texts returns what a query finds.
func (w *world) texts(q Query) []string {
	w.t.Helper()
	out := []string{}
	for _, m := range w.ask(q).Messages {
		out = append(out, string(m.Text))
	}
	return out
}

// indexed returns what the index itself has of a word, without looking into the box.
func (w *world) indexed(u lamplight.UserID, word string) (ids []lamplight.MessageID) {
	w.t.Helper()
	hits, err := w.hits(w.t.Context(), store.SearchQuery{Box: lamplight.AccountBox(u), Words: QueryWords(word)}, 0, 1000)
	if err != nil {
		w.t.Fatal(err)
	}
	for _, h := range hits {
		ids = append(ids, h.ID)
	}
	return ids
}

// work lets a worker do all there is to do, and sweep all boxes once if swept.
func (w *world) work(s *Service, sweep bool) {
	w.t.Helper()
	k := &worker{s: s, swept: w.clock, seen: w.clock}
	if sweep {
		k.swept = time.Time{}
	}
	for {
		ids, err := k.boxes(w.t.Context())
		if err != nil {
			w.t.Fatal(err)
		}
		if len(ids) == 0 && !k.sweep {
			return
		}
		if err := k.index(w.t.Context(), ids); err != nil {
			w.t.Fatal(err)
		}
	}
}

// cursor returns where the index of a box is.
func (w *world) cursor(u lamplight.UserID) (c store.SearchCursor) {
	w.t.Helper()
	err := w.db.Read(w.t.Context(), func(tx store.Tx) (err error) {
		c, err = tx.SearchCursor(lamplight.AccountBox(u))
		return err
	})
	if err != nil {
		w.t.Fatal(err)
	}
	return c
}
