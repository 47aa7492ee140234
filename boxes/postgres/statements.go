package postgres

import (
	"fmt"

	"lamplight/boxes"
)

// tables says where rows of each kind lie.
var tables = map[boxes.Kind]string{
	boxes.KindHead:     "box_heads",
	boxes.KindMessage:  "box_messages",
	boxes.KindDialog:   "box_dialogs",
	boxes.KindEvent:    "box_events",
	boxes.KindNote:     "box_notes",
	boxes.KindKey:      "box_keys",
	boxes.KindOrder:    "box_order",
	boxes.KindByID:     "box_ids",
	boxes.KindContent:  "box_contents",
	boxes.KindPinned:   "box_pinned",
	boxes.KindReadTime: "box_read_times",
	boxes.KindExpiry:   "box_expiries",

	boxes.KindThreadMark: "box_thread_marks",
	boxes.KindReader:     "box_readers",
	boxes.KindCounts:     "box_counts",
	boxes.KindReacted:    "box_reacted",
	boxes.KindReactor:    "box_reactors",
	boxes.KindUnseen:     "box_unseen",
	boxes.KindThread:     "box_threads",
	boxes.KindFilter:     "box_filters",
	boxes.KindAuthor:     "box_authors",
	boxes.KindGap:        "box_gaps",
	boxes.KindHeld:       "box_held",
	boxes.KindCopy:       "box_copies",
	boxes.KindFile:       "box_files",
}

// statements are the ones of a kind. Each is prepared once on a connection.
type statements struct {
	get, put, remove string
	scan             [2][2]string // [reverse][open end]
	erase            string
}

// The statements that lock boxes. Making the heads that are missing comes first and in the order of the boxes, locking
// in the same order: so two committers, of one node or of two, never wait for each other in a ring.
const (
	makeHeads = `INSERT INTO box_heads (box_id, k, v) SELECT b, '', '' FROM unnest($1::bigint[]) AS b ORDER BY b ON CONFLICT DO NOTHING`
	lockHeads = `SELECT box_id FROM box_heads WHERE box_id = ANY($1::bigint[]) ORDER BY box_id FOR UPDATE`
)

// walkHeads lists the boxes.
const walkHeads = `SELECT box_id, v FROM box_heads WHERE box_id > $1 ORDER BY box_id LIMIT $2`

// sqlOf makes the statements of every kind.
func sqlOf() map[boxes.Kind]statements {
	all := map[boxes.Kind]statements{}
	for kind, table := range tables {
		s := statements{
			// The limit keeps the planner from turning many look-ups into a join that reads the table.
			get: fmt.Sprintf(`SELECT q.n, r.v FROM unnest($1::bigint[], $2::bytea[]) WITH ORDINALITY AS q (b, k, n)
				CROSS JOIN LATERAL (SELECT v FROM %s AS t WHERE t.box_id = q.b AND t.k = q.k LIMIT 1) AS r`, table),
			put: fmt.Sprintf(`INSERT INTO %s (box_id, k, v) SELECT * FROM unnest($1::bigint[], $2::bytea[], $3::bytea[])
				ON CONFLICT (box_id, k) DO UPDATE SET v = excluded.v`, table),
			remove: fmt.Sprintf(`DELETE FROM %s AS t USING unnest($1::bigint[], $2::bytea[]) AS q (b, k)
				WHERE t.box_id = q.b AND t.k = q.k`, table),
			erase: fmt.Sprintf(`DELETE FROM %[1]s WHERE box_id = $1 AND k IN (SELECT k FROM %[1]s WHERE box_id = $1 ORDER BY k LIMIT $2)`, table),
		}
		for i, direction := range []string{"ASC", "DESC"} {
			s.scan[i][0] = fmt.Sprintf(`SELECT k, v FROM %s WHERE box_id = $1 AND k >= $2 AND k < $3 ORDER BY k %s LIMIT $4`, table, direction)
			s.scan[i][1] = fmt.Sprintf(`SELECT k, v FROM %s WHERE box_id = $1 AND k >= $2 ORDER BY k %s LIMIT $3`, table, direction)
		}
		all[kind] = s
	}
	return all
}
