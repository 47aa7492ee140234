package search

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"reflect"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"lamplight"
	"lamplight/boxes"
	"lamplight/store"
)

func TestSearch(t *testing.T) {
	w := newWorld(t, Limits{}, boxes.Limits{})
	link := func(m *lamplight.Message) { m.Entities = []lamplight.Entity{{Kind: lamplight.EntityURL, Length: 5}} }
	w.say(ann, bob, "the first lamp")                                                                                                  // 1 of Ann's
	w.say(bob, ann, "a second LÁMP, at example.com", link)                                                                             // 2
	w.say(ann, cid, "third lamp for Cid")                                                                                              // 3
	w.say(cid, ann, "привет, ёлка")                                                                                                    // 4
	w.say(ann, ann, "a note on lamps")                                                                                                 // 5
	w.say(cid, bob, "lamp of others")                                                                                                  // none
	w.say(ann, ann, "kept lamp", func(m *lamplight.Message) { m.Forward = &lamplight.Forward{From: peer(bob), SavedPeer: peer(cid)} }) // 6
	w.say(bob, ann, "you, @ann", func(m *lamplight.Message) { m.Mentioned = true })                                                    // 7
	for name, tt := range map[string]struct {
		q    Query
		want []string
	}{
		"over all chats":       {Query{Text: "lamp"}, []string{"kept lamp", "a note on lamps", "third lamp for Cid", "a second LÁMP, at example.com", "the first lamp"}},
		"in a chat":            {Query{Text: "lamp", Peer: peer(bob)}, []string{"a second LÁMP, at example.com", "the first lamp"}},
		"by author":            {Query{Text: "lamp", Peer: peer(bob), From: peer(ann)}, []string{"the first lamp"}},
		"an author's all":      {Query{Peer: peer(bob), From: peer(bob)}, []string{"you, @ann", "a second LÁMP, at example.com"}},
		"a chat's all":         {Query{Peer: peer(cid)}, []string{"привет, ёлка", "third lamp for Cid"}},
		"folded":               {Query{Text: "ЕЛКА ПРИВЕТ"}, []string{"привет, ёлка"}},
		"two words":            {Query{Text: "lam fir"}, []string{"the first lamp"}},
		"links":                {Query{URL: true}, []string{"a second LÁMP, at example.com"}},
		"mentions":             {Query{Mentioned: true, Peer: peer(bob)}, []string{"you, @ann"}},
		"notes of mine":        {Query{Peer: peer(ann), Saved: peer(ann)}, []string{"a note on lamps"}},
		"notes kept of Cid":    {Query{Peer: peer(ann), Saved: peer(cid)}, []string{"kept lamp"}},
		"since":                {Query{Text: "lamp", Since: w.clock.Add(-3 * time.Minute)}, []string{"kept lamp", "a note on lamps"}},
		"until":                {Query{Text: "lamp", Until: w.clock.Add(-7 * time.Minute)}, []string{"the first lamp"}},
		"ids":                  {Query{Text: "lamp", MinID: 1, MaxID: 5}, []string{"third lamp for Cid", "a second LÁMP, at example.com"}},
		"no words":             {Query{Text: "?!", Peer: peer(bob)}, []string{}},
		"nothing":              {Query{Text: "lamps fir"}, []string{}},
		"people":               {Query{Text: "prive", PeerKind: lamplight.PeerUser}, []string{}},
		"groups":               {Query{Text: "lamp", PeerKind: lamplight.PeerChat}, []string{}},
		"of others":            {Query{Text: "others"}, []string{}},
		"everything, a page":   {Query{Limit: 2}, []string{"you, @ann", "kept lamp"}},
		"from an id on":        {Query{Text: "lamp", OffsetID: 5, Limit: 2}, []string{"third lamp for Cid", "a second LÁMP, at example.com"}},
		"from an id that fits": {Query{Text: "lamp", OffsetID: 4, Limit: 2}, []string{"third lamp for Cid", "a second LÁMP, at example.com"}},
		"and further":          {Query{Text: "lamp", OffsetID: 5, AddOffset: 1, Limit: 2}, []string{"a second LÁMP, at example.com", "the first lamp"}},
		"around an id":         {Query{Text: "lamp", OffsetID: 3, AddOffset: -2, Limit: 3}, []string{"a note on lamps", "third lamp for Cid", "a second LÁMP, at example.com"}},
		"beyond the newest":    {Query{Text: "lamp", OffsetID: 6, AddOffset: -3, Limit: 4}, []string{"kept lamp", "a note on lamps"}},
		"skipped":              {Query{Text: "lamp", AddOffset: 4}, []string{"the first lamp"}},
	} {
		tt.q.User = ann
		if got := w.texts(tt.q); !reflect.DeepEqual(got, tt.want) {
			t.Errorf("%s: %q, want %q", name, got, tt.want)
		}
	}
	p := w.ask(Query{User: ann, Text: "lamp", OffsetID: 5, Limit: 1})
	if p.Count != 5 || p.Newer != 2 || !p.More || p.Inexact {
		t.Errorf("page: count %d, newer %d, more %v, inexact %v", p.Count, p.Newer, p.More, p.Inexact)
	}
	for _, q := range []Query{{AddOffset: MaxSkip + 1}, {AddOffset: -MaxSkip - 1}, {Limit: -1}} {
		if _, err := w.Search(t.Context(), q); !errors.Is(err, lamplight.ErrLimitInvalid) {
			t.Errorf("%+v: %v", q, err)
		}
	}
}

