package sqlstore

import (
	"fmt"
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
func (postgresSearch) found(q store.SearchQuery) (with string, args []any, ok bool) {
	terms, ok := searchQueryTerms(q)
	if !ok {
		return "", nil, false
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
	with, args = `WITH found AS MATERIALIZED (SELECT id, date FROM search_messages WHERE words @@ ?::tsquery AND id > ?`,
		[]any{expr.String(), max(q.MinID, 0)}
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
