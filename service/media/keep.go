package media

import (
	"context"
	"io"

	"lamplight"
)

// Keep stores an uploaded file durably under its hash, unless its bytes are there already. From then on it is found by Open,
// until nobody has referred to it for Limits.Grace. MEDIA_INVALID if it was withdrawn.
func (s *Service) Keep(ctx context.Context, u *Upload) error { return errNoFiles }

// KeepBytes is Keep for what the server made itself, such as a size of a photo.
func (s *Service) KeepBytes(ctx context.Context, b []byte) (lamplight.FileHash, error) {
	return lamplight.FileHash{}, errNoFiles
}

// KeepFrom is KeepBytes for what is too large to be in memory: open is called as often as it has to be read.
func (s *Service) KeepFrom(ctx context.Context, open func() (io.ReadCloser, error)) (lamplight.FileHash, error) {
	return lamplight.FileHash{}, errNoFiles
}

// Open returns length bytes of a stored file from offset on; length -1: up to its end. Who opens closes. It asks for no
// access hash: it is for the server's own eyes, and refuses only what was withdrawn (FILE_ID_INVALID).
func (s *Service) Open(ctx context.Context, h lamplight.FileHash, offset, length int64) (io.ReadCloser, error) {
	return nil, errNoFiles
}
