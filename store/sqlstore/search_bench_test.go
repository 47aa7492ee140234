package sqlstore_test

import (
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"testing"
	"time"

	"lamplight"
	"lamplight/internal/testenv"
	"lamplight/store"
)

// BenchmarkSearch measures searches in a box of 100,000 messages that stands beside 10,000 boxes of 100 each, all with words
// of one vocabulary (with -short: a tenth of that), and what a message costs to index.
func BenchmarkSearch(b *testing.B) {
	path := filepath.Join(b.TempDir(), "s.db")
	for _, db := range []struct {
		name string
		open func() store.Store
	}{
		{"sqlite", func() store.Store { return openFor(b, "sqlite:"+path) }},
		{"postgres", func() store.Store { return openFor(b, testenv.Postgres(b)) }},
	} {
		b.Run(db.name, func(b *testing.B) {
			s := db.open()
			mine, others := 100_000, 10_000
			if testing.Short() {
				mine, others = mine/10, others/10
			}
			start := time.Now()
			fillSearch(b, s, mine, others)
			b.Logf("%s: %d messages in %v, %v each", db.name, mine+100*others, time.Since(start).Round(time.Second), time.Since(start)/time.Duration(mine+100*others))
			if db.name == "sqlite" {
				if err := s.Close(); err != nil {
					b.Fatal(err)
				}
				if i, err := os.Stat(path); err == nil {
					b.Logf("the file has %d bytes, %d each", i.Size(), i.Size()/int64(mine+100*others))
				}
				s = db.open()
			}
			for _, bb := range []struct {
				name string
				q    store.SearchQuery
			}{
				{"rare", store.SearchQuery{Words: []string{"w0900"}}},
				{"two words", store.SearchQuery{Words: []string{"w0500", "w030"}}},
				{"a word in a chat", store.SearchQuery{Words: []string{"w050"}, Peer: lamplight.UserPeer(3)}},
				{"common", store.SearchQuery{Words: []string{"common"}}},
				{"common in a chat", store.SearchQuery{Words: []string{"common"}, Peer: lamplight.UserPeer(3)}},
				{"one letter", store.SearchQuery{Words: []string{"w"}}},
				{"links in a chat", store.SearchQuery{Kinds: store.SearchURL, Peer: lamplight.UserPeer(3)}},
			} {
				bb.q.Box = 1
				b.Run(bb.name, func(b *testing.B) {
					for b.Loop() {
						err := s.Read(b.Context(), func(tx store.Tx) error {
							hits, err := tx.SearchMessages(bb.q, 0, 20)
							if err == nil && len(hits) == 0 {
								b.Fatal("nothing found")
							}
							return err
						})
						if err != nil {
							b.Fatal(err)
						}
					}
				})
				b.Run(bb.name+", counted", func(b *testing.B) {
					for b.Loop() {
						if err := s.Read(b.Context(), func(tx store.Tx) error { _, err := tx.CountSearch(bb.q, 10_000); return err }); err != nil {
							b.Fatal(err)
						}
					}
				})
			}
		})
	}
}

// fillSearch indexes one box of mine messages and others of 100 each. A message has ten words: one that all have, and nine of
// a thousand, some much more common than others.
func fillSearch(b *testing.B, s store.Store, mine, others int) {
	b.Helper()
	rnd := rand.New(rand.NewPCG(1, 1))
	at := time.Unix(1_700_000_000, 0)
	message := func(id int) store.SearchMessage {
		m := store.SearchMessage{
			ID: lamplight.MessageID(id), Peer: lamplight.UserPeer(lamplight.UserID(1 + rnd.IntN(20))), From: lamplight.UserPeer(1),
			Date: at.Add(time.Duration(id) * time.Minute), Words: []string{"common"},
		}
		for len(m.Words) < 10 {
			m.Words = append(m.Words, fmt.Sprintf("w%04d", int(1000*rnd.Float64()*rnd.Float64())))
		}
		if rnd.IntN(20) == 0 {
			m.Kinds = store.SearchURL
		}
		return m
	}
	var steps []store.SearchStep
	size := 0
	flush := func() {
		if err := s.Write(b.Context(), func(tx store.Tx) error { _, err := tx.StepSearch(steps); return err }); err != nil {
			b.Fatal(err)
		}
		steps, size = nil, 0
	}
	add := func(step store.SearchStep) {
		steps = append(steps, step)
		if size += len(step.Put); size >= 500 {
			flush()
		}
	}
	cursor := store.SearchCursor{}
	for id := 1; id <= mine; id += 200 {
		step := store.SearchStep{From: cursor, To: store.SearchCursor{Box: 1, PTS: lamplight.PTS(id)}}
		for i := range 200 {
			step.Put = append(step.Put, message(id+i))
		}
		cursor = step.To
		add(step)
		flush() // a box is once in a batch
	}
	for box := range others {
		step := store.SearchStep{To: store.SearchCursor{Box: lamplight.BoxID(1000 + box), PTS: 1}}
		for i := range 100 {
			step.Put = append(step.Put, message(i+1))
		}
		add(step)
	}
	flush()
}
