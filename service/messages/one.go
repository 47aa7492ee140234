package messages

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"lamplight"
)

// Message returns one message of a conversation as user may see it: MESSAGE_ID_INVALID if there is none, or what keeps user
// from the conversation.
func (s *Service) Message(
	ctx context.Context, user lamplight.UserID, peer lamplight.Peer, id lamplight.MessageID,
) (lamplight.Message, error) {
	p, err := s.at(ctx, user, peer)
	if err != nil {
		return lamplight.Message{}, err
	}
	m, ok, err := s.message(ctx, p, id)
	if err == nil && !ok {
		err = lamplight.ErrMessageInvalid
	}
	return m, err
}

// Those returns the messages of a conversation with the given ids, as user may see them, in the order asked. Those that
// there are not are left out.
func (s *Service) Those(
	ctx context.Context, user lamplight.UserID, peer lamplight.Peer, ids []lamplight.MessageID,
) ([]lamplight.Message, error) {
	if len(ids) > s.limits.IDs {
		return nil, lamplight.ErrLimitInvalid
	}
	p, err := s.at(ctx, user, peer)
	if err != nil || len(ids) == 0 {
		return nil, err
	}
	ms, err := s.boxes.Messages(ctx, p.box, ids)
	if err != nil {
		return nil, fmt.Errorf("messages of %v: %w", peer, err)
	}
	ms = p.visible(ms)
	return ms, s.withComments(ctx, user, p, ms)
}

// Format brings a text and its formatting in the form in which they are kept, as for a message. Nothing but white space is
// no text.
func (s *Service) Format(text lamplight.Text, es []lamplight.Entity) (lamplight.Text, []lamplight.Entity, error) {
	if strings.TrimSpace(string(text)) == "" {
		return "", nil, nil
	}
	return s.text(text, slices.DeleteFunc(slices.Clone(es), isCustomEmoji)) // nobody looks whether there are such
}

// Broadcast reports whether a conversation is a broadcast channel, or returns what keeps user from it.
func (s *Service) Broadcast(ctx context.Context, user lamplight.UserID, peer lamplight.Peer) (bool, error) {
	p, err := s.at(ctx, user, peer)
	return p.access != nil && p.access.Chat.Broadcast, err
}

// MayVote returns nil if user may take part in polls of a conversation that they see, else what they are told. An
// administrator who stays unnamed would be named by a vote: ANONYMOUS_REACTIONS_DISABLED.
func (s *Service) MayVote(ctx context.Context, user lamplight.UserID, peer lamplight.Peer) error {
	p, err := s.at(ctx, user, peer)
	if err != nil {
		return err
	}
	return s.mayTakePart(ctx, Caller{User: user}, p)
}

// mayTakePart decides for reactions and votes.
func (s *Service) mayTakePart(ctx context.Context, c Caller, p place) error {
	if p.access == nil {
		return s.policy.MaySend(ctx, c.User, p.peer)
	}
	// Of a group or channel the policy knows nothing, but of the account: who is frozen does nothing to others.
	if err := s.policy.MaySend(ctx, c.User, lamplight.UserPeer(c.User)); err != nil {
		return err
	}
	switch chat := &p.access.Chat; {
	case chat.Gone, !p.access.Member:
		return ErrWriteForbidden
	case chat.Creator, chat.Admin != 0:
		if p.group() && chat.Admin&lamplight.AdminAnonymous != 0 {
			return ErrAnonymous
		}
		return nil
	case chat.Own.At(s.now())&(lamplight.BannedSend|lamplight.BannedView) != 0:
		return ErrBannedHere
	}
	return nil
}