// TestFromTheOldestOn pages from the oldest on, as clients do with a negative offset, through more than is counted.
func TestFromTheOldestOn(t *testing.T) {
	w := newWorld(t, Limits{Count: 5}, boxes.Limits{})
	for i := range 17 {
		w.say(ann, bob, fmt.Sprintf("lamp %d", i+1))
	}
	next := lamplight.MessageID(1)
	for _, want := range [][]lamplight.MessageID{
		{4, 3, 2, 1}, {8, 7, 6, 5}, {12, 11, 10, 9}, {16, 15, 14, 13}, {17}, nil,
	} {
		p := w.ask(Query{User: ann, Text: "lamp", OffsetID: next, AddOffset: -4, Limit: 4})
		if got := ids(p.Messages); !slices.Equal(got, want) {
			t.Fatalf("from %d on: %v, want %v", next, got, want)
		}
		if len(want) > 0 {
			next = want[0] + 1
		}
	}
	p := w.ask(Query{User: ann, Text: "lamp", OffsetID: 15, AddOffset: -2, Limit: 3, MaxID: 17})
	if got := ids(p.Messages); !slices.Equal(got, []lamplight.MessageID{16, 15, 14}) || p.Newer != 0 {
		t.Errorf("around 15, below 17: %v, %d newer", got, p.Newer)
	}
}

func TestWhatIsEditedOrDeletedIsFoundNoMore(t *testing.T) {
	w := newWorld(t, Limits{}, boxes.Limits{})
	c, d := w.say(ann, bob, "the secret word"), w.say(ann, bob, "another secret")
	if got := w.texts(Query{User: bob, Text: "secret"}); len(got) != 2 {
		t.Fatalf("found %q", got)
	}
	w.edit(c, "a changed word")
	w.remove(d)
	for _, u := range []lamplight.UserID{ann, bob} {
		if got := w.texts(Query{User: u, Text: "secret"}); len(got) != 0 {
			t.Errorf("%d finds %q", u, got)
		}
		if got := w.texts(Query{User: u, Text: "changed"}); len(got) != 1 {
			t.Errorf("%d finds %q after the edit", u, got)
		}
		if got := w.indexed(u, "secret"); len(got) != 0 {
			t.Errorf("the index of %d has %v", u, got)
		}
	}
}

// TestStaleHitsAreNotAnswered searches while nothing can be indexed: what the index says is looked up.
func TestStaleHitsAreNotAnswered(t *testing.T) {
	w := newWorld(t, Limits{}, boxes.Limits{})
	c, d := w.say(ann, bob, "the secret word"), w.say(ann, bob, "another secret")
	kept := w.say(ann, bob, "a word that stays")
	w.ask(Query{User: ann, Text: "word"})
	w.edit(c, "a changed thing")
	w.remove(d)
	w.edit(kept, "a word that stays here")
	held, err := w.held(t.Context(), Query{}, store.SearchQuery{Box: lamplight.AccountBox(ann), Words: []string{"word"}}, []store.SearchHit{{ID: 1}, {ID: 2}, {ID: 3}})
	if err != nil || len(held) != 1 || held[0].Text != "a word that stays here" {
		t.Errorf("held %v, %v", held, err)
	}
	if w.marks.waiting() == 0 {
		t.Error("the worker was not told")
	}
}

