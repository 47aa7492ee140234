package boxes

import (
	"errors"
	"fmt"

	"lamplight"
)

// Errors that callers tell apart.
var (
	// ErrClosed is returned by every method of a Log after Close.
	ErrClosed = errors.New("boxes: the log is closed")
	// ErrTooOld is returned by Events and Notes when events after the position asked for were forgotten (Limits.Events,
	// Limits.Notes).
	ErrTooOld = errors.New("boxes: events after that position were forgotten")
	// ErrGroup is in the chain of the error that Apply returns for a group that can never succeed as written.
	ErrGroup = errors.New("boxes: the group is not valid")
	// ErrFull is returned when a box has given its last message id or pts.
	ErrFull = errors.New("boxes: the box is full")
	// ErrBegins is returned for an Append with Continues to a conversation in which the owner of the box wrote nothing yet.
	ErrBegins = errors.New("boxes: the conversation begins")
	// ErrFolder is returned for a folder that is neither the list (0) nor the archive (1).
	ErrFolder = &lamplight.Error{Kind: lamplight.Invalid, Code: "FOLDER_ID_INVALID"}
)

// ErrQuota is in the chain of a QuotaError: what the owner of the full box is told.
var ErrQuota = &lamplight.Error{Kind: lamplight.NotAcceptable, Code: "STORAGE_FULL"}

// A QuotaError is returned by Apply for a group that would bring a box beyond Limits.Quota. Nothing of it is done.
type QuotaError struct {
	Box   lamplight.BoxID
	Bytes int64 // what the box would hold
	Quota int64
}

func (e *QuotaError) Error() string {
	return fmt.Sprintf("boxes: box %d would hold %d bytes; its quota is %d", e.Box, e.Bytes, e.Quota)
}

func (e *QuotaError) Unwrap() error { return ErrQuota }
