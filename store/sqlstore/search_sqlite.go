package sqlstore

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"lamplight"
	"lamplight/store"
)

// sqliteSearch keeps the words in an FTS5 table. A message is the document slot·2^31 + id, where the slot is a small number
// that each box is given: so documents of a box lie together and are found newest first without sorting. The table has no
// copy of what it was given; search_messages has it, because FTS5 takes out only what it is told again, and then really does
// (secure-delete), where a tombstone would leave the words of a deleted text on the disk until some later merge.
type sqliteSearch struct{}

// idBits is how many bits of a document are the message's id.
const idBits = 31

// docSpan is how many documents a slot has.
const docSpan = int64(1) << idBits

func (sqliteSearch) begin(t *tx, c store.SearchCursor) error {
	return t.run(`INSERT INTO search_boxes (`+searchCursorColumns+`) VALUES (?, ?, ?, ?)`, c.Box, c.PTS, c.Below, c.Version)
}

// slot returns the number of a box, false if it has none.
func (sqliteSearch) slot(t *tx, box lamplight.BoxID) (int64, bool, error) {
	s, err := many(t, value[int64], `SELECT slot FROM search_boxes WHERE box_id = ?`, box)
	if err != nil || len(s) == 0 {
		return 0, false, err
	}
	return s[0], true, nil
}

// slotSpace is what leads the words of a box.
func slotSpace(slot int64) string { return base36(slot) + "_" }

// A searchDoc is what is kept of a message.
type searchDoc struct {
	doc, date int64
	terms     string
}

func scanSearchDoc(scan scanner) (d searchDoc, err error) {
	err = scan(&d.doc, &d.date, &d.terms)
	return d, err
}

func (x sqliteSearch) apply(t *tx, steps []store.SearchStep) error {
	before, after := map[int64]searchDoc{}, map[int64]searchDoc{}
	for _, s := range steps {
		slot, ok, err := x.slot(t, s.To.Box)
		if err != nil {
			return err
		}
		if !ok {
			return fmt.Errorf("search: box %d has a cursor and no slot", s.To.Box)
		}
		if err := x.read(t, slot, s, before); err != nil {
			return err
		}
		for i := range s.Put {
			m := &s.Put[i]
			doc := slot<<idBits | int64(m.ID)
			after[doc] = searchDoc{doc, seconds(m.Date), searchTerms(m)}
		}
	}
	return x.replace(t, before, after)
}

// read collects what is kept of the messages that a step concerns.
func (sqliteSearch) read(t *tx, slot int64, s store.SearchStep, into map[int64]searchDoc) error {
	var docs []int64
	for _, id := range s.Delete {
		docs = append(docs, slot<<idBits|int64(id))
	}
	for i := range s.Put {
		docs = append(docs, slot<<idBits|int64(s.Put[i].ID))
	}
	found, err := manyIn(t, scanSearchDoc, `SELECT doc, date, words FROM search_messages WHERE doc IN (%s)`, docs)
	if err != nil {
		return err
	}
	if s.Min < s.Max {
		more, err := many(t, scanSearchDoc, `SELECT doc, date, words FROM search_messages WHERE doc >= ? AND doc < ?`,
			slot<<idBits|int64(s.Min), slot<<idBits|int64(s.Max))
		if err != nil {
			return err
		}
		found = append(found, more...)
	}
	for _, d := range found {
		into[d.doc] = d
	}
	return nil
}

// replace puts after in the place of before. FTS5 gathers what a transaction says as long as documents rise, and writes a
// part of the index each time they do not: hence the order.
func (sqliteSearch) replace(t *tx, before, after map[int64]searchDoc) error {
	for doc, d := range after {
		if before[doc] == d {
			delete(before, doc)
			delete(after, doc)
		}
	}
	all := slices.Collect(maps.Keys(before))
	for doc := range after {
		if _, both := before[doc]; !both {
			all = append(all, doc)
		}
	}
	slices.Sort(all)
	var fresh []searchDoc // documents that wait to be inserted, nothing to be taken out between them
	flush := func() error {
		err := insertSearchDocs(t, fresh)
		fresh = fresh[:0]
		return err
	}
	for _, doc := range all {
		if old, was := before[doc]; was {
			if err := flush(); err != nil {
				return err
			}
			if err := t.run(`INSERT INTO search_words (search_words, rowid, words) VALUES ('delete', ?, ?)`,
				doc, spaced(slotSpace(doc>>idBits), old.terms)); err != nil {
				return fmt.Errorf("take words out: %w", err)
			}
			if err := t.run(`DELETE FROM search_messages WHERE doc = ?`, doc); err != nil {
				return err
			}
		}
		if d, is := after[doc]; is {
			fresh = append(fresh, d)
		}
	}
	return flush()
}

// insertRows are how many rows one statement inserts: few lengths make few statements.
var insertRows = []int{64, 8, 1}

