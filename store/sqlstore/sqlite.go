package sqlstore

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"log/slog"
	"net/url"
	"os"
	"runtime"
	"strings"
	"sync"
	"time"

	"github.com/riverqueue/river/riverdriver/riversqlite"
	"github.com/riverqueue/river/rivermigrate"
	"modernc.org/sqlite"

	"lamplight/store"
)

// Limits of SQLite.
const (
	// checkpointAfter is how many commits gather in the write-ahead log before it is copied into the file.
	checkpointAfter = 500
	// busyTimeout is how long a connection waits for a lock that another process holds (a backup, a shell).
	busyTimeout = 10 * time.Second
)

// sqliteDriver has one connection that writes, River's too, a pool of others that read, and one that copies the write-ahead
// log into the file, so that no writer has to wait for that.
type sqliteDriver struct {
	writer, readers, checkpointer *sql.DB
	writes, reads                 *statements
	jobs                          *riverQueue[*sql.Tx]
	log                           *slog.Logger

	commits chan struct{}
	stopped sync.WaitGroup
}

// sqliteDialect turns our SQL into SQLite's. STRICT tables know three types.
//
// A line that begins with "-- sqlite: " is for SQLite alone; to the others it is a comment.
var sqliteDialect = strings.NewReplacer("-- sqlite: ", "", "BYTEA", "BLOB", "BIGINT", "INTEGER", "BOOLEAN", "INTEGER")

func openSQLite(ctx context.Context, path string, log *slog.Logger) (*sqliteDriver, error) {
	if path == "" {
		return nil, errors.New("sqlite: without a path; want sqlite:PATH")
	}
	// SQLite would make it readable to everybody; its companions (-wal, -shm) get the mode of the file.
	f, err := os.OpenFile(path, os.O_RDWR|os.O_CREATE, 0o600)
	if err != nil {
		return nil, fmt.Errorf("sqlite:%s: %w", path, err)
	}
	if err := f.Close(); err != nil {
		return nil, err
	}
	d := &sqliteDriver{log: log, commits: make(chan struct{}, checkpointAfter)}
	common := url.Values{"_pragma": {
		fmt.Sprintf("busy_timeout(%d)", busyTimeout.Milliseconds()),
		"journal_mode(WAL)", "synchronous(FULL)", "foreign_keys(1)", "wal_autocheckpoint(0)",
		"secure_delete(1)", // what is deleted is overwritten: an account that is erased is not left in free pages
	}}
	open := func(conns int, more ...string) (*sql.DB, error) {
		v := url.Values{"_pragma": append(more, common["_pragma"]...)}
		v.Set("_txlock", "immediate")
		if len(more) > 0 {
			v.Set("_txlock", "deferred")
		}
		db, err := sql.Open("sqlite", "file:"+(&url.URL{Path: path}).EscapedPath()+"?"+v.Encode())
		if err != nil {
			return nil, err
		}
		db.SetMaxOpenConns(conns)
		db.SetMaxIdleConns(conns)
		return db, db.PingContext(ctx)
	}
	var err1, err2, err3 error
	d.writer, err1 = open(1) // first: it makes the file
	d.readers, err2 = open(max(4, runtime.NumCPU()), "query_only(1)")
	d.checkpointer, err3 = open(1)
	if err := errors.Join(err1, err2, err3); err != nil {
		return nil, errors.Join(fmt.Errorf("sqlite:%s: %w", path, err), d.closeAll())
	}
	d.writes, d.reads = newStatements(d.writer), newStatements(d.readers)
	if d.jobs, err = newRiverQueue(riversqlite.New(d.writer), log); err != nil {
		return nil, errors.Join(err, d.closeAll())
	}
	d.stopped.Go(d.checkpoints)
	return d, nil
}

func (d *sqliteDriver) search() searchIndex { return sqliteSearch{} }

func (d *sqliteDriver) queue() (queue, error) { return d.jobs, nil }

func (d *sqliteDriver) read(ctx context.Context, f func(querier) error) error {
	d.reads.prepare(ctx)
	tx, err := d.readers.BeginTx(ctx, nil)
	if err != nil {
		return fmt.Errorf("begin read: %w", closedIs(err))
	}
	defer tx.Rollback() // a read has nothing to commit
	return f(sqliteTx{tx, d, d.reads})
}

func (d *sqliteDriver) write(ctx context.Context, f func(querier) error) error {
	d.writes.prepare(ctx)
	return d.change(ctx, d.writes, f)
}

// change runs a transaction that writes; known may be nil.
func (d *sqliteDriver) change(ctx context.Context, known *statements, f func(querier) error) error {
	tx, err := d.writer.BeginTx(ctx, nil)
	if err != nil {
		return fmt.Errorf("begin write: %w", closedIs(err))
	}
	defer tx.Rollback() // after Commit it does nothing
	if err := f(sqliteTx{tx, d, known}); err != nil {
		return err
	}
	if err := tx.Commit(); err != nil {
		return fmt.Errorf("commit: %w", err)
	}
	select {
	case d.commits <- struct{}{}:
	default:
	}
	return nil
}

