package postgres

import (
	"context"
	"errors"
	"io"
	"net"
	"slices"
	"strings"

	"github.com/jackc/pgx/v5/pgconn"

	"lamplight"
)

// faults are the classes of PostgreSQL's errors that pass: the connection broke; no room, memory or connections; it is
// stopping or starting; its disk failed (https://www.postgresql.org/docs/current/errcodes-appendix.html).
var faults = []string{"08", "53", "57P", "58"}

// faulty makes an error that says that the database is away, full or failing into lamplight.ErrStorage. Whether what was
// being committed is there, nobody knows then: a repeat with the same key finds out. All other errors stay.
func faulty(err error) error {
	var known *lamplight.Error
	if err == nil || errors.As(err, &known) || !passing(err) {
		return err
	}
	return lamplight.ErrStorage.Because(err)
}

func passing(err error) bool {
	var pg *pgconn.PgError
	if errors.As(err, &pg) {
		return slices.ContainsFunc(faults, func(class string) bool { return strings.HasPrefix(pg.Code, class) })
	}
	if errors.Is(err, context.DeadlineExceeded) {
		return false // whose time was up, of this caller or of a committer, is said where it is known
	}
	var broken net.Error
	return errors.As(err, &broken) || errors.Is(err, io.ErrUnexpectedEOF) || errors.Is(err, io.EOF) ||
		errors.Is(err, net.ErrClosed) || errors.Is(err, errNoTransaction)
}
