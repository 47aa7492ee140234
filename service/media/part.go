package media

import (
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"io"
	"time"

	"lamplight"
	"lamplight/blob"
	"lamplight/store"
)

// What a stretch of a file may be, in bytes (https://core.telegram.org/api/files#downloading-files).
const (
	step        = 4 << 10 // offset and limit are multiples of it
	preciseStep = 1 << 10 // the same for a stretch that is asked for precisely
	border      = 1 << 20 // no stretch goes across a multiple of it
	hashedSpan  = 128 << 10
	hashedSpans = 32 // of which hashes are given at once, at most
)

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
func (s *Service) Part(ctx context.Context, l Location, span Span) (Part, error) {
	if err := span.check(); err != nil {
		return Part{}, err
	}
	f, err := s.find(ctx, l)
	if err != nil {
		return Part{}, err
	}
	p, err := s.stretch(ctx, f, span.Offset, span.Limit)
	if err != nil {
		return Part{}, err
	}
	s.metrics.down(len(p))
	return Part{MIME: f.mime, Date: f.date, Bytes: p}, nil
}

// stretch returns at most limit bytes of a file from offset on.
func (s *Service) stretch(ctx context.Context, f found, offset int64, limit int) ([]byte, error) {
	from := min(offset, f.size)
	n := min(int64(limit), f.size-from)
	if f.bytes != nil || n == 0 {
		return f.bytes[min(from, int64(len(f.bytes))):][:n:n], nil
	}
	r, err := s.blobs.Open(ctx, f.hash, from, n)
	if errors.Is(err, blob.ErrNotFound) {
		return nil, ErrFileInvalid.Because(err)
	}
	if err != nil {
		return nil, fmt.Errorf("open a file at %d: %w", from, err)
	}
	p := make([]byte, n)
	_, err = io.ReadFull(r, p)
	if err := errors.Join(err, r.Close()); err != nil {
		return nil, fmt.Errorf("read a file at %d: %w", from, err)
	}
	return p, nil
}

// Hashes returns the hashes of a file from the stretch that offset lies in, for 4 MiB or to its end: ErrOffsetInvalid if offset
// lies outside it, and the errors of Location. They are of the bytes as they are read.
func (s *Service) Hashes(ctx context.Context, l Location, offset int64) ([]Hash, error) {
	f, err := s.find(ctx, l)
	if err != nil {
		return nil, err
	}
	if offset < 0 || offset >= f.size {
		return nil, ErrOffsetInvalid
	}
	var hashes []Hash
	for from := offset - offset%hashedSpan; from < f.size && len(hashes) < hashedSpans; from += hashedSpan {
		p, err := s.stretch(ctx, f, from, hashedSpan)
		if err != nil {
			return nil, err
		}
		hashes = append(hashes, Hash{Offset: from, Limit: len(p), Sum: sha256.Sum256(p)})
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

// rowOf returns the photo or document of a location, after its access hash and before its reference are checked.
func (s *Service) rowOf(ctx context.Context, l Location) (store.MediaRow, error) {
	m, err := s.row(ctx, l.ID)
	if errors.Is(err, store.ErrNotFound) {
		return m, ErrFileInvalid
	}
	if err == nil && s.gone(m) {
		return m, ErrFileInvalid
	}
	return m, err
}