func insertSearchDocs(t *tx, docs []searchDoc) error {
	for _, n := range insertRows {
		for len(docs) >= n {
			rows, words := make([]any, 0, 3*n), make([]any, 0, 2*n)
			for _, d := range docs[:n] {
				rows = append(rows, d.doc, d.date, d.terms)
				words = append(words, d.doc, spaced(slotSpace(d.doc>>idBits), d.terms))
			}
			if err := t.run(`INSERT INTO search_messages (doc, date, words) VALUES (?, ?, ?)`+strings.Repeat(`, (?, ?, ?)`, n-1), rows...); err != nil {
				return err
			}
			if err := t.run(`INSERT INTO search_words (rowid, words) VALUES (?, ?)`+strings.Repeat(`, (?, ?)`, n-1), words...); err != nil {
				return fmt.Errorf("put words in: %w", err)
			}
			docs = docs[n:]
		}
	}
	return nil
}

func (x sqliteSearch) top(t *tx, box lamplight.BoxID) (lamplight.MessageID, error) {
	slot, ok, err := x.slot(t, box)
	if err != nil || !ok {
		return 0, err
	}
	docs, err := many(t, value[int64], `SELECT doc FROM search_messages WHERE doc >= ? AND doc < ? ORDER BY doc DESC LIMIT 1`,
		slot<<idBits, (slot+1)<<idBits)
	if err != nil || len(docs) == 0 {
		return 0, err
	}
	return lamplight.MessageID(docs[0] & (docSpan - 1)), nil
}

func (x sqliteSearch) drop(t *tx, box lamplight.BoxID, limit int) (int, error) {
	slot, ok, err := x.slot(t, box)
	if err != nil || !ok {
		return 0, err
	}
	found, err := many(t, scanSearchDoc, `SELECT doc, date, words FROM search_messages WHERE doc >= ? AND doc < ? ORDER BY doc LIMIT ?`,
		slot<<idBits, (slot+1)<<idBits, limit)
	if err != nil {
		return 0, err
	}
	before := make(map[int64]searchDoc, len(found))
	for _, d := range found {
		before[d.doc] = d
	}
	return len(found), x.replace(t, before, nil)
}

// match returns the condition of a query; false if nothing can be found.
func (x sqliteSearch) match(t *tx, q store.SearchQuery) (where string, args []any, ok bool, err error) {
	terms, ok := searchQueryTerms(q)
	if !ok {
		return "", nil, false, nil
	}
	slot, ok, err := x.slot(t, q.Box)
	if err != nil || !ok {
		return "", nil, false, err
	}
	var expr strings.Builder
	for i, term := range terms {
		if i > 0 {
			expr.WriteString(" AND ")
		}
		expr.WriteString(`"` + slotSpace(slot) + term.text + `"`)
		if term.prefix {
			expr.WriteString(" *")
		}
	}
	above, below := slot<<idBits|int64(max(q.MinID, 0)), (slot+1)<<idBits
	if q.MaxID > 0 {
		below = slot<<idBits | int64(q.MaxID)
	}
	where, args = `w.search_words MATCH ? AND w.rowid > ? AND w.rowid < ?`, []any{expr.String(), above, below}
	if !q.Since.IsZero() {
		where, args = where+` AND m.date >= ?`, append(args, q.Since)
	}
	if !q.Until.IsZero() {
		where, args = where+` AND m.date <= ?`, append(args, q.Until)
	}
	return where, args, true, nil
}

// searchFrom reads the words first: CROSS JOIN keeps the order.
const searchFrom = ` FROM search_words AS w CROSS JOIN search_messages AS m ON m.doc = w.rowid WHERE `

func (x sqliteSearch) find(t *tx, q store.SearchQuery, skip, limit int) ([]store.SearchHit, error) {
	where, args, ok, err := x.match(t, q)
	if err != nil || !ok {
		return nil, err
	}
	return many(t, scanSearchHit, fmt.Sprintf(`SELECT m.doc & %d, m.date`, docSpan-1)+searchFrom+where+
		` ORDER BY w.rowid `+searchOrder(q)+` LIMIT ? OFFSET ?`, append(args, limit, skip)...)
}

func (x sqliteSearch) count(t *tx, q store.SearchQuery, limit int) (int, error) {
	where, args, ok, err := x.match(t, q)
	if err != nil || !ok {
		return 0, err
	}
	from := ` FROM search_words AS w WHERE `
	if !q.Since.IsZero() || !q.Until.IsZero() {
		from = searchFrom
	}
	return one(t, value[int], `SELECT COUNT(*) FROM (SELECT 1`+from+where+` LIMIT ?)`, append(args, limit)...)
}

func (x sqliteSearch) findEach(t *tx, qs []store.SearchQuery, limit int) (all []store.SearchHit, err error) {
	for _, q := range qs {
		hits, err := x.find(t, q, 0, limit)
		if err != nil {
			return nil, err
		}
		for _, h := range hits {
			h.Box = q.Box
			all = append(all, h)
		}
	}
	return all, nil
}

func (x sqliteSearch) countEach(t *tx, qs []store.SearchQuery, limit int) (n int, err error) {
	for _, q := range qs {
		more, err := x.count(t, q, limit-n)
		if n += more; err != nil || n >= limit {
			return n, err
		}
	}
	return n, nil
}
