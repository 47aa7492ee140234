package media

import (
	"context"
	"errors"
	"fmt"
	"time"

	"lamplight"
)

// sweepEvery is how often what is too old is looked for.
const sweepEvery = 10 * time.Minute

// Run clears up until ctx ends: the parts of files that were kept, and those whose age has come.
func (s *Service) Run(ctx context.Context) error {
	if s.blobs == nil {
		return nil
	}
	tick := time.NewTicker(sweepEvery)
	defer tick.Stop()
	for {
		select {
		case <-ctx.Done():
			return nil
		case id := <-s.spent:
			if err := s.removeParts(ctx, id); err != nil && ctx.Err() == nil {
				s.log.Warn("media: the parts of a file stay for now", "err", err)
			}
		case <-tick.C:
			if err := s.SweepParts(ctx); err != nil && ctx.Err() == nil {
				s.log.Warn("media: parts that are too old stay for now", "err", err)
			}
		}
	}
}

// SweepParts removes the parts of files whose upload nobody went on with for Limits.PartAge.
func (s *Service) SweepParts(ctx context.Context) error {
	type upload struct {
		last  time.Time
		names []string
	}
	var of UploadID
	var now upload
	var errs []error
	removed := map[lamplight.UserID]bool{}
	end := func() {
		if len(now.names) > 0 && s.now().Sub(now.last) >= s.limits.PartAge {
			for _, name := range now.names {
				errs = append(errs, s.blobs.RemoveScratch(ctx, name))
			}
			removed[of.User] = true
		}
	}
	err := s.eachPart(ctx, "parts/", func(id UploadID, part int, _ int64, written time.Time) {
		if id != of {
			end()
			of, now = id, upload{}
		}
		name := id.done()
		if part >= 0 {
			name = id.part(part)
		}
		now.names = append(now.names, name)
		if now.last.Before(written) {
			now.last = written
		}
	})
	end()
	s.forgetUploads(removed)
	if err := errors.Join(append(errs, err)...); err != nil {
		return fmt.Errorf("remove parts of files: %w", err)
	}
	return nil
}

// forgetUploads forgets what is known of accounts whose parts were removed, and of those that uploaded nothing for a while.
func (s *Service) forgetUploads(removed map[lamplight.UserID]bool) {
	s.uploads.mu.Lock()
	defer s.uploads.mu.Unlock()
	for user, u := range s.uploads.accounts {
		if removed[user] {
			u.forget()
		}
		if s.now().Sub(u.used) >= s.limits.PartIdle {
			delete(s.uploads.accounts, user)
		}
	}
}
