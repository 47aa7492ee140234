// Package postgres keeps the boxes in PostgreSQL, for installations that outgrow one machine. Any number of nodes may
// use the same database at once: a box is locked by its head's row while a group is planned.
//
// A node collects the groups that wait and commits them in one transaction of two round trips: the first locks and
// reads, the second writes and commits. The box leads the key of every table, so the tables shard on engines that speak
// PostgreSQL's protocol.
package postgres

import (
	"context"
	"fmt"
	"log/slog"
	"sync"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"

	"lamplight"
	"lamplight/boxes"
)

// Options say where the database is and how it is used.
type Options struct {
	URL    string       // postgres://user:password@host:port/database
	Log    *slog.Logger // nil: nothing is logged
	Limits boxes.Limits
	// Conns is how many connections there may be. 0 means 16.
	Conns int
	// Committers is how many transactions of this node may be under way at once. 0 means 2: one is planned while the
	// other one waits for the disk.
	Committers int
}

// Open connects, brings the tables up to date and returns the log.
func Open(ctx context.Context, o Options) (boxes.Log, error) {
	if o.Log == nil {
		o.Log = slog.New(slog.DiscardHandler)
	}
	if o.Conns <= 0 {
		o.Conns = 16
	}
	if o.Committers <= 0 {
		o.Committers = 2
	}
	cfg, err := pgxpool.ParseConfig(o.URL)
	if err != nil {
		return nil, fmt.Errorf("boxes: address of PostgreSQL: %w", err)
	}
	cfg.MaxConns = int32(max(o.Conns, o.Committers+1))
	// A connection holds buffers and prepared statements, here and in PostgreSQL: what a rush opened need not stay.
	cfg.MaxConnIdleTime, cfg.HealthCheckPeriod = idleConn, idleConn/3
	// Every statement looks rows up by the primary key. Saying so keeps a planner whose statistics are old from reading
	// tables.
	cfg.ConnConfig.RuntimeParams["enable_seqscan"] = "off"
	cfg.ConnConfig.RuntimeParams["plan_cache_mode"] = "force_generic_plan"
	cfg.ConnConfig.RuntimeParams["synchronous_commit"] = "on"
	cfg.ConnConfig.RuntimeParams["application_name"] = "lamplight boxes"
	pool, err := pgxpool.NewWithConfig(ctx, cfg)
	if err != nil {
		return nil, fmt.Errorf("boxes: connect to PostgreSQL: %w", err)
	}
	if err := migrate(ctx, pool); err != nil {
		pool.Close()
		return nil, fmt.Errorf("boxes in PostgreSQL: %w", err)
	}
	s := &store{pool: pool, log: o.Log, sql: sqlOf(), queue: make(chan *request, maxWaiting)}
	s.Reader = boxes.Reader{View: s.view, HeadRows: s.headRows, Limits: o.Limits.WithDefaults()}
	for range o.Committers {
		s.committers.Add(1)
		go s.commit()
	}
	return s, nil
}

// idleConn is after how long without work a connection to PostgreSQL is closed.
const idleConn = 15 * time.Second

// store implements boxes.Log.
type store struct {
	boxes.Reader
	pool       *pgxpool.Pool
	log        *slog.Logger
	sql        map[boxes.Kind]statements
	queue      chan *request
	committers sync.WaitGroup

	mu     sync.RWMutex // held for reading while the pool or the queue is in use
	closed bool
}

// enter keeps the store open until leave.
func (s *store) enter() error {
	s.mu.RLock()
	if s.closed {
		s.mu.RUnlock()
		return boxes.ErrClosed
	}
	return nil
}

func (s *store) leave() { s.mu.RUnlock() }

// view opens a transaction that sees one state; its begin travels with the first read.
func (s *store) view(ctx context.Context, _ ...lamplight.BoxID) (boxes.Rows, func(), error) {
	if err := s.enter(); err != nil {
		return nil, nil, err
	}
	conn, err := s.pool.Acquire(ctx)
	if err != nil {
		s.leave()
		return nil, nil, faulty(fmt.Errorf("read boxes: %w", err))
	}
	r := &rows{conn: conn, sql: s.sql, first: []queued{{"BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY", nil}}}
	return r, func() {
		if r.err != nil {
			s.abandon(conn)
		} else if r.first == nil { // it did begin
			if _, err := conn.Exec(ctx, "COMMIT"); err != nil {
				s.abandon(conn)
			}
		}
		conn.Release()
		s.leave()
	}, nil
}