func TestFolders(t *testing.T) {
	w := newWorld(t, Limits{}, boxes.Limits{})
	w.say(ann, bob, "lamp one")
	w.say(ann, cid, "lamp two")
	w.apply(boxes.SetDialog{Box: lamplight.AccountBox(ann), Peer: peer(cid), Change: func(d *lamplight.Dialog) { d.Folder = 1 }})
	for folder, want := range [][]string{{"lamp one"}, {"lamp two"}} {
		if got := w.texts(Query{User: ann, Text: "lamp", InFolder: true, Folder: folder}); !reflect.DeepEqual(got, want) {
			t.Errorf("folder %d: %q, want %q", folder, got, want)
		}
	}
}

func TestCalendar(t *testing.T) {
	w := newWorld(t, Limits{}, boxes.Limits{})
	for day := range 3 {
		w.clock = time.Date(2026, 3, 1+day, 9, 0, 0, 0, time.UTC)
		for i := range day + 1 {
			w.say(ann, bob, fmt.Sprintf("lamp %d of day %d", i, day))
		}
		w.say(ann, bob, "other")
	}
	q := Query{User: ann, Peer: peer(bob), Text: "lamp"}
	c, err := w.Calendar(t.Context(), q)
	if err != nil {
		t.Fatal(err)
	}
	day := func(n int) time.Time { return time.Date(2026, 3, n, 0, 0, 0, 0, time.UTC) }
	want := []Day{{day(3), 6, 8, 3}, {day(2), 3, 4, 2}, {day(1), 1, 1, 1}}
	if !reflect.DeepEqual(c.Days, want) || c.Count != 6 || c.MinID != 1 || c.Inexact || len(c.First) != 3 || c.First[0].Text != "lamp 0 of day 2" {
		t.Errorf("calendar %+v, want days %+v", c, want)
	}
	q.OffsetID = 8
	if c, err = w.Calendar(t.Context(), q); err != nil || c.Newer != 1 || c.Count != 6 || c.Days[0].Count != 2 {
		t.Errorf("from an id on: %+v, %v", c, err)
	}
	q.Limit = 2
	ps, n, err := w.Positions(t.Context(), q)
	if err != nil || n != 6 || len(ps) != 2 || ps[0].ID != 7 || ps[0].Offset != 1 || ps[1].Offset != 2 {
		t.Errorf("positions %+v, %d, %v", ps, n, err)
	}
	if n, exact, err := w.Count(t.Context(), Query{User: ann, Text: "other"}); n != 3 || !exact || err != nil {
		t.Errorf("count %d, %v, %v", n, exact, err)
	}
}

// TestWorkerFollows lets the worker, and no search, bring what was said into the index and take it out.
func TestWorkerFollows(t *testing.T) {
	w := newWorld(t, Limits{Step: 3, Words: 20}, boxes.Limits{})
	var last lamplight.ContentID
	for i := range 40 {
		last = w.say(ann, bob, fmt.Sprintf("lamp n%d", i))
		w.Moved(lamplight.AccountBox(ann))
	}
	w.work(w.Service, false)
	if got := w.indexed(ann, "lamp"); len(got) != 40 || got[0] != 40 || got[39] != 1 {
		t.Errorf("Ann's index has %v", got)
	}
	if got := w.indexed(bob, "lamp"); len(got) != 0 {
		t.Errorf("Bob's index has %v, and nobody said he moved", got)
	}
	// Who was not told of is found by a sweep, as after a crash between append and hint; what was deleted leaves the index.
	w.edit(last, "changed")
	w.remove(last - 1)
	w.work(w.service(Limits{Step: 3, Words: 20}), true)
	for _, u := range []lamplight.UserID{ann, bob} {
		if got := w.indexed(u, "lamp"); len(got) != 38 {
			t.Errorf("the index of %d has %d of 38", u, len(got))
		}
		if got := w.indexed(u, "changed"); len(got) != 1 {
			t.Errorf("the index of %d has %v", u, got)
		}
	}
}

