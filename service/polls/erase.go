package polls

import (
	"context"
	"fmt"

	"lamplight"
	"lamplight/store"
)

// EraseUser takes back the votes of an account that is being deleted. What it asked stays where it was asked, as its
// messages to others do.
func (s *Service) EraseUser(ctx context.Context, user lamplight.UserID) error {
	var polls []lamplight.PollID
	err := s.store.Write(ctx, func(tx store.Tx) (err error) {
		polls, err = tx.DeletePollsOf(user)
		return err
	})
	if err != nil {
		return fmt.Errorf("votes of %d: %w", user, err)
	}
	for _, p := range polls {
		s.changed(p, false)
	}
	return nil
}
