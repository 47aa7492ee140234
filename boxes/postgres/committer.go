package postgres

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
	"github.com/jackc/pgx/v5/pgxpool"

	"lamplight"
	"lamplight/boxes"
)

// The committer's bounds.
const (
	maxGroups  = 1000             // groups in one transaction
	maxWaiting = 4096             // groups that wait for a committer; who comes then waits to wait
	commitWait = 30 * time.Second // for one transaction
	tries      = 5                // of a transaction that PostgreSQL gave up because of others
)

// A request is a group on its way.
type request struct {
	ctx   context.Context
	group boxes.Group
	done  chan struct{} // closed when the two below are set
	r     boxes.Result
	err   error
}

// commit takes whatever waits and carries it out in one transaction, again and again until the queue is closed. It
// never waits for more to come: lingering costs more than it saves.
func (s *store) commit() {
	defer s.committers.Done()
	for first := range s.queue {
		batch := []*request{first}
	drain:
		for len(batch) < maxGroups {
			select {
			case r, ok := <-s.queue:
				if !ok {
					break drain
				}
				batch = append(batch, r)
			default:
				break drain
			}
		}
		batch = slices.DeleteFunc(batch, func(r *request) bool {
			if r.err = r.ctx.Err(); r.err != nil {
				close(r.done)
			}
			return r.err != nil
		})
		if len(batch) == 0 {
			continue
		}
		err := faulty(s.transact(batch))
		for _, r := range batch {
			if err != nil {
				r.r, r.err = boxes.Result{}, err
			}
			close(r.done)
		}
	}
}

// transact carries out a batch and tries again where PostgreSQL gave up the transaction in favour of another.
func (s *store) transact(batch []*request) error {
	ctx, cancel := context.WithTimeout(context.Background(), commitWait)
	defer cancel()
	var err error
	for range tries {
		if err = s.try(ctx, batch); !givenUp(err) {
			break
		}
	}
	if errors.Is(err, context.DeadlineExceeded) { // commitWait is over: the database hangs
		return lamplight.ErrStorage.Because(fmt.Errorf("commit: %w", err))
	}
	if err != nil {
		return fmt.Errorf("commit: %w", err)
	}
	return nil
}

// givenUp reports whether err says that the transaction was rolled back for the sake of another: a deadlock or a
// conflict.
func givenUp(err error) bool {
	var pg *pgconn.PgError
	return errors.As(err, &pg) && (pg.Code == "40P01" || pg.Code == "40001")
}

// try carries out a batch once: it locks the heads and reads what the plans need in one go, plans group after group
// over what the earlier ones wrote, and writes and commits in another. An error is everybody's; what is wrong with one
// group alone is put in its request.
func (s *store) try(ctx context.Context, batch []*request) (err error) {
	conn, err := s.pool.Acquire(ctx)
	if err != nil {
		return fmt.Errorf("connect: %w", err)
	}
	defer func() {
		if err != nil {
			s.abandon(conn)
		}
		conn.Release()
	}()

	var keys []boxes.Key
	var locked []int64
	for _, r := range batch {
		keys = append(keys, boxes.Needs(s.Limits, r.group)...)
		for _, id := range r.group.Boxes() {
			locked = append(locked, int64(id))
		}
	}
	slices.Sort(locked)
	locked = slices.Compact(locked)
	keys = distinct(keys)
	base := &rows{conn: conn, sql: s.sql, first: []queued{
		{"BEGIN", nil}, {makeHeads, []any{locked}}, {lockHeads, []any{locked}},
	}}
	values, err := base.Get(ctx, keys)
	if err != nil {
		return err
	}
	over := boxes.NewOverlay(base)
	over.Know(keys, values)
	for _, r := range batch {
		var writes []boxes.Write
		r.r, writes, r.err = boxes.Plan(ctx, over, s.Limits, r.group)
		if base.err != nil {
			return base.err
		}
		if r.err == nil {
			over.Merge(writes)
		}
	}
	return s.write(ctx, conn, over.Writes())
}

func distinct(keys []boxes.Key) []boxes.Key {
	seen := make(map[boxes.Key]bool, len(keys))
	return slices.DeleteFunc(keys, func(k boxes.Key) bool {
		if seen[k] {
			return true
		}
		seen[k] = true
		return false
	})
}

// columns are the rows that one statement writes.
type columns struct {
	ids    []int64
	keys   [][]byte
	values [][]byte
}

// write sends the writes, one statement for each kind, and the commit.
func (s *store) write(ctx context.Context, conn *pgxpool.Conn, writes []boxes.Write) error {
	put, remove := map[boxes.Kind]*columns{}, map[boxes.Kind]*columns{}
	for _, w := range writes {
		of := put
		if w.Value == nil {
			of = remove
		}
		c := of[w.Kind]
		if c == nil {
			c = &columns{}
			of[w.Kind] = c
		}
		c.ids, c.keys, c.values = append(c.ids, int64(w.Box)), append(c.keys, []byte(w.Key.Key)), append(c.values, w.Value)
	}
	batch := &pgx.Batch{}
	for _, kind := range boxes.Kinds() {
		if c := remove[kind]; c != nil {
			batch.Queue(s.sql[kind].remove, c.ids, c.keys)
		}
		if c := put[kind]; c != nil {
			batch.Queue(s.sql[kind].put, c.ids, c.keys, c.values)
		}
	}
	batch.Queue("COMMIT").Exec(func(tag pgconn.CommandTag) error {
		if tag.String() != "COMMIT" {
			return errNoTransaction
		}
		return nil
	})
	if err := conn.SendBatch(ctx, batch).Close(); err != nil {
		return fmt.Errorf("write boxes: %w", err)
	}
	return nil
}

// abandon ends a connection whose transaction failed: with it go its locks.
func (s *store) abandon(conn *pgxpool.Conn) {
	ctx, cancel := context.WithTimeout(context.Background(), commitWait)
	defer cancel()
	if err := conn.Conn().Close(ctx); err != nil {
		s.log.Debug("close a connection", "err", err)
	}
}

// lockBox locks one box in a transaction that is not the committer's.
func lockBox(ctx context.Context, tx pgx.Tx, box lamplight.BoxID) error {
	if _, err := tx.Exec(ctx, lockHeads, []int64{int64(box)}); err != nil {
		return fmt.Errorf("lock box %d: %w", box, err)
	}
	return nil
}
