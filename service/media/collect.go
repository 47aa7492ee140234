package media

import (
	"context"
	"errors"
	"fmt"
	"time"

	"lamplight"
	"lamplight/store"
)

// Uses says which photos, documents and files somebody still refers to: messages, profile photos, sticker sets and the like.
type Uses interface {
	// Used returns those of the given rows that are referred to, by their id.
	Used(ctx context.Context, rows []store.MediaRow) (map[int64]bool, error)
}

// What a Collect does at a time.
const (
	collectRows  = 200
	collectFiles = 200
)

// Removing one file takes at most removeTime. A file that is doomed for longer than doomedAge was left behind by a node that
// ended.
const (
	removeTime = time.Minute
	doomedAge  = 15 * time.Minute
)

// Collected is what a Collect did.
type Collected struct {
	Media, Files int   // photos and documents, and files
	Bytes        int64 // of the files
}

// Collect removes the photos and documents that nobody has referred to for Limits.Grace, and then the files that none is left
// of. It may be broken off and begun again at any time, and run on several nodes at once.
func (s *Service) Collect(ctx context.Context) (done Collected, err error) {
	if s.blobs == nil {
		return done, nil
	}
	if done.Media, err = s.collectMedia(ctx); err != nil {
		return done, err
	}
	done.Files, done.Bytes, err = s.collectFiles(ctx)
	return done, err
}

// collectMedia removes photos and documents. Those that are referred to count as fresh, so that they are looked at again only
// after another Limits.Grace.
func (s *Service) collectMedia(ctx context.Context) (count int, err error) {
	for after := int64(0); ; {
		now := s.now()
		before := now.Add(-s.limits.Grace)
		var rows []store.MediaRow
		if err := s.store.Read(ctx, func(tx store.Tx) (err error) {
			rows, err = tx.StaleMedia(after, before, collectRows)
			return err
		}); err != nil {
			return count, fmt.Errorf("look for media that nobody refers to: %w", err)
		}
		if len(rows) == 0 {
			return count, nil
		}
		after = rows[len(rows)-1].ID()
		used := map[int64]bool{}
		for _, u := range s.uses {
			found, err := u.Used(ctx, rows)
			if err != nil {
				return count, fmt.Errorf("look who refers to media: %w", err)
			}
			for id := range found {
				used[id] = true
			}
		}
		n := 0
		if err := s.store.Write(ctx, func(tx store.Tx) error {
			n = 0
			var keep []int64
			for _, m := range rows {
				// What is withdrawn stays for an undo.
				if used[m.ID()] || s.gone(m) {
					keep = append(keep, m.ID())
					continue
				}
				// Whoever named it since is about to refer to it.
				fresh, err := freshRow(tx, m, before)
				if err != nil {
					return err
				}
				if fresh {
					continue
				}
				if err := tx.DeleteMedia(m.ID()); err != nil {
					return err
				}
				n++
			}
			return tx.TouchMedia(keep, now)
		}); err != nil {
			return count, fmt.Errorf("remove media that nobody refers to: %w", err)
		}
		for _, m := range rows {
			s.rows.forget(m.ID())
		}
		count += n
	}
}

// freshRow reports whether a row was touched since it was found stale, or is gone.
func freshRow(tx store.Tx, m store.MediaRow, before time.Time) (bool, error) {
	var now store.MediaRow
	var err error
	if m.Photo != nil {
		now, err = tx.Photo(m.Photo.ID)
	} else {
		now, err = tx.Document(m.Document.ID)
	}
	if errors.Is(err, store.ErrNotFound) {
		return true, nil
	}
	return !now.Touched.Before(before), err
}

// collectFiles removes the files that no photo or document is made of. A file is doomed first, in a transaction that sees
// that nobody refers to it: whoever wants to keep the same bytes from then on waits until they are gone.
func (s *Service) collectFiles(ctx context.Context) (count int, bytes int64, err error) {
	for after := (lamplight.FileHash{}); ; {
		before := s.now().Add(-s.limits.Grace)
		var files []store.File
		if err := s.store.Read(ctx, func(tx store.Tx) (err error) {
			files, err = tx.StaleFiles(after, before, collectFiles)
			return err
		}); err != nil {
			return count, bytes, fmt.Errorf("look for files that nobody refers to: %w", err)
		}
		if len(files) == 0 {
			return count, bytes, nil
		}
		after = files[len(files)-1].Hash
		for _, f := range files {
			gone, err := s.collectFile(ctx, f.Hash, before)
			if err != nil {
				return count, bytes, fmt.Errorf("remove a file that nobody refers to: %w", err)
			}
			if gone {
				count++
				bytes += f.Size
				s.metrics.collected.Inc()
			}
		}
	}
}

// collectFile removes a file if nothing is made of it.
func (s *Service) collectFile(ctx context.Context, h lamplight.FileHash, before time.Time) (gone bool, err error) {
	err = s.store.Write(ctx, func(tx store.Tx) error {
		gone = false
		f, err := tx.File(h)
		if err != nil {
			return ignoreMissing(err)
		}
		now := s.now()
		if f.State == store.FileDoomed {
			if now.Sub(f.Touched) < doomedAge {
				return nil // another node is at it
			}
		} else {
			if !f.Touched.Before(before) {
				return nil
			}
			in, err := tx.MediaWith(h, 1)
			if err != nil {
				return err
			}
			if len(in) > 0 || s.withdrawn.File(h) {
				f.Touched = now // not again before another Limits.Grace
				return tx.PutFile(f)
			}
		}
		f.State, f.Touched, gone = store.FileDoomed, now, true
		return tx.PutFile(f)
	})
	if err != nil || !gone {
		return false, err
	}
	ctx, cancel := context.WithTimeout(ctx, removeTime)
	defer cancel()
	if err := s.blobs.Delete(ctx, h); err != nil {
		return false, err
	}
	return true, s.store.Write(ctx, func(tx store.Tx) error {
		if f, err := tx.File(h); err != nil || f.State != store.FileDoomed {
			return ignoreMissing(err)
		}
		return tx.DeleteFile(h)
	})
}

func ignoreMissing(err error) error {
	if errors.Is(err, store.ErrNotFound) {
		return nil
	}
	return err
}
