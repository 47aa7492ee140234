package media

import (
	"bytes"
	"context"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"time"

	"lamplight"
	"lamplight/blob"
	"lamplight/store"
)

// Keep stores an uploaded file durably under its hash, unless its bytes are there already. From then on it is found by Open,
// until nobody has referred to it for Limits.Grace. MEDIA_INVALID if it was withdrawn.
func (s *Service) Keep(ctx context.Context, u *Upload) error {
	if s.blobs == nil {
		return errNoFiles
	}
	if err := s.keep(ctx, u.File, func() (io.ReadCloser, error) { return u.open(ctx, 0, -1) }); err != nil {
		return err
	}
	u.open = s.opener(u.Hash)
	if u.id.User == 0 {
		return nil
	}
	// Whoever did not learn what became of it asks again with the same number: it is told the same. Without this word the
	// parts are put together once more.
	parts := 0
	if up, err := s.uploader(ctx, u.id.User); err == nil {
		up.mu.Lock()
		if f := up.files[u.id.File]; f != nil {
			parts = f.last() + 1
		}
		up.mu.Unlock()
		if parts > 0 {
			text, err := json.Marshal(doneUpload{Hash: hex.EncodeToString(u.Hash[:]), Parts: parts})
			if err == nil {
				err = s.blobs.WriteScratch(ctx, u.id.done(), text)
			}
			if err != nil {
				s.log.Warn("media: what was kept is not noted", "err", err)
				return nil
			}
			up.drop(u.id.File)
			select {
			case s.spent <- u.id:
			default: // the parts go when their age has come
			}
		}
	}
	return nil
}

// KeepBytes is Keep for what the server made itself, such as a size of a photo.
func (s *Service) KeepBytes(ctx context.Context, b []byte) (lamplight.FileHash, error) {
	return s.KeepFrom(ctx, func() (io.ReadCloser, error) { return io.NopCloser(bytes.NewReader(b)), nil })
}

// KeepFrom is KeepBytes for what is too large to be in memory: open is called as often as it has to be read.
func (s *Service) KeepFrom(ctx context.Context, open func() (io.ReadCloser, error)) (lamplight.FileHash, error) {
	if s.blobs == nil {
		return lamplight.FileHash{}, errNoFiles
	}
	r, err := open()
	if err != nil {
		return lamplight.FileHash{}, err
	}
	sums := newSums()
	_, err = io.CopyBuffer(struct{ io.Writer }{sums}, struct{ io.Reader }{r}, make([]byte, 128<<10))
	if err := errors.Join(err, r.Close()); err != nil {
		return lamplight.FileHash{}, fmt.Errorf("hash a file: %w", err)
	}
	f := sums.file()
	return f.Hash, s.keep(ctx, f, open)
}

// keep stores the bytes of a file. Its row is there before them and while they are removed, so that nobody removes what
// somebody is about to refer to.
func (s *Service) keep(ctx context.Context, f store.File, open func() (io.ReadCloser, error)) error {
	if s.withdrawn.File(f.Hash) {
		return ErrMediaInvalid
	}
	now := s.now()
	known, err := s.file(ctx, f.Hash)
	if err == nil && known.State == store.FileStored && now.Sub(known.Touched) < s.limits.Touch {
		return nil // fresh enough that it is safe for longer than anybody takes to refer to it
	}
	if err != nil && !errors.Is(err, store.ErrNotFound) {
		return err
	}
	f.State, f.Created, f.Touched = store.FileArriving, now, now
	stored, err := s.announce(ctx, f)
	if err != nil || stored {
		return err
	}
	r, err := open()
	if err != nil {
		return err
	}
	err = s.blobs.Put(ctx, f.Hash, r)
	if err := errors.Join(err, r.Close()); err != nil {
		return fmt.Errorf("keep a file of %d bytes: %w", f.Size, err)
	}
	return s.store.Write(ctx, func(tx store.Tx) error {
		f.State = store.FileStored
		return tx.PutFile(f)
	})
}

// How long a file that is just being removed is waited for.
const (
	doomedPause = 100 * time.Millisecond
	doomedWaits = 100
)

// announce puts the row of a file that arrives; stored says that its bytes are there already.
func (s *Service) announce(ctx context.Context, f store.File) (stored bool, err error) {
	for range doomedWaits {
		doomed := false
		err := s.store.Write(ctx, func(tx store.Tx) error {
			doomed, stored = false, false
			known, err := tx.File(f.Hash)
			switch {
			case errors.Is(err, store.ErrNotFound):
			case err != nil:
				return err
			case known.State == store.FileDoomed:
				doomed = true
				return nil
			case known.State == store.FileStored:
				stored = true
				f.State = store.FileStored
			}
			return tx.PutFile(f)
		})
		if err != nil || !doomed {
			return stored, err
		}
		select {
		case <-time.After(doomedPause):
		case <-ctx.Done():
			return false, ctx.Err()
		}
	}
	return false, lamplight.ErrStorage.Because(errors.New("media: a file is being removed for too long"))
}

// Open returns length bytes of a stored file from offset on; length -1: up to its end. Who opens closes. It asks for no
// access hash: it is for the server's own eyes, and refuses only what was withdrawn (FILE_ID_INVALID).
func (s *Service) Open(ctx context.Context, h lamplight.FileHash, offset, length int64) (io.ReadCloser, error) {
	if s.blobs == nil {
		return nil, errNoFiles
	}
	if s.withdrawn.File(h) {
		return nil, ErrFileInvalid
	}
	r, err := s.blobs.Open(ctx, h, offset, length)
	if errors.Is(err, blob.ErrNotFound) {
		return nil, ErrFileInvalid.Because(err)
	}
	return r, err
}

// opener returns what opens a stored file.
func (s *Service) opener(h lamplight.FileHash) func(context.Context, int64, int64) (io.ReadCloser, error) {
	return func(ctx context.Context, offset, length int64) (io.ReadCloser, error) {
		return s.Open(ctx, h, offset, length)
	}
}
