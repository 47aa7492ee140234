package storetest

import (
	"fmt"
	"math/rand/v2"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"lamplight"
	"lamplight/store"
)

// An indexed is a box of a search test.
type indexed struct {
	t      *testing.T
	s      store.Store
	cursor store.SearchCursor
}

// newIndexed begins the index of a new box.
func newIndexed(t *testing.T, s store.Store) *indexed {
	t.Helper()
	x := &indexed{t: t, s: s}
	x.step(store.SearchStep{To: store.SearchCursor{Box: lamplight.BoxID(newID())}})
	return x
}

// step carries a step out from the box's cursor, to the next pts unless it says where.
func (x *indexed) step(step store.SearchStep) {
	x.t.Helper()
	step.From = x.cursor
	if step.To == (store.SearchCursor{}) {
		step.To = x.cursor
		step.To.PTS++
	}
	var done []bool
	write(x.t, x.s, func(tx store.Tx) (err error) {
		done, err = tx.StepSearch([]store.SearchStep{step})
		return err
	})
	if !reflect.DeepEqual(done, []bool{true}) {
		x.t.Fatalf("step from %+v to %+v: done %v", step.From, step.To, done)
	}
	x.cursor = step.To
}

func (x *indexed) put(ms ...store.SearchMessage) { x.t.Helper(); x.step(store.SearchStep{Put: ms}) }

// find returns the ids that a query finds in the box, all of them.
func (x *indexed) find(q store.SearchQuery) []lamplight.MessageID {
	x.t.Helper()
	q.Box = x.cursor.Box
	return hitIDs(get(x.t, x.s, func(tx store.Tx) ([]store.SearchHit, error) { return tx.SearchMessages(q, 0, 1000) }))
}

func (x *indexed) word(words ...string) []lamplight.MessageID {
	x.t.Helper()
	return x.find(store.SearchQuery{Words: words})
}

func hitIDs(hits []store.SearchHit) (ids []lamplight.MessageID) {
	for _, h := range hits {
		ids = append(ids, h.ID)
	}
	return ids
}

// said makes a message of words, sent id seconds after noon in a conversation with 7.
func said(id lamplight.MessageID, words ...string) store.SearchMessage {
	return store.SearchMessage{
		ID: id, Peer: lamplight.UserPeer(7), From: lamplight.UserPeer(7), Date: at.Add(time.Duration(id) * time.Second), Words: words,
	}
}

func testSearch(t *testing.T, s store.Store) {
	for _, tt := range []struct {
		name string
		test func(*testing.T, store.Store)
	}{
		{"words", testSearchWords},
		{"conditions", testSearchConditions},
		{"pages", testSearchPages},
		{"edits and deletions", testSearchChanges},
		{"cursors", testSearchCursors},
		{"drop", testSearchDrop},
		{"several boxes", testSearchEach},
		{"model", testSearchModel},
	} {
		t.Run(tt.name, func(t *testing.T) { tt.test(t, s) })
	}
}

