package sqlstore

import (
	"context"
	"embed"
	"fmt"
	"strings"
)

//go:embed migrations/*.sql
var migrationFiles embed.FS

// migrate brings the tables up to date: the files of migrations/ that were not applied yet, in order, in one transaction.
// Forwards only: a store that a newer version wrote is refused.
func migrate(ctx context.Context, d driver) error {
	files, err := migrationFiles.ReadDir("migrations")
	if err != nil {
		return err
	}
	return d.migrate(ctx, func(q querier, dialect *strings.Replacer) error {
		if _, err := q.exec(ctx, `CREATE TABLE IF NOT EXISTS migrations (name TEXT NOT NULL PRIMARY KEY)`); err != nil {
			return err
		}
		applied, err := appliedMigrations(ctx, q)
		if err != nil {
			return err
		}
		for _, f := range files {
			if applied[f.Name()] {
				delete(applied, f.Name())
				continue
			}
			text, err := migrationFiles.ReadFile("migrations/" + f.Name())
			if err != nil {
				return err
			}
			for stmt := range strings.SplitSeq(dialect.Replace(string(text)), ";\n") {
				if onlyComments(stmt) {
					continue // or for another database
				}
				if _, err := q.exec(ctx, stmt); err != nil {
					return fmt.Errorf("migration %s: %w", f.Name(), err)
				}
			}
			if _, err := q.exec(ctx, `INSERT INTO migrations (name) VALUES (?)`, f.Name()); err != nil {
				return err
			}
		}
		for name := range applied {
			return fmt.Errorf("the store was written by a newer version: it has the migration %s, which this one does not know", name)
		}
		return nil
	})
}

func onlyComments(stmt string) bool {
	for line := range strings.Lines(stmt) {
		if line = strings.TrimSpace(line); line != "" && !strings.HasPrefix(line, "--") {
			return false
		}
	}
	return true
}

func appliedMigrations(ctx context.Context, q querier) (map[string]bool, error) {
	rows, err := q.query(ctx, `SELECT name FROM migrations`)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	applied := map[string]bool{}
	for rows.Next() {
		var name string
		if err := rows.Scan(&name); err != nil {
			return nil, err
		}
		applied[name] = true
	}
	return applied, rows.Err()
}
