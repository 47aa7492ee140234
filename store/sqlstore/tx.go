package sqlstore

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"lamplight/store"
)

// A tx is a transaction. Its methods stand in files by topic.
type tx struct {
	ctx      context.Context
	q        querier
	s        *Store
	readOnly bool
	waiting  []waiting
}

var errReadOnly = errors.New("write in a Read")

// exec runs a statement and returns how many rows it changed.
func (t *tx) exec(query string, args ...any) (int64, error) {
	if t.readOnly {
		return 0, errReadOnly
	}
	return t.q.exec(t.ctx, query, plain(args)...)
}

// run runs a statement whose count does not matter.
func (t *tx) run(query string, args ...any) error {
	_, err := t.exec(query, args...)
	return err
}

// must runs a statement that has to change a row; none is the error when it did not.
func (t *tx) must(none error, query string, args ...any) error {
	n, err := t.exec(query, args...)
	if err == nil && n == 0 {
		return none
	}
	return err
}

// one returns the only row of a query, or ErrNotFound.
func one[T any](t *tx, scan func(scanner) (T, error), query string, args ...any) (T, error) {
	all, err := many(t, scan, query, args...)
	if err == nil && len(all) == 0 {
		err = store.ErrNotFound
	}
	if err != nil {
		var zero T
		return zero, err
	}
	return all[0], nil
}

// many returns the rows of a query.
func many[T any](t *tx, scan func(scanner) (T, error), query string, args ...any) (out []T, err error) {
	rows, err := t.q.query(t.ctx, query, plain(args)...)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	for rows.Next() {
		v, err := scan(rows.Scan)
		if err != nil {
			return nil, err
		}
		out = append(out, v)
	}
	return out, rows.Err()
}

// A scanner reads the columns of a row.
type scanner func(dest ...any) error

// value scans a row of one column.
func value[T any](scan scanner) (v T, err error) {
	err = scan(&v)
	return v, err
}

// plain makes of our values what both databases take: times become seconds, no bytes become empty ones, and what is no text to
// PostgreSQL (bytes that are not UTF-8, and NUL) is replaced on both, whoever forgot to look.
func plain(args []any) []any {
	for i, a := range args {
		switch a := a.(type) {
		case time.Time:
			args[i] = seconds(a)
		case []byte:
			if a == nil {
				args[i] = []byte{}
			}
		case string:
			if !utf8.ValidString(a) || strings.IndexByte(a, 0) >= 0 {
				args[i] = strings.ReplaceAll(strings.ToValidUTF8(a, "\uFFFD"), "\x00", "\uFFFD")
			}
		}
	}
	return args
}

// seconds is how a time is kept: 0 is never.
func seconds(t time.Time) int64 {
	if t.IsZero() {
		return 0
	}
	return t.Unix()
}

// when scans a time.
func when(t *time.Time) sql.Scanner { return (*seconder)(t) }

type seconder time.Time

func (s *seconder) Scan(v any) error {
	n, ok := v.(int64)
	if !ok {
		return fmt.Errorf("time is %T, want int64", v)
	}
	if n == 0 {
		*s = seconder{}
	} else {
		*s = seconder(time.Unix(n, 0).UTC())
	}
	return nil
}

// maxIn is how many values one IN list takes.
const maxIn = 512

// inList returns the placeholders and arguments of an IN list. The list is filled up to a power of two with its last value, so
// that few different statements arise. ids has 1 to maxIn values.
func inList[T any](ids []T) (marks string, args []any) {
	n := 1
	for n < len(ids) {
		n *= 2
	}
	args = make([]any, n)
	for i := range args {
		args[i] = ids[min(i, len(ids)-1)]
	}
	return strings.Repeat("?, ", n-1) + "?", args
}

// manyIn returns the rows of a query for each of ids, asking for at most maxIn at a time. The query has one place for an IN
// list, written %s, after the places of args.
func manyIn[T, ID any](t *tx, scan func(scanner) (T, error), query string, ids []ID, args ...any) (out []T, err error) {
	for len(ids) > 0 {
		n := min(len(ids), maxIn)
		marks, in := inList(ids[:n])
		page, err := many(t, scan, fmt.Sprintf(query, marks), slices.Concat(args, in)...)
		if err != nil {
			return nil, err
		}
		out, ids = append(out, page...), ids[n:]
	}
	return out, nil
}
