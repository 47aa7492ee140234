package polls

import (
	"context"
	"fmt"

	"lamplight"
	"lamplight/store"
)

// Stop closes the poll of a message that the caller wrote, as an edit of that message asks for it, and returns it:
// MESSAGE_AUTHOR_REQUIRED if somebody else asked, or the message is a forward. One that is closed stays closed.
//
// https://core.telegram.org/method/messages.editMessage
func (s *Service) Stop(ctx context.Context, c Caller, peer lamplight.Peer, id lamplight.MessageID) (lamplight.Poll, error) {
	poll, err := s.shown(ctx, c.User, peer, id)
	if err != nil {
		return lamplight.Poll{}, err
	}
	err = s.store.Write(ctx, func(tx store.Tx) error {
		p, err := tx.Poll(poll)
		if err != nil {
			return err
		}
		if p.Author != c.User {
			return ErrAuthorRequired
		}
		return tx.ClosePoll(poll, s.now())
	})
	if err != nil {
		return lamplight.Poll{}, fmt.Errorf("stop of a poll by %d: %w", c.User, err)
	}
	s.changed(poll, true)
	return s.one(ctx, c.User, poll)
}