// TestErasedBoxesLeaveTheIndex does so by the eraser, and by a sweep for a box that was erased behind its back.
func TestErasedBoxesLeaveTheIndex(t *testing.T) {
	w := newWorld(t, Limits{Step: 7}, boxes.Limits{})
	for range 20 {
		w.say(ann, bob, "lamp")
	}
	w.work(w.Service, true)
	if err := w.EraseUser(t.Context(), ann); err != nil {
		t.Fatal(err)
	}
	if err := w.log.Erase(t.Context(), lamplight.AccountBox(bob)); err != nil {
		t.Fatal(err)
	}
	if got := w.indexed(ann, "lamp"); got != nil {
		t.Errorf("Ann's index has %v", got)
	}
	w.work(w.service(Limits{Step: 7}), true)
	if got := w.indexed(bob, "lamp"); got != nil {
		t.Errorf("Bob's index has %v", got)
	}
	// A box that begins anew is indexed anew, whatever the index had of the old one.
	w.ask(Query{User: cid, Text: "x"})
	for range 9 {
		w.say(cid, cid, "old lamp")
	}
	w.ask(Query{User: cid, Text: "x"})
	if err := w.log.Erase(t.Context(), lamplight.AccountBox(cid)); err != nil {
		t.Fatal(err)
	}
	w.say(cid, cid, "new lamp")
	if got := w.texts(Query{User: cid, Text: "lamp"}); !reflect.DeepEqual(got, []string{"new lamp"}) {
		t.Errorf("found %q", got)
	}
	if got := w.indexed(cid, "old"); got != nil {
		t.Errorf("the index has %v of what was erased", got)
	}
}

