package messages

import (
	"context"
	"errors"
	"fmt"

	"lamplight"
)

// SetTyping tells others what the caller is doing there. action is the name of the constructor, such as
// sendMessageTypingAction; progress is in percent. It is never stored. Who has no conversation with the caller, or
// may not be written to, does not learn of it, which the caller does not learn either; in a channel, and of an
// administrator who stays unnamed, nobody does.
//
// https://core.telegram.org/method/messages.setTyping
func (s *Service) SetTyping(ctx context.Context, c Caller, peer lamplight.Peer, action string, progress int) error {
	return s.SetTypingIn(ctx, c, peer, 0, action, progress)
}

// SetTypingIn is SetTyping for a thread of a supergroup, or a topic; 0: the conversation itself.
func (s *Service) SetTypingIn(
	ctx context.Context, c Caller, peer lamplight.Peer, thread lamplight.MessageID, action string, progress int,
) error {
	p, err := s.at(ctx, c.User, peer)
	if err != nil {
		return err
	}
	told, err := s.hearsTyping(ctx, c, p)
	if err != nil || len(told) == 0 {
		return err
	}
	if err := s.maySend(ctx, c, p, nil); err != nil {
		if lamplight.KindOf(err) == lamplight.Internal {
			return err
		}
		return nil
	}
	var failed error
	for _, box := range told {
		failed = errors.Join(failed, s.bus.Tell(ctx, Hint{Box: box, Events: []lamplight.Event{{
			Kind: lamplight.EventTyping, Box: box, Date: s.now(), Origin: c.Origin,
			Peer: p.theirs(c), From: c.User, Text: action, Number: int64(progress), MaxID: thread,
		}}}))
	}
	if failed != nil {
		return fmt.Errorf("typing of %d to %v: %w", c.User, peer, failed)
	}
	return nil
}

// hearsTyping returns the boxes whose sessions are told what the caller is doing there.
func (s *Service) hearsTyping(ctx context.Context, c Caller, p place) ([]lamplight.BoxID, error) {
	if p.access != nil {
		if p.access.Chat.Broadcast || p.access.Chat.Admin&lamplight.AdminAnonymous != 0 {
			return nil, nil
		}
		if p.own() {
			return []lamplight.BoxID{p.box}, nil
		}
		users, err := s.members(ctx, c, p)
		told := make([]lamplight.BoxID, len(users))
		for i, u := range users {
			told[i] = lamplight.AccountBox(u)
		}
		return told, err
	}
	if !shared(c, p.user) {
		return nil, nil
	}
	box := lamplight.AccountBox(p.user)
	ds, err := s.boxes.Dialog(ctx, box, lamplight.UserPeer(c.User))
	if err != nil {
		return nil, fmt.Errorf("typing of %d to %d: %w", c.User, p.user, err)
	}
	if ds[0].Top == 0 {
		return nil, nil // strangers hear words, not that somebody looks for them; and no limit of first words is used up
	}
	return []lamplight.BoxID{box}, nil
}
