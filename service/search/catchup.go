package search

import (
	"context"
	"errors"

	"lamplight"
	"lamplight/store"
)

// catchUp brings the index of a box up to the box, for Limits.CatchUp at most, and reports whether it got there.
func (s *Service) catchUp(ctx context.Context, box lamplight.BoxID) (bool, error) {
	end := s.now().Add(s.limits.CatchUp)
	for tries := s.limits.Attempts; tries > 0; {
		var at store.SearchCursor
		err := s.store.Read(ctx, func(tx store.Tx) (err error) {
			at, err = cursor(tx, box)
			return err
		})
		if err != nil {
			return false, err
		}
		heads, err := s.boxes.Heads(ctx, box)
		if err != nil {
			return false, err
		}
		p, err := s.next(ctx, at, heads[0], box, s.limits.Words)
		switch {
		case err != nil:
			return false, err
		case p.gone:
			return true, s.drop(ctx, box)
		case p.idle:
			return at.Version <= version, nil // or another node indexes it
		}
		done, err := s.take(ctx, []portion{p})
		switch {
		case ctx.Err() != nil:
			return false, ctx.Err()
		case err != nil: // on a full disk people still find what they said before
			s.metrics.failed.Inc()
			s.log.Warn("search answers from an index that is behind", "box", int64(box), "err", err)
			return false, nil
		case !done[0]:
			tries--
		case p.last:
			return true, nil
		}
		if !s.now().Before(end) {
			break
		}
	}
	s.Moved(box) // the worker does the rest
	return false, nil
}

// cursor returns the cursor of a box, the zero value if it has none.
func cursor(tx store.Tx, box lamplight.BoxID) (store.SearchCursor, error) {
	c, err := tx.SearchCursor(box)
	if errors.Is(err, store.ErrNotFound) {
		return store.SearchCursor{}, nil
	}
	return c, err
}
