package sqlstore

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"math/rand/v2"
	"strconv"
	"strings"
	"sync"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
	"github.com/jackc/pgx/v5/pgxpool"
	"github.com/riverqueue/river/riverdriver/riverpgxv5"
	"github.com/riverqueue/river/rivermigrate"

	"lamplight/store"
)

// Limits of PostgreSQL.
const (
	// writeTries is how often a transaction is run that PostgreSQL could not put in line with others.
	writeTries = 20
	// writePause is the longest pause before the second run; it doubles with each, up to 32 times.
	writePause = 4 * time.Millisecond
	// migrateLock is the advisory lock that a process holds while it migrates.
	migrateLock = 0x6c616d70 // "lamp"
	// leastConns is how many connections a pool needs: one holds migrateLock while others migrate the jobs.
	leastConns = 2
)

type postgresDriver struct {
	pool *pgxpool.Pool
	jobs *riverQueue[pgx.Tx]
	log  *slog.Logger
}

// postgresDialect turns our SQL into PostgreSQL's.
//
// Text is compared byte by byte, as SQLite does it: an order that depends on the machine's language would page differently
// on two nodes.
//
// A line that begins with "-- postgres: " is for PostgreSQL alone; to the others it is a comment.
var postgresDialect = strings.NewReplacer("-- postgres: ", "", ") STRICT;", ");", " TEXT ", ` TEXT COLLATE "C" `)

func openPostgres(ctx context.Context, url string, log *slog.Logger) (*postgresDriver, error) {
	c, err := pgxpool.ParseConfig(url)
	if err != nil {
		return nil, errors.New("the postgres:// URL does not parse") // the cause would show its password
	}
	if c.MaxConns < leastConns {
		return nil, fmt.Errorf("the postgres:// URL says pool_max_conns=%d: %d connections are needed at least; leave it out or take more", c.MaxConns, leastConns)
	}
	pool, err := pgxpool.NewWithConfig(ctx, c)
	if err != nil {
		return nil, err
	}
	if err := pool.Ping(ctx); err != nil {
		pool.Close()
		return nil, fmt.Errorf("reach PostgreSQL at %s: %w", c.ConnConfig.Host, err)
	}
	d := &postgresDriver{pool: pool, log: log}
	if d.jobs, err = newRiverQueue(riverpgxv5.New(pool), log); err != nil {
		pool.Close()
		return nil, err
	}
	return d, nil
}

func (d *postgresDriver) search() searchIndex { return postgresSearch{} }

func (d *postgresDriver) queue() (queue, error) { return d.jobs, nil }

func (d *postgresDriver) read(ctx context.Context, f func(querier) error) error {
	return d.once(ctx, pgx.TxOptions{IsoLevel: pgx.RepeatableRead, AccessMode: pgx.ReadOnly}, f)
}

func (d *postgresDriver) write(ctx context.Context, f func(querier) error) error {
	pause := writePause
	for try := 1; ; try++ {
		err := d.once(ctx, pgx.TxOptions{IsoLevel: pgx.Serializable}, f)
		if !again(err) || try == writeTries {
			return err
		}
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-time.After(rand.N(pause)):
		}
		pause = min(2*pause, 32*writePause)
	}
}

func (d *postgresDriver) once(ctx context.Context, o pgx.TxOptions, f func(querier) error) error {
	tx, err := d.pool.BeginTx(ctx, o)
	if err != nil {
		return fmt.Errorf("begin: %w", err)
	}
	defer tx.Rollback(context.WithoutCancel(ctx)) // after Commit it does nothing
	if err := f(postgresTx{tx, d}); err != nil {
		return err
	}
	if err := tx.Commit(ctx); err != nil {
		return fmt.Errorf("commit: %w", err)
	}
	return nil
}

func (d *postgresDriver) migrate(ctx context.Context, f func(querier, *strings.Replacer) error) error {
	m, err := rivermigrate.New(riverpgxv5.New(d.pool), &rivermigrate.Config{Logger: riverLog(d.log)})
	if err != nil {
		return err
	}
	return d.once(ctx, pgx.TxOptions{}, func(q querier) error {
		tx := q.(postgresTx).tx
		if _, err := tx.Exec(ctx, `SELECT pg_advisory_xact_lock($1)`, migrateLock); err != nil {
			return err
		}
		if err := f(q, postgresDialect); err != nil {
			return err
		}
		// River's need transactions of their own (a new enum value cannot be used in the one that adds it), so they run on
		// other connections while this one holds the lock.
		if _, err := m.Migrate(ctx, rivermigrate.DirectionUp, nil); err != nil {
			return fmt.Errorf("migrate jobs: %w", err)
		}
		return nil
	})
}

func (d *postgresDriver) close() error {
	d.pool.Close() // waits for connections in use
	return nil
}

// again reports whether PostgreSQL asks to run the transaction once more: it could not be put in line with others, or two
// waited for each other (https://www.postgresql.org/docs/current/mvcc-serialization-failure-handling.html).
func again(err error) bool {
	var e *pgconn.PgError
	return errors.As(err, &e) && (e.Code == "40001" || e.Code == "40P01")
}

// postgresTx is pgx's transaction as a querier.
type postgresTx struct {
	tx pgx.Tx
	d  *postgresDriver
}

func (t postgresTx) exec(ctx context.Context, query string, args ...any) (int64, error) {
	tag, err := t.tx.Exec(ctx, numbered(query), args...)
	return tag.RowsAffected(), postgresError(err)
}

func (t postgresTx) query(ctx context.Context, query string, args ...any) (rows, error) {
	r, err := t.tx.Query(ctx, numbered(query), args...)
	if err != nil {
		return nil, postgresError(err)
	}
	return r, nil
}

func (t postgresTx) insertJob(ctx context.Context, a args, at time.Time) (int64, error) {
	return t.d.jobs.insert(ctx, t.tx, a, at)
}

func postgresError(err error) error {
	var e *pgconn.PgError
	if errors.As(err, &e) && e.Code == "23505" {
		return fmt.Errorf("%w: %w", store.ErrTaken, err)
	}
	return err
}

// numberedQueries remembers what numbered made: queries are constants of this package and IN lists of a few lengths.
var numberedQueries sync.Map

// numbered writes ?, ?, … as $1, $2, …. Our SQL has no ? in strings.
func numbered(query string) string {
	if q, ok := numberedQueries.Load(query); ok {
		return q.(string)
	}
	var b strings.Builder
	for i, part := range strings.Split(query, "?") {
		if i > 0 {
			b.WriteByte('$')
			b.WriteString(strconv.Itoa(i))
		}
		b.WriteString(part)
	}
	numberedQueries.Store(query, b.String())
	return b.String()
}
