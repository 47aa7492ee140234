package sqlstore

import (
	"context"
	"log/slog"
	"strings"
)

// quiet is a log handler for River, which tells at its start and end more than an operator wants to read: only warnings and
// errors pass, and not those that say no more than that the server is stopping.
type quiet struct{ slog.Handler }

// Enabled implements slog.Handler.
func (q quiet) Enabled(ctx context.Context, l slog.Level) bool {
	return l >= slog.LevelWarn && q.Handler.Enabled(ctx, l)
}

// Handle implements slog.Handler. What was cancelled was cancelled by Stop: nobody else cancels the queue's work.
func (q quiet) Handle(ctx context.Context, r slog.Record) error {
	stopping := false
	r.Attrs(func(a slog.Attr) bool {
		stopping = (a.Key == "error" || a.Key == "err") && strings.Contains(a.Value.String(), context.Canceled.Error())
		return !stopping
	})
	if stopping {
		return nil
	}
	return q.Handler.Handle(ctx, r)
}

// WithAttrs implements slog.Handler.
func (q quiet) WithAttrs(as []slog.Attr) slog.Handler { return quiet{q.Handler.WithAttrs(as)} }

// WithGroup implements slog.Handler.
func (q quiet) WithGroup(name string) slog.Handler { return quiet{q.Handler.WithGroup(name)} }

func riverLog(l *slog.Logger) *slog.Logger { return slog.New(quiet{l.Handler()}).With("by", "jobs") }