// TestLargeBoxesAreDroppedInPortions has the worker come upon a box that was erased: it rests between portions.
func TestLargeBoxesAreDroppedInPortions(t *testing.T) {
	w := newWorld(t, Limits{Step: 7}, boxes.Limits{})
	for range 20 {
		w.say(ann, ann, "lamp")
	}
	w.work(w.Service, true)
	if err := w.log.Erase(t.Context(), lamplight.AccountBox(ann)); err != nil {
		t.Fatal(err)
	}
	k := &worker{s: w.Service, swept: w.clock, seen: w.clock}
	w.Moved(lamplight.AccountBox(ann))
	for _, want := range []int{13, 6, 0} {
		ids, err := k.boxes(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		if err := k.index(t.Context(), ids); err != nil {
			t.Fatal(err)
		}
		if got := w.indexed(ann, "lamp"); len(got) != want {
			t.Errorf("%d are left, want %d", len(got), want)
		}
	}
	if len(k.again) != 0 {
		t.Errorf("%v is to be done again", k.again)
	}
}

// TestFarBehind searches a box that the index cannot catch up with in time: the newest is found at once, and the answer says
// that there may be more.
func TestFarBehind(t *testing.T) {
	w := newWorld(t, Limits{Step: 4, CatchUp: 1}, boxes.Limits{})
	for i := range 20 {
		w.say(ann, bob, fmt.Sprintf("lamp %d", i))
	}
	// The clock stands still while the first search works: it ends after the first step by the next test of the time.
	real := w.Service
	w.Service = New(Options{Boxes: w.log, Store: w.db, Limits: Limits{Step: 4, CatchUp: 1}, Now: func() time.Time { w.clock = w.clock.Add(time.Second); return w.clock }})
	p := w.ask(Query{User: ann, Text: "lamp"})
	if !p.Inexact || len(p.Messages) != 4 || p.Messages[0].Text != "lamp 19" {
		t.Errorf("page of %d, inexact %v", len(p.Messages), p.Inexact)
	}
	w.work(w.Service, false) // the search asked for the rest
	w.Service = real
	if p := w.ask(Query{User: ann, Text: "lamp"}); p.Inexact || len(p.Messages) != 20 {
		t.Errorf("page of %d, inexact %v", len(p.Messages), p.Inexact)
	}
}

// TestNodesAtOnce lets several services index and search the same boxes at the same time.
func TestNodesAtOnce(t *testing.T) {
	for name, open := range worlds {
		if testing.Short() && name == "postgres" {
			continue
		}
		t.Run(name, func(t *testing.T) { nodesAtOnce(t, open(t, Limits{Step: 5}, boxes.Limits{})) })
	}
}

// worlds are the databases there are.
var worlds = map[string]func(testing.TB, Limits, boxes.Limits) *world{"embedded": newWorld, "postgres": newPostgresWorld}

func nodesAtOnce(t *testing.T, w *world) {
	var all []lamplight.ContentID
	for i := range 60 {
		all = append(all, w.say(ann, bob, fmt.Sprintf("lamp %d", i)))
	}
	for _, c := range all[:20] {
		w.remove(c)
	}
	var wg sync.WaitGroup
	for range 4 {
		s := w.service(Limits{Step: 5, Attempts: 1000, CatchUp: time.Minute})
		for _, u := range []lamplight.UserID{ann, bob} {
			wg.Go(func() {
				p, err := s.Search(context.Background(), Query{User: u, Text: "lamp", Limit: 100})
				if err != nil || len(p.Messages) != 40 || p.Inexact {
					t.Errorf("%d finds %d, inexact %v: %v", u, len(p.Messages), p.Inexact, err)
				}
			})
		}
	}
	wg.Wait()
}

// TestIndexIsTheBox does at random what people do, indexes at random by worker, sweep and search, with few events remembered
// and tiny portions, and compares what is found with a look at every message.
func TestIndexIsTheBox(t *testing.T) {
	rounds := 1500
	if testing.Short() {
		rounds = 150
	}
	vocabulary := strings.Fields("lamp lampe light licht свет ёлка елка 北京大学 大学 مدرسة l'été ete straße strasse #tag @ann 2026")
	for name, open := range worlds {
		rounds, seed := rounds, uint64(1)
		if testing.Short() && name == "postgres" {
			continue
		}
		if name == "postgres" {
			rounds, seed = rounds/3, 2
		}
		t.Run(fmt.Sprintf("%s, seed %d", name, seed), func(t *testing.T) {
			rnd := rand.New(rand.NewPCG(seed, 9))
			lim := Limits{Step: 3, Words: 25, Attempts: 50, CatchUp: time.Hour}
			w := open(t, lim, boxes.Limits{Events: 12})
			people := []lamplight.UserID{ann, bob, cid}
			said := map[lamplight.ContentID][2]lamplight.UserID{}
			words := func() string {
				var s []string
				for range 1 + rnd.IntN(4) {
					s = append(s, vocabulary[rnd.IntN(len(vocabulary))])
				}
				return strings.Join(s, " ")
			}
			some := func() (lamplight.ContentID, [2]lamplight.UserID) {
				c := lamplight.ContentID(1 + rnd.Int64N(int64(w.content)+1))
				return c, said[c]
			}
			for range rounds {
				switch rnd.IntN(12) {
				default:
					from, to := people[rnd.IntN(3)], people[rnd.IntN(3)]
					c := w.say(from, to, words())
					said[c] = [2]lamplight.UserID{from, to}
				case 0, 1:
					c, in := some()
					text := lamplight.Text(words())
					for _, u := range in {
						if u == 0 {
							continue // nothing was said yet
						}
						w.apply(boxes.Edit{Box: lamplight.AccountBox(u), Content: c, Change: func(m *lamplight.Message) { m.Text = text }})
					}
				case 2, 3:
					c, in := some()
					if in[0] == 0 {
						continue
					}
					w.apply(boxes.Delete{Box: lamplight.AccountBox(in[0]), Contents: []lamplight.ContentID{c}})
				case 4:
					w.apply(boxes.Clear{Box: lamplight.AccountBox(people[rnd.IntN(3)]), Peer: peer(people[rnd.IntN(3)]), Limit: 1 + rnd.IntN(5), Keep: true})
				case 5:
					w.Moved(lamplight.AccountBox(people[rnd.IntN(3)]))
				case 6:
					w.work(w.Service, rnd.IntN(4) == 0)
				case 7:
					if rnd.IntN(30) == 0 {
						if err := w.log.Erase(t.Context(), lamplight.AccountBox(people[rnd.IntN(3)])); err != nil {
							t.Fatal(err)
						}
					}
				case 8, 9:
					w.compare(people[rnd.IntN(3)], people[rnd.IntN(3)], vocabulary[rnd.IntN(len(vocabulary))])
				}
				if t.Failed() {
					return
				}
			}
			w.work(w.service(lim), true)
			for _, u := range people {
				for _, word := range vocabulary {
					want := ids(w.all(u, lamplight.Peer{}, word))
					if got := w.indexed(u, word); !slices.Equal(got, want) {
						t.Errorf("the index of %d has %v for %s, the box %v", u, got, word, want)
					}
				}
			}
		})
	}
}

// compare searches for a word, and looks for it in every message.
func (w *world) compare(u, with lamplight.UserID, word string) {
	w.t.Helper()
	want := ids(w.all(u, peer(with), word))
	p := w.ask(Query{User: u, Peer: peer(with), Text: word})
	if got := ids(p.Messages); !slices.Equal(got, want) || p.Count != len(want) {
		w.t.Errorf("%d finds %v (of %d) for %s with %d, want %v", u, got, p.Count, word, with, want)
	}
}

// all returns the messages that have a word, newest first.
func (w *world) all(u lamplight.UserID, of lamplight.Peer, word string) (found []lamplight.Message) {
	w.t.Helper()
	for _, with := range []lamplight.UserID{ann, bob, cid} {
		if !of.IsZero() && of != peer(with) {
			continue
		}
		page, err := w.log.History(w.t.Context(), lamplight.AccountBox(u), boxes.HistoryQuery{Peer: peer(with), Limit: 1000})
		if err != nil {
			w.t.Fatal(err)
		}
		for _, m := range page.Messages {
			if finds(Words(string(m.Text)), QueryWords(word)) {
				found = append(found, m)
			}
		}
	}
	slices.SortFunc(found, func(a, b lamplight.Message) int { return int(b.ID) - int(a.ID) })
	return found
}

func ids(ms []lamplight.Message) (ids []lamplight.MessageID) {
	for _, m := range ms {
		ids = append(ids, m.ID)
	}
	return ids
}

// full is a store that takes nothing in.
type full struct{ Store }

func (full) Write(context.Context, func(store.Tx) error) error { return errors.New("no room") }

// TestSearchWithoutRoom searches while the index cannot be written: what it had before is found, and the answer says so.
func TestSearchWithoutRoom(t *testing.T) {
	w := newWorld(t, Limits{}, boxes.Limits{})
	w.say(ann, bob, "lamp one")
	w.ask(Query{User: ann, Text: "lamp"})
	w.say(ann, bob, "lamp two")
	w.store = full{w.db}
	p := w.ask(Query{User: ann, Text: "lamp"})
	if !p.Inexact || len(p.Messages) != 1 || p.Messages[0].Text != "lamp one" {
		t.Errorf("found %d, inexact %v", len(p.Messages), p.Inexact)
	}
	w.store = w.db
	if p := w.ask(Query{User: ann, Text: "lamp"}); p.Inexact || len(p.Messages) != 2 {
		t.Errorf("with room again: %d, inexact %v", len(p.Messages), p.Inexact)
	}
}

// TestReadingIsNotWritten reads and reads: the cursor stays, and what is said then is found.
func TestReadingIsNotWritten(t *testing.T) {
	w := newWorld(t, Limits{}, boxes.Limits{})
	w.say(ann, bob, "lamp one")
	w.ask(Query{User: bob, Text: "lamp"})
	before := w.cursor(bob)
	w.apply(boxes.ReadInbox{Box: lamplight.AccountBox(bob), Peer: peer(ann), MaxID: 1})
	if p := w.ask(Query{User: bob, Text: "lamp"}); p.Inexact || len(p.Messages) != 1 || w.cursor(bob) != before {
		t.Errorf("cursor %+v after %+v", w.cursor(bob), before)
	}
	w.say(ann, bob, "lamp two")
	if p := w.ask(Query{User: bob, Text: "lamp"}); len(p.Messages) != 2 || w.cursor(bob).PTS != before.PTS+2 {
		t.Errorf("found %d, cursor %+v", len(p.Messages), w.cursor(bob))
	}
}

// TestLongTexts indexes more words than one transaction takes.
func TestLongTexts(t *testing.T) {
	w := newWorld(t, Limits{Words: 50}, boxes.Limits{})
	long := func(n int) string {
		var b strings.Builder
		for i := range 40 {
			fmt.Fprintf(&b, "w%dx%d ", n, i)
		}
		return b.String()
	}
	for n := range 10 {
		w.say(ann, bob, long(n))
	}
	w.ask(Query{User: ann, Text: "x"}) // anew
	w.work(w.Service, true)
	for n := 10; n < 20; n++ {
		w.say(ann, bob, long(n))
	}
	w.ask(Query{User: ann, Text: "x"}) // by events
	for n := range 20 {
		if got := w.indexed(ann, fmt.Sprintf("w%dx39", n)); len(got) != 1 {
			t.Errorf("message %d: %v", n, got)
		}
	}
}
