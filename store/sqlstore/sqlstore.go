// Package sqlstore keeps a store in SQLite (one machine) or PostgreSQL (many). There is one set of SQL for both: sqlite.go
// and postgres.go hold what differs, behind the few methods of querier. Only this package knows SQL and River.
package sqlstore

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"strings"
	"sync/atomic"
	"time"

	"lamplight/store"
)

// Options are what a store is opened with.
type Options struct {
	// Key is the instance key, KeySize random bytes, with which secrets are sealed at rest. It is kept outside of the
	// database. Losing it loses all auth keys and passwords.
	Key []byte
	Now func() time.Time
	Log *slog.Logger // optional: none
}

// KeySize is the size of the instance key in bytes.
const KeySize = 32

// A Store is a store in a SQL database.
type Store struct {
	driver
	sealer sealer
	jobs   *jobs
	now    func() time.Time
	log    *slog.Logger
	closed atomic.Bool
	logged atomic.Uint64 // entries of admin logs: the last bits of their ids
}

// A driver is what the two databases do differently.
type driver interface {
	// read and write run f in a transaction; write again when the database asks for it.
	read(ctx context.Context, f func(querier) error) error
	write(ctx context.Context, f func(querier) error) error
	// migrate runs the statements of a migration, in our SQL, under a lock that other processes wait for.
	migrate(ctx context.Context, f func(q querier, dialect *strings.Replacer) error) error
	queue() (queue, error)
	search() searchIndex
	close() error
}

// A querier is a transaction, pgx's or database/sql's.
type querier interface {
	exec(ctx context.Context, query string, args ...any) (affected int64, err error)
	query(ctx context.Context, query string, args ...any) (rows, error)
	// insertJob puts a job into River's table.
	insertJob(ctx context.Context, j args, at time.Time) (id int64, err error)
}

type rows interface {
	Next() bool
	Scan(dest ...any) error
	Err() error
	Close()
}

var _ store.Store = (*Store)(nil)

// Open opens the store at url, brings its tables up to date and makes it if it is new. Forms:
//
//	sqlite:PATH                  a file; its folder exists
//	postgres://user:pw@host/db   as libpq has it; postgresql:// too
func Open(ctx context.Context, url string, o Options) (*Store, error) {
	if len(o.Key) != KeySize {
		return nil, fmt.Errorf("open store: the instance key has %d bytes, want %d", len(o.Key), KeySize)
	}
	if o.Log == nil {
		o.Log = slog.New(slog.DiscardHandler)
	}
	seal, err := newSealer(o.Key)
	if err != nil {
		return nil, fmt.Errorf("open store: %w", err)
	}
	s := &Store{sealer: seal, now: o.Now, log: o.Log}
	switch scheme, rest, _ := strings.Cut(url, ":"); scheme {
	case "sqlite":
		s.driver, err = openSQLite(ctx, rest, o.Log)
	case "postgres", "postgresql":
		s.driver, err = openPostgres(ctx, url, o.Log)
	default:
		// The URL may hold a password: only its scheme is said.
		err = fmt.Errorf("%q is no known kind; want sqlite:PATH or postgres://…", scheme)
	}
	if err != nil {
		return nil, fmt.Errorf("open store: %w", err)
	}
	if err := s.prepare(ctx); err != nil {
		return nil, errors.Join(fmt.Errorf("open store: %w", err), s.driver.close())
	}
	return s, nil
}

func (s *Store) prepare(ctx context.Context) error {
	if err := migrate(ctx, s.driver); err != nil {
		return err
	}
	if err := s.checkKey(ctx); err != nil {
		return err
	}
	q, err := s.driver.queue()
	if err != nil {
		return err
	}
	s.jobs = newJobs(q, s.log)
	return nil
}

// checkKey makes sure that the key is the one that the store was made with, before half of it is sealed with another.
func (s *Store) checkKey(ctx context.Context) error {
	err := s.Write(ctx, func(tx store.Tx) error {
		_, err := tx.Secret("key check")
		return err
	})
	if errors.Is(err, errSeal) {
		return errors.New("this is not the instance key that the store was made with: put the right instance.key back from your backup")
	}
	return err
}

// Read implements store.Store.
func (s *Store) Read(ctx context.Context, f func(store.Tx) error) error {
	if s.closed.Load() {
		return store.ErrClosed
	}
	return faulty(s.driver.read(ctx, func(q querier) error {
		return f(&tx{ctx: ctx, q: q, s: s, readOnly: true})
	}))
}

// Write implements store.Store.
func (s *Store) Write(ctx context.Context, f func(store.Tx) error) error {
	if s.closed.Load() {
		return store.ErrClosed
	}
	var waiting []waiting
	err := s.driver.write(ctx, func(q querier) error {
		t := &tx{ctx: ctx, q: q, s: s}
		if err := f(t); err != nil {
			return err
		}
		waiting = t.waiting // of the run that commits
		return nil
	})
	if err != nil {
		return faulty(err)
	}
	for _, w := range waiting {
		s.jobs.runNow(ctx, w)
	}
	return nil
}

// Jobs implements store.Store.
func (s *Store) Jobs() store.Jobs { return s.jobs }

// Ready implements store.Store.
func (s *Store) Ready(ctx context.Context) error {
	return s.driver.write(ctx, func(q querier) error {
		_, err := q.exec(ctx, `UPDATE secrets SET name = name WHERE name = ''`)
		return err
	})
}

// Close implements store.Store.
func (s *Store) Close() error {
	if s.closed.Swap(true) {
		return nil
	}
	return s.driver.close()
}
