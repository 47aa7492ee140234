package sqlstore

import (
	"fmt"
	"math"
	"strconv"
	"strings"

	"lamplight"
	"lamplight/store"
)

// postgresSearch keeps the words of each message in a tsvector under a GIN index. What is deleted or replaced leaves the
// index and the files by vacuum.
type postgresSearch struct{}

// boxSpace is what leads the words of a box. Channels have negative ids: they count in between.
func boxSpace(box lamplight.BoxID) string {
	return strconv.FormatUint(uint64(box)<<1^uint64(box>>63), 36) + "_"
}

func (postgresSearch) begin(t *tx, c store.SearchCursor) error {
	return t.run(`INSERT INTO search_boxes (`+searchCursorColumns+`) VALUES (?, ?, ?, ?)`, c.Box, c.PTS, c.Below, c.Version)
}

func (postgresSearch) apply(t *tx, steps []store.SearchStep) error {
	for _, s := range steps {
		var ids, dates []int64
		var words []string
		space := boxSpace(s.To.Box)
		for _, m := range sortedByID(s.Put) {
			ids, dates = append(ids, int64(m.ID)), append(dates, seconds(m.Date))
			words = append(words, spaced(space, searchTerms(&m)))
		}
		if s.Min < s.Max {
			if err := t.run(`DELETE FROM search_messages WHERE box_id = ? AND id >= ? AND id < ? AND NOT id = ANY(?::bigint[])`,
				s.To.Box, s.Min, s.Max, append([]int64{}, ids...)); err != nil {
				return err
			}
		}
		if len(s.Delete) > 0 {
			gone := make([]int64, len(s.Delete))
			for i, id := range s.Delete {
				gone[i] = int64(id)
			}
			if err := t.run(`DELETE FROM search_messages WHERE box_id = ? AND id = ANY(?::bigint[])`, s.To.Box, gone); err != nil {
				return err
			}
		}
		if len(ids) == 0 {
			continue
		}
		if err := t.run(`INSERT INTO search_messages AS old (box_id, id, date, words)
			SELECT ?, m.id, m.date, array_to_tsvector(string_to_array(m.words, ' '))
			FROM unnest(?::bigint[], ?::bigint[], ?::text[]) AS m (id, date, words)
			ON CONFLICT (box_id, id) DO UPDATE SET date = excluded.date, words = excluded.words
			WHERE old.words <> excluded.words OR old.date <> excluded.date`, s.To.Box, ids, dates, words); err != nil {
			return fmt.Errorf("put words in: %w", err)
		}
	}
	return nil
}

func (postgresSearch) top(t *tx, box lamplight.BoxID) (lamplight.MessageID, error) {
	ids, err := many(t, value[lamplight.MessageID], `SELECT id FROM search_messages WHERE box_id = ? ORDER BY id DESC LIMIT 1`, box)
	if err != nil || len(ids) == 0 {
		return 0, err
	}
	return ids[0], nil
}

func (postgresSearch) drop(t *tx, box lamplight.BoxID, limit int) (int, error) {
	n, err := t.exec(`DELETE FROM search_messages WHERE box_id = ? AND id IN
		(SELECT id FROM search_messages WHERE box_id = ? ORDER BY id LIMIT ?)`, box, box, limit)
	return int(n), err
}

// found begins a query: it lists what the words lead to. Materialized, so that the index of words is what is asked, always: a
// plan made without knowing the box would walk through all of its messages. The words name the box already.
func (x postgresSearch) found(q store.SearchQuery) (with string, args []any, ok bool) {
	expr, ok := x.expr(q)
	if !ok {
		return "", nil, false
	}
	with, args = `WITH found AS MATERIALIZED (SELECT id, date FROM search_messages WHERE words @@ ?::tsquery AND id > ?`,
		[]any{expr, max(q.MinID, 0)}
	if q.MaxID > 0 {
		with, args = with+` AND id < ?`, append(args, q.MaxID)
	}
	if !q.Since.IsZero() {
		with, args = with+` AND date >= ?`, append(args, q.Since)
	}
	if !q.Until.IsZero() {
		with, args = with+` AND date <= ?`, append(args, q.Until)
	}
	return with + `) `, args, true
}