func (d *sqliteDriver) migrate(ctx context.Context, f func(querier, *strings.Replacer) error) error {
	// What changes tables runs once.
	if err := d.change(ctx, nil, func(q querier) error { return f(q, sqliteDialect) }); err != nil {
		return err
	}
	m, err := rivermigrate.New(riversqlite.New(d.writer), &rivermigrate.Config{Logger: riverLog(d.log)})
	if err != nil {
		return err
	}
	tx, err := d.writer.BeginTx(ctx, nil)
	if err != nil {
		return err
	}
	defer tx.Rollback()
	if _, err := m.MigrateTx(ctx, tx, rivermigrate.DirectionUp, nil); err != nil {
		return fmt.Errorf("migrate jobs: %w", err)
	}
	// The file has one process at a time, so what was left to the last one, or ran in it, is nobody's now: the queue need
	// not wait for it.
	if _, err := tx.ExecContext(ctx, `UPDATE river_job SET state = 'available', scheduled_at = CURRENT_TIMESTAMP
		WHERE state = 'running' OR state = 'scheduled' AND CAST(tags AS TEXT) LIKE '%' || ? || '%'`, waitTag); err != nil {
		return fmt.Errorf("jobs of the last process: %w", err)
	}
	return tx.Commit()
}

// checkpoints copies the write-ahead log into the file each checkpointAfter commits, and once more at the end.
func (d *sqliteDriver) checkpoints() {
	n := 0
	for range d.commits {
		if n++; n < checkpointAfter {
			continue
		}
		n = 0
		if _, err := d.checkpointer.Exec(`PRAGMA wal_checkpoint(PASSIVE)`); err != nil {
			d.log.Warn("checkpoint of the store", "err", err)
		}
	}
}

func (d *sqliteDriver) close() error {
	// Whoever is in a transaction finishes it first: the only connection is theirs until then.
	err := d.writer.Close()
	close(d.commits)
	d.stopped.Wait()
	return errors.Join(err, d.closeAll())
}

func (d *sqliteDriver) closeAll() error {
	var errs []error
	for _, db := range []*sql.DB{d.writer, d.readers, d.checkpointer} {
		if db != nil {
			errs = append(errs, db.Close())
		}
	}
	return errors.Join(errs...)
}

// sqliteTx is a transaction of database/sql as a querier.
type sqliteTx struct {
	tx    *sql.Tx
	d     *sqliteDriver
	known *statements // nil: none is kept
}

// prepared returns the statement of a query in this transaction; nil if it is not kept.
func (t sqliteTx) prepared(ctx context.Context, query string) *sql.Stmt {
	if t.known == nil {
		return nil
	}
	if st := t.known.of(query); st != nil {
		return t.tx.StmtContext(ctx, st)
	}
	return nil
}

func (t sqliteTx) exec(ctx context.Context, query string, args ...any) (int64, error) {
	var r sql.Result
	var err error
	if st := t.prepared(ctx, query); st != nil {
		r, err = st.ExecContext(ctx, args...)
	} else {
		r, err = t.tx.ExecContext(ctx, query, args...)
	}
	if err != nil {
		return 0, sqliteError(err)
	}
	return r.RowsAffected()
}

func (t sqliteTx) query(ctx context.Context, query string, args ...any) (rows, error) {
	var r *sql.Rows
	var err error
	if st := t.prepared(ctx, query); st != nil {
		r, err = st.QueryContext(ctx, args...)
	} else {
		r, err = t.tx.QueryContext(ctx, query, args...)
	}
	if err != nil {
		return nil, sqliteError(err)
	}
	return sqliteRows{r}, nil
}

func (t sqliteTx) insertJob(ctx context.Context, a args, at time.Time) (int64, error) {
	return t.d.jobs.insert(ctx, t.tx, a, at)
}

// sqliteRows are rows whose Close says nothing: Err has said it.
type sqliteRows struct{ *sql.Rows }

func (r sqliteRows) Close() { r.Rows.Close() }

// Extended result codes of SQLite (https://www.sqlite.org/rescode.html).
const (
	sqliteConstraintPrimaryKey = 1555
	sqliteConstraintUnique     = 2067
)

func sqliteError(err error) error {
	var e *sqlite.Error
	if errors.As(err, &e) && (e.Code() == sqliteConstraintPrimaryKey || e.Code() == sqliteConstraintUnique) {
		return fmt.Errorf("%w: %w", store.ErrTaken, err)
	}
	return err
}

// closedIs says ErrClosed where database/sql says it in words.
func closedIs(err error) error {
	if strings.Contains(err.Error(), "database is closed") {
		return store.ErrClosed
	}
	return err
}
