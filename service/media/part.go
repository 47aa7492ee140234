package media

import (
	"context"
	"crypto/sha256"
	"time"

	"lamplight"
)

// What a part may be, in bytes (https://core.telegram.org/api/files#downloading-files).
const (
	step        = 4 << 10 // offset and limit are multiples of it
	preciseStep = 1 << 10 // the same for a part that is asked for precisely
	border      = 1 << 20 // no part goes across a multiple of it
	hashedSpan  = 128 << 10
)

// A Location names a file as a viewer was told of it.
type Location struct {
	Viewer    lamplight.UserID
	ID        lamplight.DocumentID
	Access    int64
	Reference []byte
}

// A Span is a stretch of a file. Offset and Limit are multiples of 4 KiB, of 1 KiB if Precise, and the span does not go
// across a multiple of 1 MiB.
type Span struct {
	Offset  int64 // bytes from the beginning
	Limit   int   // bytes, from one step on
	Precise bool
}

// A Part is a stretch of a file.
type Part struct {
	MIME  string // of the whole file
	Date  time.Time
	Bytes []byte // shorter than asked for at the end of the file, empty after it; only to be read
}

// A Hash is the SHA-256 of a stretch of a file.
type Hash struct {
	Offset int64 // bytes from the beginning
	Limit  int   // bytes
	Sum    [sha256.Size]byte
}

// Part returns a stretch of a file: ErrOffsetInvalid or lamplight.ErrLimitInvalid if it is none that may be asked for, and
// the errors of Location.
func (s *Service) Part(_ context.Context, l Location, span Span) (Part, error) {
	if err := span.check(); err != nil {
		return Part{}, err
	}
	f, err := s.find(l)
	if err != nil {
		return Part{}, err
	}
	from := min(span.Offset, f.Size)
	to := min(from+int64(span.Limit), f.Size)
	return Part{MIME: f.MIME, Date: f.Date, Bytes: f.bytes[from:to:to]}, nil
}

// Hashes returns the hashes of a file from the stretch that offset lies in to its end: ErrOffsetInvalid if offset lies
// outside it, and the errors of Location.
func (s *Service) Hashes(_ context.Context, l Location, offset int64) ([]Hash, error) {
	f, err := s.find(l)
	if err != nil {
		return nil, err
	}
	if offset < 0 || offset >= f.Size {
		return nil, ErrOffsetInvalid
	}
	var hashes []Hash
	for from := offset - offset%hashedSpan; from < f.Size; from += hashedSpan {
		stretch := f.bytes[from:min(from+hashedSpan, f.Size)]
		hashes = append(hashes, Hash{Offset: from, Limit: len(stretch), Sum: sha256.Sum256(stretch)})
	}
	return hashes, nil
}

// check refuses what is no span.
func (s Span) check() error {
	unit := step
	if s.Precise {
		unit = preciseStep
	}
	switch {
	case s.Offset < 0 || s.Offset%int64(unit) != 0:
		return ErrOffsetInvalid
	case s.Limit <= 0 || s.Limit > border || s.Limit%unit != 0:
		return lamplight.ErrLimitInvalid
	case s.Offset%border+int64(s.Limit) > border:
		return lamplight.ErrLimitInvalid
	}
	return nil
}

// find returns the file that l names: ErrFileInvalid if there is none or the viewer was never told of it, and
// ErrReferenceInvalid or ErrReferenceExpired if it has to be met again.
func (s *Service) find(l Location) (*file, error) {
	if l.Access != s.access(l.Viewer, l.ID) {
		return nil, ErrFileInvalid
	}
	files, err := s.builtIn()
	if err != nil {
		return nil, err
	}
	f, ok := files.byID[l.ID]
	if !ok {
		return nil, ErrFileInvalid
	}
	if err := s.checkReference(l.Viewer, l.ID, l.Reference); err != nil {
		return nil, err
	}
	return f, nil
}