// expr returns what a query asks of the words; false if nothing can be found.
func (postgresSearch) expr(q store.SearchQuery) (string, bool) {
	terms, ok := searchQueryTerms(q)
	if !ok {
		return "", false
	}
	var expr strings.Builder
	for i, term := range terms {
		if i > 0 {
			expr.WriteString(" & ")
		}
		expr.WriteString(`'` + boxSpace(q.Box) + term.text + `'`)
		if term.prefix {
			expr.WriteString(":*")
		}
	}
	return expr.String(), true
}

func (x postgresSearch) find(t *tx, q store.SearchQuery, skip, limit int) ([]store.SearchHit, error) {
	with, args, ok := x.found(q)
	if !ok {
		return nil, nil
	}
	return many(t, scanSearchHit, with+`SELECT id, date FROM found ORDER BY id `+searchOrder(q)+` LIMIT ? OFFSET ?`, append(args, limit, skip)...)
}

func (x postgresSearch) count(t *tx, q store.SearchQuery, limit int) (int, error) {
	with, args, ok := x.found(q)
	if !ok {
		return 0, nil
	}
	return one(t, value[int], with+`SELECT COUNT(*) FROM (SELECT 1 FROM found LIMIT ?) AS hits`, append(args, limit)...)
}

// each is a table of the queries of many boxes: box, expr, min_id, max_id, since and until of each, none of which is NULL.
const eachQuery = `unnest(?::bigint[], ?::text[], ?::bigint[], ?::bigint[], ?::bigint[], ?::bigint[]) AS
	q (box, expr, min_id, max_id, since, until)`

// eachFound is what one of them finds. OFFSET has the words asked first, as found has it.
const eachFound = `(SELECT id, date FROM search_messages WHERE words @@ q.expr::tsquery AND id > q.min_id AND id < q.max_id
	AND date >= q.since AND date <= q.until OFFSET 0)`

// each returns what fills eachQuery in; false if nothing can be found.
func (x postgresSearch) each(qs []store.SearchQuery) ([]any, bool) {
	var boxes, least, most, since, until []int64
	var exprs []string
	for _, q := range qs {
		expr, ok := x.expr(q)
		if !ok {
			continue
		}
		top, end := int64(math.MaxInt64), int64(math.MaxInt64)
		if q.MaxID > 0 {
			top = int64(q.MaxID)
		}
		if !q.Until.IsZero() {
			end = seconds(q.Until)
		}
		boxes, exprs, least = append(boxes, int64(q.Box)), append(exprs, expr), append(least, int64(max(q.MinID, 0)))
		most, since, until = append(most, top), append(since, seconds(q.Since)), append(until, end)
	}
	return []any{boxes, exprs, least, most, since, until}, len(boxes) > 0
}

func (x postgresSearch) findEach(t *tx, qs []store.SearchQuery, limit int) ([]store.SearchHit, error) {
	args, ok := x.each(qs)
	if !ok {
		return nil, nil
	}
	return many(t, func(scan scanner) (h store.SearchHit, err error) {
		err = scan(&h.Box, &h.ID, when(&h.Date))
		return h, err
	}, `SELECT q.box, x.id, x.date FROM `+eachQuery+` CROSS JOIN LATERAL (SELECT id, date FROM `+eachFound+` AS f ORDER BY id DESC LIMIT ?) AS x
		ORDER BY x.date DESC, q.box, x.id DESC LIMIT ?`, append(args, limit, limit)...)
}

func (x postgresSearch) countEach(t *tx, qs []store.SearchQuery, limit int) (int, error) {
	args, ok := x.each(qs)
	if !ok {
		return 0, nil
	}
	return one(t, value[int], `SELECT COUNT(*) FROM (SELECT 1 FROM `+eachQuery+` CROSS JOIN LATERAL `+eachFound+` AS x LIMIT ?) AS hits`,
		append(args, limit)...)
}