// headRows reads the heads in the order of the primary key.
func (s *store) headRows(ctx context.Context, after lamplight.BoxID, limit int) ([]boxes.HeadRow, error) {
	if err := s.enter(); err != nil {
		return nil, err
	}
	defer s.leave()
	found, err := s.pool.Query(ctx, walkHeads, int64(after), limit)
	if err != nil {
		return nil, faulty(fmt.Errorf("walk the boxes: %w", err))
	}
	heads, err := pgx.CollectRows(found, func(row pgx.CollectableRow) (h boxes.HeadRow, err error) {
		err = row.Scan(&h.Box, &h.Value)
		return h, err
	})
	if err != nil { // most often what broke is found out only here
		return nil, faulty(fmt.Errorf("walk the boxes: %w", err))
	}
	return heads, nil
}

// Apply implements boxes.Log. If ctx ends while the group is under way, it may still be carried out.
func (s *store) Apply(ctx context.Context, g boxes.Group) (boxes.Result, error) {
	r := &request{ctx: ctx, group: g, done: make(chan struct{})}
	if err := s.enqueue(ctx, r); err != nil {
		return boxes.Result{}, err
	}
	select {
	case <-r.done:
		return r.r, r.err
	case <-ctx.Done():
		return boxes.Result{}, ctx.Err()
	}
}

func (s *store) enqueue(ctx context.Context, r *request) error {
	if err := s.enter(); err != nil {
		return err
	}
	defer s.leave()
	select {
	case s.queue <- r:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

// eraseStep is how many rows of each kind one step of an erasure removes.
const eraseStep = 1000

// Erase implements boxes.Log. It removes a bounded number of rows in each transaction, the head with the last.
func (s *store) Erase(ctx context.Context, box lamplight.BoxID) error {
	if err := s.enter(); err != nil {
		return err
	}
	defer s.leave()
	for {
		done := false
		err := pgx.BeginFunc(ctx, s.pool, func(tx pgx.Tx) (err error) {
			done, err = s.eraseSome(ctx, tx, box)
			return err
		})
		if err != nil {
			return faulty(fmt.Errorf("erase box %d: %w", box, err))
		}
		if done {
			return nil
		}
	}
}

// eraseSome removes some rows of a box and reports whether they were the last.
func (s *store) eraseSome(ctx context.Context, tx pgx.Tx, box lamplight.BoxID) (bool, error) {
	if err := lockBox(ctx, tx, box); err != nil {
		return false, err
	}
	if err := s.eraseElsewhere(ctx, tx, box); err != nil {
		return false, err
	}
	done := true
	for _, kind := range boxes.Kinds() {
		if kind == boxes.KindHead {
			continue
		}
		tag, err := tx.Exec(ctx, s.sql[kind].erase, int64(box), eraseStep)
		if err != nil {
			return false, err
		}
		done = done && tag.RowsAffected() < eraseStep
	}
	if done {
		_, err := tx.Exec(ctx, s.sql[boxes.KindHead].erase, int64(box), eraseStep)
		return true, err
	}
	return false, nil
}

// eraseElsewhere removes what leads to the messages of this step from indexes over all boxes.
func (s *store) eraseElsewhere(ctx context.Context, tx pgx.Tx, box lamplight.BoxID) error {
	r := &rows{conn: tx, sql: s.sql}
	found, err := r.Scans(ctx, []boxes.Range{
		{Box: box, Kind: boxes.KindMessage, Limit: eraseStep}, {Box: box, Kind: boxes.KindHeld, Limit: eraseStep},
	})
	if err != nil {
		return err
	}
	keys, err := boxes.Elsewhere(box, append(found[0], found[1]...))
	if err != nil {
		return err
	}
	of := map[boxes.Kind]*columns{}
	for _, k := range keys {
		if of[k.Kind] == nil {
			of[k.Kind] = &columns{}
		}
		c := of[k.Kind]
		c.ids, c.keys = append(c.ids, int64(k.Box)), append(c.keys, []byte(k.Key))
	}
	for kind, c := range of {
		if _, err := tx.Exec(ctx, s.sql[kind].remove, c.ids, c.keys); err != nil {
			return err
		}
	}
	return nil
}

// Ready implements boxes.Log.
func (s *store) Ready(ctx context.Context) error {
	if err := s.enter(); err != nil {
		return err
	}
	defer s.leave()
	if err := s.pool.Ping(ctx); err != nil {
		return fmt.Errorf("boxes in PostgreSQL: %w", err)
	}
	return nil
}

// Close implements boxes.Log. It waits for what runs and carries out what waits.
func (s *store) Close() error {
	s.mu.Lock()
	if s.closed {
		s.mu.Unlock()
		return boxes.ErrClosed
	}
	s.closed = true
	close(s.queue)
	s.mu.Unlock()
	s.committers.Wait()
	s.pool.Close()
	return nil
}
