package lamplight

import (
	"errors"
	"fmt"
	"strings"
)

// A Kind says what the caller may do about an error. Each edge maps it to a status number of its own.
type Kind uint8

// The kinds of error.
const (
	Internal      Kind = iota // our fault: the client sees no detail, the log does
	Invalid                   // 400: the request can never succeed as written
	Unauthorized              // 401: the caller must sign in first
	Forbidden                 // 403: the caller may not do this
	NotFound                  // 404: the thing does not exist for this caller
	NotAcceptable             // 406: as 400, but the client shows nothing by itself
	Flood                     // 420: too often; again after Arg seconds
	Moved                     // 303: another data centre, Arg
	Unavailable               // 503: a passing fault of ours; clients try again
)

// An Error is an error that a client may see.
type Error struct {
	Kind Kind
	Code string // stable symbol of the protocol, such as "MESSAGE_TOO_LONG"; with Arg, the part before the number
	Arg  int    // number appended to the symbol on the wire as _N, if HasArg; it stands for the _X_ of a Code that has one
	// HasArg tells an argument of 0 from none.
	HasArg bool
	Err    error // cause, for the log only; may be nil
}

// Symbol returns what goes over the wire, such as FLOOD_WAIT_30.
func (e *Error) Symbol() string {
	if before, after, found := strings.Cut(e.Code, "_X_"); e.HasArg && found {
		return fmt.Sprintf("%s_%d_%s", before, e.Arg, after)
	}
	if e.HasArg {
		return fmt.Sprintf("%s_%d", e.Code, e.Arg)
	}
	return e.Code
}

func (e *Error) Error() string {
	if e.Err == nil {
		return e.Symbol()
	}
	return fmt.Sprintf("%s: %v", e.Symbol(), e.Err)
}

func (e *Error) Unwrap() error { return e.Err }

// Is reports whether target carries the same symbol, so that errors.Is works against the package's variables whatever
// cause or argument was attached.
func (e *Error) Is(target error) bool {
	t, ok := target.(*Error)
	return ok && t.Code == e.Code
}

// Because returns a copy of e with a cause for the log.
func (e *Error) Because(cause error) *Error {
	c := *e
	c.Err = cause
	return &c
}

// FloodWait is the answer to a call that came too early: again after so many seconds.
func FloodWait(seconds int) *Error {
	return &Error{Kind: Flood, Code: "FLOOD_WAIT", Arg: max(seconds, 1), HasArg: true}
}

// KindOf returns the Kind of err: Internal unless an *Error is in its chain.
func KindOf(err error) Kind {
	var e *Error
	if errors.As(err, &e) {
		return e.Kind
	}
	return Internal
}

// Errors that more than one room returns. Errors of one service stand beside it.
var (
	ErrKeyUnregistered = &Error{Kind: Unauthorized, Code: "AUTH_KEY_UNREGISTERED"}
	ErrMethodInvalid   = &Error{Kind: Invalid, Code: "METHOD_INVALID"}
	ErrInputInvalid    = &Error{Kind: Invalid, Code: "INPUT_REQUEST_INVALID"}
	ErrPeerInvalid     = &Error{Kind: Invalid, Code: "PEER_ID_INVALID"}
	ErrUserInvalid     = &Error{Kind: Invalid, Code: "USER_ID_INVALID"}
	ErrChannelInvalid  = &Error{Kind: Invalid, Code: "CHANNEL_INVALID"}
	ErrMessageInvalid  = &Error{Kind: Invalid, Code: "MESSAGE_ID_INVALID"}
	ErrLimitInvalid    = &Error{Kind: Invalid, Code: "LIMIT_INVALID"}
	// ErrStorage says that something cannot be stored for a while: a full disk, a database that does not answer. Clients
	// know the symbol as a passing fault: they ask a few times more, and then tell their user.
	ErrStorage = &Error{Kind: Unavailable, Code: "STORAGE_CHECK_FAILED"}
)
