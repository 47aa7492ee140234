package messages

import (
	"context"
	"fmt"

	"lamplight"
)

// SetTyping tells the other side what the caller is doing there. action is the name of the constructor, such as
// sendMessageTypingAction; progress is in percent. It is never stored. Who has no conversation with the caller, or
// may not be written to, does not learn of it, which the caller does not learn either.
//
// https://core.telegram.org/method/messages.setTyping
func (s *Service) SetTyping(ctx context.Context, c Caller, peer lamplight.Peer, action string, progress int) error {
	to, err := other(peer)
	if err != nil {
		return err
	}
	if !shared(c, to) {
		return nil
	}
	box := lamplight.AccountBox(to)
	ds, err := s.boxes.Dialog(ctx, box, lamplight.UserPeer(c.User))
	if err != nil {
		return fmt.Errorf("typing of %d to %d: %w", c.User, to, err)
	}
	if ds[0].Top == 0 {
		return nil // strangers hear words, not that somebody looks for them; and no limit of first words is used up
	}
	if err := s.policy.MaySend(ctx, c.User, peer); err != nil {
		if lamplight.KindOf(err) == lamplight.Internal {
			return err
		}
		return nil
	}
	err = s.bus.Tell(ctx, Hint{Box: box, Events: []lamplight.Event{{
		Kind: lamplight.EventTyping, Box: box, Date: s.now(), Origin: c.Origin,
		Peer: lamplight.UserPeer(c.User), From: c.User, Text: action, Number: int64(progress),
	}}})
	if err != nil {
		return fmt.Errorf("typing of %d to %d: %w", c.User, to, err)
	}
	return nil
}
