package sqlstore

import (
	"cmp"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"lamplight"
	"lamplight/store"
)

// A searchIndex is what the two databases do differently: how rows and words are kept and found. A space is what leads the
// words of a box (words.of).
type searchIndex interface {
	// begin makes the row of a box that has none.
	begin(t *tx, c store.SearchCursor) error
	// apply changes the index by steps whose cursors were moved.
	apply(t *tx, steps []store.SearchStep) error
	top(t *tx, box lamplight.BoxID) (lamplight.MessageID, error)
	// drop takes at most limit messages of a box out and returns how many it took.
	drop(t *tx, box lamplight.BoxID, limit int) (int, error)
	find(t *tx, q store.SearchQuery, skip, limit int) ([]store.SearchHit, error)
	count(t *tx, q store.SearchQuery, limit int) (int, error)
	// findEach and countEach are find and count for many boxes, each of which is asked for something; findEach gives the
	// newest limit of each box at least, in any order.
	findEach(t *tx, qs []store.SearchQuery, limit int) ([]store.SearchHit, error)
	countEach(t *tx, qs []store.SearchQuery, limit int) (int, error)
}

const searchCursorColumns = `box_id, pts, below, version`

func scanSearchCursor(scan scanner) (c store.SearchCursor, err error) {
	err = scan(&c.Box, &c.PTS, &c.Below, &c.Version)
	return c, err
}

// SearchCursor implements store.Search.
func (t *tx) SearchCursor(box lamplight.BoxID) (store.SearchCursor, error) {
	return one(t, scanSearchCursor, `SELECT `+searchCursorColumns+` FROM search_boxes WHERE box_id = ?`, box)
}

// SearchCursors implements store.Search.
func (t *tx) SearchCursors(after lamplight.BoxID, limit int) ([]store.SearchCursor, error) {
	return many(t, scanSearchCursor, `SELECT `+searchCursorColumns+` FROM search_boxes WHERE box_id > ? ORDER BY box_id LIMIT ?`,
		after, limit)
}

// StepSearch implements store.Search.
func (t *tx) StepSearch(steps []store.SearchStep) ([]bool, error) {
	done := make([]bool, len(steps))
	var moved []store.SearchStep
	for i, s := range steps {
		ok, err := t.moveSearch(s.From, s.To)
		if err != nil {
			return nil, fmt.Errorf("move the search cursor of %d: %w", s.To.Box, err)
		}
		if done[i] = ok; ok {
			moved = append(moved, s)
		}
	}
	if len(moved) == 0 {
		return done, nil
	}
	return done, t.s.search().apply(t, moved)
}

// moveSearch replaces a cursor by the next and reports whether it did.
func (t *tx) moveSearch(from, to store.SearchCursor) (bool, error) {
	if from == (store.SearchCursor{}) {
		if _, err := t.SearchCursor(to.Box); !errors.Is(err, store.ErrNotFound) {
			return false, err
		}
		return true, t.s.search().begin(t, to)
	}
	n, err := t.exec(`UPDATE search_boxes SET pts = ?, below = ?, version = ? WHERE box_id = ? AND pts = ? AND below = ? AND version = ?`,
		to.PTS, to.Below, to.Version, from.Box, from.PTS, from.Below, from.Version)
	return n > 0, err
}

// SearchTop implements store.Search.
func (t *tx) SearchTop(box lamplight.BoxID) (lamplight.MessageID, error) {
	return t.s.search().top(t, box)
}

// DropSearch implements store.Search.
func (t *tx) DropSearch(box lamplight.BoxID, limit int) (bool, error) {
	n, err := t.s.search().drop(t, box, limit)
	if err != nil || n == limit {
		return false, err
	}
	return true, t.run(`DELETE FROM search_boxes WHERE box_id = ?`, box)
}

// SearchMessages implements store.Search.
func (t *tx) SearchMessages(q store.SearchQuery, skip, limit int) ([]store.SearchHit, error) {
	if !asksForSomething(q) || limit <= 0 {
		return nil, nil
	}
	return t.s.search().find(t, q, max(skip, 0), limit)
}

// CountSearch implements store.Search.
func (t *tx) CountSearch(q store.SearchQuery, limit int) (int, error) {
	if !asksForSomething(q) || limit <= 0 {
		return 0, nil
	}
	return t.s.search().count(t, q, limit)
}

// SearchEach implements store.Search.
func (t *tx) SearchEach(qs []store.SearchQuery, limit int) ([]store.SearchHit, error) {
	qs = slices.DeleteFunc(slices.Clone(qs), func(q store.SearchQuery) bool { return !asksForSomething(q) })
	if len(qs) == 0 || limit <= 0 {
		return nil, nil
	}
	hits, err := t.s.search().findEach(t, qs, limit)
	slices.SortFunc(hits, func(a, b store.SearchHit) int {
		return cmp.Or(b.Date.Compare(a.Date), cmp.Compare(a.Box, b.Box), cmp.Compare(b.ID, a.ID))
	})
	return hits[:min(len(hits), limit)], err
}