func testSearchWords(t *testing.T, s store.Store) {
	x, other := newIndexed(t, s), newIndexed(t, s)
	x.put(said(1, "hello", "world"), said(2, "hello"), said(3, "привет", "мир"), said(4, "你好", "好世", "世界", "界"), said(5))
	other.put(said(1, "hello", "there"))
	for _, tt := range []struct {
		words string
		want  []lamplight.MessageID
	}{
		{"hello", []lamplight.MessageID{2, 1}},
		{"h", []lamplight.MessageID{2, 1}},
		{"hello world", []lamplight.MessageID{1}},
		{"wor hel", []lamplight.MessageID{1}},
		{"ello", nil},
		{"helloo", nil},
		{"there", nil},
		{"прив", []lamplight.MessageID{3}},
		{"п м", []lamplight.MessageID{3}},
		{"世", []lamplight.MessageID{4}},
		{"世界", []lamplight.MessageID{4}},
		{"hello мир", nil},
		{"it's", nil}, // no word that the index takes: never found, never an error
		{`"`, nil},
		{`'`, nil},
		{`\`, nil},
		{"_p17", nil},
		{"Hello", nil},
		{strings.Repeat("a", store.MaxSearchWord+1), nil},
	} {
		same(t, "search for "+tt.words, x.word(strings.Fields(tt.words)...), tt.want)
	}
	same(t, "without anything to look for", x.find(store.SearchQuery{Since: at}), []lamplight.MessageID(nil))
	same(t, "in a box without an index",
		get(t, s, func(tx store.Tx) ([]store.SearchHit, error) {
			return tx.SearchMessages(store.SearchQuery{Box: 1, Words: []string{"hello"}}, 0, 10)
		}), []store.SearchHit(nil))
}

func testSearchConditions(t *testing.T, s store.Store) {
	x := newIndexed(t, s)
	ann, bob, group := lamplight.UserPeer(7), lamplight.UserPeer(77), lamplight.ChatPeer(7)
	message := func(id lamplight.MessageID, peer, from lamplight.Peer, kinds store.SearchKinds, saved lamplight.Peer) store.SearchMessage {
		return store.SearchMessage{
			ID: id, Peer: peer, From: from, Date: at.Add(time.Duration(id) * time.Second), Kinds: kinds, Saved: saved, Words: []string{"word"},
		}
	}
	x.put(
		message(1, ann, ann, 0, lamplight.Peer{}), message(2, ann, bob, store.SearchURL, lamplight.Peer{}),
		message(3, bob, bob, store.SearchMentioned, lamplight.Peer{}), message(4, group, ann, store.SearchURL|store.SearchMentioned, lamplight.Peer{}),
		message(5, bob, bob, 0, group), message(6, group, lamplight.Peer{}, 0, lamplight.Peer{}),
	)
	type ids = []lamplight.MessageID
	for name, tt := range map[string]struct {
		q    store.SearchQuery
		want ids
	}{
		"peer":               {store.SearchQuery{Peer: ann}, ids{2, 1}},
		"peer and word":      {store.SearchQuery{Peer: bob, Words: []string{"wo"}}, ids{5, 3}},
		"peer and no word":   {store.SearchQuery{Peer: bob, Words: []string{"on"}}, nil},
		"peer of that id":    {store.SearchQuery{Peer: group}, ids{6, 4}},
		"kind of peer":       {store.SearchQuery{PeerKind: lamplight.PeerUser}, ids{5, 3, 2, 1}},
		"kind and peer":      {store.SearchQuery{PeerKind: lamplight.PeerUser, Peer: group}, ids{6, 4}},
		"from":               {store.SearchQuery{From: ann}, ids{4, 1}},
		"from and peer":      {store.SearchQuery{From: ann, Peer: group}, ids{4}},
		"url":                {store.SearchQuery{Kinds: store.SearchURL}, ids{4, 2}},
		"both kinds":         {store.SearchQuery{Kinds: store.SearchURL | store.SearchMentioned}, ids{4}},
		"saved":              {store.SearchQuery{Saved: group}, ids{5}},
		"above":              {store.SearchQuery{Words: []string{"word"}, MinID: 4}, ids{6, 5}},
		"below":              {store.SearchQuery{Words: []string{"word"}, MaxID: 3}, ids{2, 1}},
		"between":            {store.SearchQuery{Words: []string{"word"}, MinID: 2, MaxID: 5}, ids{4, 3}},
		"no room between":    {store.SearchQuery{Words: []string{"word"}, MinID: 3, MaxID: 4}, nil},
		"since":              {store.SearchQuery{Words: []string{"word"}, Since: at.Add(5 * time.Second)}, ids{6, 5}},
		"until":              {store.SearchQuery{Words: []string{"word"}, Until: at.Add(2 * time.Second)}, ids{2, 1}},
		"since and until":    {store.SearchQuery{Peer: bob, Since: at.Add(4 * time.Second), Until: at.Add(9 * time.Second)}, ids{5}},
		"since and from":     {store.SearchQuery{From: bob, Until: at.Add(3 * time.Second)}, ids{3, 2}},
		"greatest id of all": {store.SearchQuery{Words: []string{"word"}, MaxID: 1<<31 - 1}, ids{6, 5, 4, 3, 2, 1}},
	} {
		same(t, name, x.find(tt.q), tt.want)
		tt.q.Box = x.cursor.Box
		same(t, name+", counted", get(t, s, func(tx store.Tx) (int, error) { return tx.CountSearch(tt.q, 100) }), len(tt.want))
	}
}

func testSearchPages(t *testing.T, s store.Store) {
	x := newIndexed(t, s)
	var all []store.SearchMessage
	for id := range lamplight.MessageID(150) {
		all = append(all, said(id+1, "many", fmt.Sprintf("n%d", id+1)))
	}
	rand.Shuffle(len(all), func(i, j int) { all[i], all[j] = all[j], all[i] })
	x.put(all...)
	q := store.SearchQuery{Box: x.cursor.Box, Words: []string{"many"}}
	page := get(t, s, func(tx store.Tx) ([]store.SearchHit, error) { return tx.SearchMessages(q, 10, 2) })
	same(t, "page", page, []store.SearchHit{
		{ID: 140, Date: at.Add(140 * time.Second)}, {ID: 139, Date: at.Add(139 * time.Second)},
	})
	up := q
	up.Rising, up.MinID = true, 30
	page = get(t, s, func(tx store.Tx) ([]store.SearchHit, error) { return tx.SearchMessages(up, 10, 2) })
	same(t, "page by rising ids", hitIDs(page), []lamplight.MessageID{41, 42})
	for limit, want := range map[int]int{1: 1, 100: 100, 150: 150, 1000: 150, 0: 0} {
		same(t, "count", get(t, s, func(tx store.Tx) (int, error) { return tx.CountSearch(q, limit) }), want)
	}
	same(t, "page of nothing", get(t, s, func(tx store.Tx) ([]store.SearchHit, error) { return tx.SearchMessages(q, 0, 0) }), []store.SearchHit(nil))
	same(t, "top", get(t, s, func(tx store.Tx) (lamplight.MessageID, error) { return tx.SearchTop(q.Box) }), lamplight.MessageID(150))
	same(t, "one of many", x.word("n77"), []lamplight.MessageID{77})
}

func testSearchChanges(t *testing.T, s store.Store) {
	x := newIndexed(t, s)
	type ids = []lamplight.MessageID
	x.put(said(1, "first"), said(2, "second", "shared"), said(3, "third", "shared"), said(4, "fourth"), said(5, "fifth"))
	x.step(store.SearchStep{
		Put: []store.SearchMessage{said(2, "changed", "shared"), said(3, "third", "shared"), said(6, "sixth")}, Delete: ids{1, 5, 99},
	})
	same(t, "the word that was there", x.word("second"), ids(nil))
	same(t, "the new word", x.word("changed"), ids{2})
	same(t, "what stayed", x.word("shared"), ids{3, 2})
	same(t, "what was deleted", x.word("fi"), ids(nil))
	same(t, "what came", x.word("si"), ids{6})
	x.step(store.SearchStep{Min: 2, Max: 4, Put: []store.SearchMessage{said(3, "again"), said(7, "seventh")}})
	same(t, "a range is what it was said to be", x.word("changed"), ids(nil))
	same(t, "all that is left", x.find(store.SearchQuery{Peer: lamplight.UserPeer(7)}), ids{7, 6, 4, 3})
	same(t, "what was replaced", x.word("third"), ids(nil))
	x.step(store.SearchStep{Min: 1, Max: 1<<31 - 1})
	same(t, "after all is taken out", x.find(store.SearchQuery{Peer: lamplight.UserPeer(7)}), ids(nil))
	same(t, "top", get(t, s, func(tx store.Tx) (lamplight.MessageID, error) { return tx.SearchTop(x.cursor.Box) }), lamplight.MessageID(0))
}

func testSearchCursors(t *testing.T, s store.Store) {
	x, y := newIndexed(t, s), newIndexed(t, s)
	none, err := try(t.Context(), s, func(tx store.Tx) (store.SearchCursor, error) { return tx.SearchCursor(1) })
	fails(t, "cursor of a box without", err, store.ErrNotFound)
	same(t, "cursor of a box without", none, store.SearchCursor{})
	stale := x.cursor
	x.step(store.SearchStep{To: store.SearchCursor{Box: x.cursor.Box, PTS: 5, Below: 9, Version: 3}})
	same(t, "cursor", get(t, s, func(tx store.Tx) (store.SearchCursor, error) { return tx.SearchCursor(x.cursor.Box) }), x.cursor)

	// A node that read the cursor before somebody moved it does nothing; what it does for other boxes stands.
	other := x.cursor
	other.Version++
	steps := []store.SearchStep{
		{From: other, To: store.SearchCursor{Box: stale.Box, PTS: 6}, Put: []store.SearchMessage{said(1, "otherwise")}},
		{From: stale, To: store.SearchCursor{Box: stale.Box, PTS: 6}, Put: []store.SearchMessage{said(1, "late")}},
		{To: store.SearchCursor{Box: stale.Box, PTS: 7}, Put: []store.SearchMessage{said(1, "later")}},
		{From: y.cursor, To: store.SearchCursor{Box: y.cursor.Box, PTS: 8}, Put: []store.SearchMessage{said(1, "intime")}},
	}
	var done []bool
	write(t, s, func(tx store.Tx) (err error) { done, err = tx.StepSearch(steps); return err })
	same(t, "done", done, []bool{false, false, false, true})
	same(t, "what came late", x.word("late"), []lamplight.MessageID(nil))
	y.cursor.PTS = 8
	same(t, "what came in time", y.word("intime"), []lamplight.MessageID{1})

	page := get(t, s, func(tx store.Tx) ([]store.SearchCursor, error) { return tx.SearchCursors(x.cursor.Box-1, 2) })
	same(t, "cursors", page, []store.SearchCursor{x.cursor, y.cursor})
	page = get(t, s, func(tx store.Tx) ([]store.SearchCursor, error) { return tx.SearchCursors(x.cursor.Box, 1) })
	same(t, "cursors after the first", page, []store.SearchCursor{y.cursor})
}

func testSearchDrop(t *testing.T, s store.Store) {
	x, other := newIndexed(t, s), newIndexed(t, s)
	x.put(said(1, "one"), said(2, "two"), said(3, "three"))
	other.put(said(1, "one"))
	var gone []bool
	for range 3 {
		write(t, s, func(tx store.Tx) error {
			g, err := tx.DropSearch(x.cursor.Box, 2)
			gone = append(gone, g)
			return err
		})
	}
	same(t, "dropped", gone, []bool{false, true, true})
	_, err := try(t.Context(), s, func(tx store.Tx) (store.SearchCursor, error) { return tx.SearchCursor(x.cursor.Box) })
	fails(t, "cursor of a dropped box", err, store.ErrNotFound)
	same(t, "others", other.word("one"), []lamplight.MessageID{1})
	box := x.cursor.Box
	x.cursor = store.SearchCursor{}
	x.step(store.SearchStep{To: store.SearchCursor{Box: box, PTS: 1}, Put: []store.SearchMessage{said(9, "new")}})
	same(t, "begun anew", x.find(store.SearchQuery{Peer: lamplight.UserPeer(7)}), []lamplight.MessageID{9})
}

// testSearchModel compares boxes with a model of maps under random steps.
func testSearchModel(t *testing.T, s store.Store) {
	rnd := rand.New(rand.NewPCG(1, 2))
	vocabulary := []string{"a", "ab", "abc", "b", "ba", "привет", "пока", "你好", "好", "ζ", "2026"}
	boxes := []*indexed{newIndexed(t, s), newIndexed(t, s), newIndexed(t, s)}
	models := make([]map[lamplight.MessageID][]string, len(boxes))
	for i := range models {
		models[i] = map[lamplight.MessageID][]string{}
	}
	for round := range 60 {
		var steps []store.SearchStep
		for _, i := range rnd.Perm(len(boxes))[:1+rnd.IntN(len(boxes))] {
			x, model := boxes[i], models[i]
			step := store.SearchStep{From: x.cursor, To: x.cursor}
			step.To.PTS++
			for range rnd.IntN(4) {
				id := lamplight.MessageID(1 + rnd.IntN(40))
				delete(model, id)
				step.Delete = append(step.Delete, id)
			}
			if rnd.IntN(4) == 0 {
				step.Min = lamplight.MessageID(1 + rnd.IntN(40))
				step.Max = step.Min + lamplight.MessageID(rnd.IntN(10))
				for id := step.Min; id < step.Max; id++ {
					delete(model, id)
				}
			}
			for range rnd.IntN(12) {
				id := lamplight.MessageID(1 + rnd.IntN(40))
				if slices.ContainsFunc(step.Put, func(m store.SearchMessage) bool { return m.ID == id }) || slices.Contains(step.Delete, id) {
					continue
				}
				var words []string
				for _, w := range rnd.Perm(len(vocabulary))[:rnd.IntN(4)] {
					words = append(words, vocabulary[w])
				}
				model[id] = words
				step.Put = append(step.Put, said(id, words...))
			}
			steps = append(steps, step)
			x.cursor = step.To
		}
		write(t, s, func(tx store.Tx) error { _, err := tx.StepSearch(steps); return err })
		i := round % len(boxes)
		for _, prefix := range append([]string{"п", "你"}, vocabulary...) {
			var want []lamplight.MessageID
			for id := lamplight.MessageID(60); id > 0; id-- {
				if slices.ContainsFunc(models[i][id], func(w string) bool { return strings.HasPrefix(w, prefix) }) {
					want = append(want, id)
				}
			}
			same(t, fmt.Sprintf("round %d, box %d, %s", round, i, prefix), boxes[i].word(prefix), want)
		}
		if t.Failed() {
			return
		}
	}
}

func testSearchEach(t *testing.T, s store.Store) {
	x, y, none := newIndexed(t, s), newIndexed(t, s), newIndexed(t, s)
	x.put(said(1, "lamp"), said(2, "lamp"), said(4, "lamp"), said(5, "oil"))
	m := said(6, "lamp")
	m.Thread, m.Mentions = 3, []lamplight.UserID{8, 9}
	y.put(said(2, "lamp"), said(3, "lamps"), m)
	a, b := x.cursor.Box, y.cursor.Box
	hit := func(box lamplight.BoxID, id lamplight.MessageID) store.SearchHit {
		return store.SearchHit{Box: box, ID: id, Date: at.Add(time.Duration(id) * time.Second)}
	}
	each := func(limit int, qs ...store.SearchQuery) []store.SearchHit {
		return get(t, s, func(tx store.Tx) ([]store.SearchHit, error) { return tx.SearchEach(qs, limit) })
	}
	count := func(limit int, qs ...store.SearchQuery) int {
		return get(t, s, func(tx store.Tx) (int, error) { return tx.CountEach(qs, limit) })
	}
	lamp := func(box lamplight.BoxID) store.SearchQuery {
		return store.SearchQuery{Box: box, Words: []string{"lamp"}}
	}
	all := []store.SearchHit{hit(b, 6), hit(a, 4), hit(b, 3), hit(a, 2), hit(b, 2), hit(a, 1)}
	same(t, "all", each(100, lamp(b), lamp(none.cursor.Box), lamp(a), lamp(b+1000)), all)
	same(t, "some", each(3, lamp(a), lamp(b)), all[:3])
	same(t, "count", count(100, lamp(a), lamp(b), lamp(none.cursor.Box)), 6)
	same(t, "count up to", count(4, lamp(a), lamp(b)), 4)
	early, low := lamp(a), lamp(b)
	early.Until, early.Since, low.MaxID, low.MinID = at.Add(2*time.Second), at.Add(2*time.Second), 6, 2
	same(t, "bounds", each(100, early, low), []store.SearchHit{hit(b, 3), hit(a, 2)})
	same(t, "nothing asked", each(100, store.SearchQuery{Box: a}), []store.SearchHit(nil))
	same(t, "no word", count(100, store.SearchQuery{Box: a, Words: []string{"_"}}), 0)
	same(t, "a thread", y.find(store.SearchQuery{Thread: 3}), []lamplight.MessageID{6})
	same(t, "another thread", y.find(store.SearchQuery{Thread: 33}), []lamplight.MessageID(nil))
	same(t, "whom it names", y.find(store.SearchQuery{Mentions: 9}), []lamplight.MessageID{6})
	same(t, "whom it does not name", y.find(store.SearchQuery{Mentions: 99}), []lamplight.MessageID(nil))
	cursors := get(t, s, func(tx store.Tx) ([]store.SearchCursor, error) {
		return tx.SearchCursorsOf([]lamplight.BoxID{b, b + 1000})
	})
	same(t, "cursors", cursors, []store.SearchCursor{y.cursor})
}
