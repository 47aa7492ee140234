package postgres

import (
	"context"
	"embed"
	"fmt"
	"io/fs"
	"strconv"
	"strings"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"
)

//go:embed migrations/*.sql
var migrations embed.FS

// migrateLock is the advisory lock under which one node at a time brings the tables up to date ("boxes" in ASCII).
const migrateLock = 0x626f786573

// migrate applies the migrations that the database does not have yet, in order, each in a transaction. There is no way
// back: a node whose program is older than the tables refuses to start.
func migrate(ctx context.Context, pool *pgxpool.Pool) error {
	conn, err := pool.Acquire(ctx)
	if err != nil {
		return fmt.Errorf("connect: %w", err)
	}
	defer conn.Release()
	if _, err := conn.Exec(ctx, `SELECT pg_advisory_lock($1)`, int64(migrateLock)); err != nil {
		return fmt.Errorf("wait for other nodes: %w", err)
	}
	defer func() {
		if _, err := conn.Exec(ctx, `SELECT pg_advisory_unlock($1)`, int64(migrateLock)); err != nil {
			_ = conn.Conn().Close(ctx) // the lock goes with the connection
		}
	}()
	if _, err := conn.Exec(ctx, `CREATE TABLE IF NOT EXISTS box_migrations (version int PRIMARY KEY, name text NOT NULL,
		applied timestamptz NOT NULL DEFAULT now())`); err != nil {
		return fmt.Errorf("list of migrations: %w", err)
	}
	var done int
	if err := conn.QueryRow(ctx, `SELECT coalesce(max(version), 0) FROM box_migrations`).Scan(&done); err != nil {
		return fmt.Errorf("list of migrations: %w", err)
	}
	files, err := fs.ReadDir(migrations, "migrations") // sorted by name
	if err != nil {
		return fmt.Errorf("embedded migrations: %w", err)
	}
	if done > len(files) {
		return fmt.Errorf("the tables are of version %d, this program knows %d: start a newer one", done, len(files))
	}
	for _, f := range files[done:] {
		if err := migrateOne(ctx, conn.Conn(), f.Name()); err != nil {
			return fmt.Errorf("migration %s: %w", f.Name(), err)
		}
	}
	return nil
}

func migrateOne(ctx context.Context, conn *pgx.Conn, name string) error {
	number, _, _ := strings.Cut(name, "_")
	version, err := strconv.Atoi(number)
	if err != nil {
		return err
	}
	sql, err := migrations.ReadFile("migrations/" + name)
	if err != nil {
		return err
	}
	return pgx.BeginFunc(ctx, conn, func(tx pgx.Tx) error {
		if _, err := tx.Exec(ctx, string(sql)); err != nil {
			return err
		}
		_, err := tx.Exec(ctx, `INSERT INTO box_migrations (version, name) VALUES ($1, $2)`, version, name)
		return err
	})
}
