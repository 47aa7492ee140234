package postgres

import (
	"bytes"
	"context"
	"errors"
	"fmt"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgtype"

	"lamplight/boxes"
)

// batcher is what of a connection or a transaction is needed: statements sent in one go.
type batcher interface {
	SendBatch(ctx context.Context, b *pgx.Batch) pgx.BatchResults
}

// rows reads within one transaction.
type rows struct {
	conn  batcher
	sql   map[boxes.Kind]statements
	first []queued // sent ahead of the first read, in the same go
	err   error    // the first failure: the transaction is of no use after it
}

// queued is a statement without results that matter.
type queued struct {
	sql  string
	args []any
}

// Get implements boxes.Rows: one statement for each kind, all in one go.
func (r *rows) Get(ctx context.Context, keys []boxes.Key) ([][]byte, error) {
	if len(keys) == 0 {
		return nil, nil
	}
	values := make([][]byte, len(keys))
	of := map[boxes.Kind][]int{}
	for i, k := range keys {
		of[k.Kind] = append(of[k.Kind], i)
	}
	batch := r.begin()
	for kind, at := range of {
		ids, ks := make([]int64, len(at)), make([][]byte, len(at))
		for i, j := range at {
			ids[i], ks[i] = int64(keys[j].Box), []byte(keys[j].Key)
		}
		batch.Queue(r.sql[kind].get, ids, ks).Query(func(found pgx.Rows) error {
			var n int64
			var v pgtype.DriverBytes // good until the next row: what is kept is copied once
			_, err := pgx.ForEachRow(found, []any{&n, &v}, func() error {
				values[at[n-1]] = bytes.Clone(v)
				return nil
			})
			return err
		})
	}
	return values, r.send(ctx, batch)
}

// Scan implements boxes.Rows.
func (r *rows) Scan(ctx context.Context, q boxes.Range) ([]boxes.Row, error) {
	found, err := r.Scans(ctx, []boxes.Range{q})
	return found[0], err
}

// Scans reads several ranges in one go.
func (r *rows) Scans(ctx context.Context, ranges []boxes.Range) ([][]boxes.Row, error) {
	all := make([][]boxes.Row, len(ranges))
	batch := r.begin()
	for i, q := range ranges {
		direction := 0
		if q.Reverse {
			direction = 1
		}
		sql, args := r.sql[q.Kind].scan[direction][0], []any{int64(q.Box), []byte(q.From), []byte(q.To), q.Limit}
		if q.To == "" {
			sql, args = r.sql[q.Kind].scan[direction][1], []any{int64(q.Box), []byte(q.From), q.Limit}
		}
		batch.Queue(sql, args...).Query(func(found pgx.Rows) error {
			var k, v pgtype.DriverBytes
			_, err := pgx.ForEachRow(found, []any{&k, &v}, func() error {
				all[i] = append(all[i], boxes.Row{Key: string(k), Value: bytes.Clone(v)})
				return nil
			})
			return err
		})
	}
	return all, r.send(ctx, batch)
}

func (r *rows) begin() *pgx.Batch {
	batch := &pgx.Batch{}
	for _, q := range r.first {
		batch.Queue(q.sql, q.args...)
	}
	r.first = nil
	return batch
}

func (r *rows) send(ctx context.Context, batch *pgx.Batch) error {
	if r.err == nil {
		if err := r.conn.SendBatch(ctx, batch).Close(); err != nil {
			r.err = faulty(fmt.Errorf("read boxes: %w", err))
		}
	}
	return r.err
}

// errNoTransaction is what a commit that rolled back instead comes to.
var errNoTransaction = errors.New("the transaction was rolled back")
