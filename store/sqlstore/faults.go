package sqlstore

import (
	"context"
	"errors"
	"io"
	"net"
	"slices"
	"strings"

	"github.com/jackc/pgx/v5/pgconn"
	"modernc.org/sqlite"

	"lamplight"
)

// Primary result codes of SQLite for what passes (https://www.sqlite.org/rescode.html): busy, an I/O error, a full disk, a
// file that cannot be opened for the moment.
var sqliteFaults = []int{5, 10, 13, 14}

// Classes of PostgreSQL's errors that pass: the connection broke; no room, memory or connections; it is stopping or
// starting; its disk failed (https://www.postgresql.org/docs/current/errcodes-appendix.html).
var postgresFaults = []string{"08", "53", "57P", "58"}

// faulty makes an error that says that the database is away, full or failing into lamplight.ErrStorage. All others stay.
func faulty(err error) error {
	var known *lamplight.Error
	if err == nil || errors.As(err, &known) || !passing(err) {
		return err
	}
	return lamplight.ErrStorage.Because(err)
}

func passing(err error) bool {
	var lite *sqlite.Error
	if errors.As(err, &lite) {
		return slices.Contains(sqliteFaults, lite.Code()&0xff)
	}
	var pg *pgconn.PgError
	if errors.As(err, &pg) {
		return slices.ContainsFunc(postgresFaults, func(class string) bool { return strings.HasPrefix(pg.Code, class) })
	}
	if errors.Is(err, context.DeadlineExceeded) {
		return false // the caller's time was up, whatever went on
	}
	var broken net.Error // a timeout that is not the caller's, a connection that was refused or reset
	return errors.As(err, &broken) || errors.Is(err, io.ErrUnexpectedEOF) || errors.Is(err, net.ErrClosed)
}
