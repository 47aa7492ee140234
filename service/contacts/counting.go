package contacts

import (
	"context"
	"fmt"
	"time"

	"lamplight"
	"lamplight/store"
)

// countUp adds n to a counter of an account, and refuses with FLOOD_WAIT where that makes more than most in window.
func (s *Service) countUp(ctx context.Context, what string, user lamplight.UserID, n, most int, window time.Duration) error {
	now := s.now()
	var wait int
	err := s.store.Write(ctx, func(tx store.Tx) error {
		name := fmt.Sprintf("%s/%d", what, user)
		count, until, err := tx.Count(name, 0, now, window)
		if err != nil {
			return err
		}
		wait = 0
		if count+n > most {
			wait = int(until.Sub(now)/time.Second) + 1
			return nil
		}
		_, _, err = tx.Count(name, n, now, window)
		return err
	})
	if err != nil {
		return fmt.Errorf("count %s of %d: %w", what, user, err)
	}
	if wait > 0 {
		return lamplight.FloodWait(wait)
	}
	return nil
}