// CountEach implements store.Search.
func (t *tx) CountEach(qs []store.SearchQuery, limit int) (int, error) {
	qs = slices.DeleteFunc(slices.Clone(qs), func(q store.SearchQuery) bool { return !asksForSomething(q) })
	if len(qs) == 0 || limit <= 0 {
		return 0, nil
	}
	return t.s.search().countEach(t, qs, limit)
}

// SearchCursorsOf implements store.Search.
func (t *tx) SearchCursorsOf(boxes []lamplight.BoxID) ([]store.SearchCursor, error) {
	return manyIn(t, scanSearchCursor, `SELECT `+searchCursorColumns+` FROM search_boxes WHERE box_id IN (%s)`, boxes)
}

func asksForSomething(q store.SearchQuery) bool {
	return len(q.Words) > 0 || !q.Peer.IsZero() || q.PeerKind != 0 || !q.From.IsZero() || !q.Saved.IsZero() || q.Kinds != 0 ||
		q.Thread != 0 || q.Mentions != 0
}

// What stands in the index beside words begins with '_', which no word has: the peers and kinds of a message.
const (
	termPeer  = "_p"
	termFrom  = "_f"
	termSaved = "_s"
	termKind  = "_k"
	termIn    = "_t" // the thread
	termNames = "_m" // whom it names
)

func base36(n int64) string { return strconv.FormatInt(n, 36) }

// searchPeer writes a peer with its kind first, so that all of one kind have the same beginning.
func searchPeer(term string, p lamplight.Peer) string {
	return term + strconv.Itoa(int(p.Kind)) + base36(p.ID)
}

// searchTerms returns all that a message is found by, separated by blanks.
func searchTerms(m *store.SearchMessage) string {
	var b strings.Builder
	b.WriteString(searchPeer(termPeer, m.Peer))
	if !m.From.IsZero() {
		b.WriteString(" " + searchPeer(termFrom, m.From))
	}
	if !m.Saved.IsZero() {
		b.WriteString(" " + searchPeer(termSaved, m.Saved))
	}
	if m.Thread != 0 {
		b.WriteString(" " + termIn + base36(int64(m.Thread)))
	}
	for _, u := range m.Mentions {
		b.WriteString(" " + termNames + base36(int64(u)))
	}
	for bit := range 32 {
		if m.Kinds>>bit&1 != 0 {
			b.WriteString(" " + termKind + base36(int64(bit)))
		}
	}
	for _, w := range m.Words {
		if searchWord(w) {
			b.WriteByte(' ')
			b.WriteString(w)
		}
	}
	return b.String()
}

// searchWord reports whether w is what words are said to be: what is not would be taken apart by the database, or mean
// something in a query.
func searchWord(w string) bool {
	for i := range len(w) {
		if c := w[i]; c < 0x80 && (c < 'a' || c > 'z') && (c < '0' || c > '9') {
			return false
		}
	}
	return w != "" && len(w) <= store.MaxSearchWord
}

// A searchTerm is a term that a query asks for.
type searchTerm struct {
	text   string
	prefix bool // whatever begins so
}

// searchQueryTerms returns the terms that all have to be there; false if a word can never be.
func searchQueryTerms(q store.SearchQuery) ([]searchTerm, bool) {
	var ts []searchTerm
	for _, w := range q.Words {
		if !searchWord(w) {
			return nil, false
		}
		ts = append(ts, searchTerm{w, true})
	}
	if !q.Peer.IsZero() {
		ts = append(ts, searchTerm{searchPeer(termPeer, q.Peer), false})
	} else if q.PeerKind != 0 {
		ts = append(ts, searchTerm{termPeer + strconv.Itoa(int(q.PeerKind)), true})
	}
	if !q.From.IsZero() {
		ts = append(ts, searchTerm{searchPeer(termFrom, q.From), false})
	}
	if !q.Saved.IsZero() {
		ts = append(ts, searchTerm{searchPeer(termSaved, q.Saved), false})
	}
	if q.Thread != 0 {
		ts = append(ts, searchTerm{termIn + base36(int64(q.Thread)), false})
	}
	if q.Mentions != 0 {
		ts = append(ts, searchTerm{termNames + base36(int64(q.Mentions)), false})
	}
	for bit := range 32 {
		if q.Kinds>>bit&1 != 0 {
			ts = append(ts, searchTerm{termKind + base36(int64(bit)), false})
		}
	}
	return ts, true
}

// spaced puts what stands for a box before each of the terms of a message.
func spaced(space, terms string) string {
	return space + strings.ReplaceAll(terms, " ", " "+space)
}

// searchOrder is how hits are sorted.
func searchOrder(q store.SearchQuery) string {
	if q.Rising {
		return "ASC"
	}
	return "DESC"
}

func scanSearchHit(scan scanner) (h store.SearchHit, err error) {
	err = scan(&h.ID, when(&h.Date))
	return h, err
}

// sortedByID returns messages by rising id.
func sortedByID(ms []store.SearchMessage) []store.SearchMessage {
	ms = slices.Clone(ms)
	slices.SortFunc(ms, func(a, b store.SearchMessage) int { return int(a.ID) - int(b.ID) })
	return ms
}
