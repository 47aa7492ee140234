package sqlstore

import (
	"context"
	"log/slog"
)

// quiet passes on what somebody has to look at: River tells at Info of each start, count and migration.
type quiet struct{ slog.Handler }

func (q quiet) Enabled(ctx context.Context, l slog.Level) bool {
	return l >= slog.LevelWarn && q.Handler.Enabled(ctx, l)
}

func (q quiet) WithAttrs(as []slog.Attr) slog.Handler { return quiet{q.Handler.WithAttrs(as)} }
func (q quiet) WithGroup(name string) slog.Handler    { return quiet{q.Handler.WithGroup(name)} }
func riverLog(l *slog.Logger) *slog.Logger            { return slog.New(quiet{l.Handler()}).With("by", "jobs") }
