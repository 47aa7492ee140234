package messages

import (
	"context"
	"fmt"
	"slices"

	"lamplight"
	"lamplight/boxes"
)

// What a Reading says.
type Reading = boxes.Reading

// ReadParticipants returns who read a message of the caller in a group, and when: MSG_TOO_OLD after Limits.ReadDate,
// CHAT_TOO_BIG in a group of more than a hundred and, but for its administrators, in one that hides its members, PEER_ID_INVALID where it is no group, MESSAGE_ID_INVALID if it is not the
// caller's.
//
// In a basic group it is not kept when each member read; the time is that of the first who did.
//
// https://core.telegram.org/method/messages.getMessageReadParticipants
func (s *Service) ReadParticipants(
	ctx context.Context, user lamplight.UserID, peer lamplight.Peer, id lamplight.MessageID,
) ([]Reading, error) {
	p, err := s.at(ctx, user, peer)
	if err != nil {
		return nil, err
	}
	if p.access == nil || p.own() && p.access.Chat.Broadcast {
		return nil, lamplight.ErrPeerInvalid
	}
	m, ok, err := s.message(ctx, p, id)
	switch {
	case err != nil:
		return nil, err
	case !ok || m.Wrote() != user:
		return nil, lamplight.ErrMessageInvalid
	case s.now().Sub(m.Sent) > s.limits.ReadDate:
		return nil, ErrMsgTooOld
	case !p.access.Member:
		return nil, ErrWriteForbidden
	}
	if p.basic() {
		return s.groupReaders(ctx, Caller{User: user}, p, m)
	}
	if p.access.Chat.Members > readersAmong || p.access.Chat.HiddenMembers && !p.access.Leads() {
		return nil, ErrChatTooBig
	}
	list, err := s.boxes.Readers(ctx, p.box, id)
	if err != nil {
		return nil, fmt.Errorf("who read message %d of %v: %w", id, peer, err)
	}
	list = slices.DeleteFunc(slices.Clone(list), func(r Reading) bool { return r.Reader == user })
	users := make([]lamplight.UserID, len(list))
	for i, r := range list {
		users[i] = r.Reader
	}
	if users, err = s.chats.Among(ctx, peer, users); err != nil {
		return nil, fmt.Errorf("members of %v: %w", peer, err)
	}
	return slices.DeleteFunc(list, func(r Reading) bool { return !slices.Contains(users, r.Reader) }), nil
}

// groupReaders returns which members of a basic group read their copy of m.
func (s *Service) groupReaders(ctx context.Context, c Caller, p place, m lamplight.Message) ([]Reading, error) {
	members, err := s.members(ctx, c, p)
	if err != nil {
		return nil, err
	}
	if len(members) >= readersAmong {
		return nil, ErrChatTooBig
	}
	at, err := s.boxes.ReadTime(ctx, p.box, p.peer, m.ID)
	if err != nil {
		return nil, fmt.Errorf("when message %d of %v was read: %w", m.ID, p.peer, err)
	}
	if at.IsZero() {
		return nil, nil // nobody did
	}
	conversations := make([]boxes.Conversation, len(members))
	for i, u := range members {
		conversations[i] = boxes.Conversation{Box: lamplight.AccountBox(u), Peer: p.peer}
	}
	dialogs, err := s.boxes.DialogsOf(ctx, conversations)
	if err != nil {
		return nil, fmt.Errorf("who read message %d of %v: %w", m.ID, p.peer, err)
	}
	var out []Reading
	for i, u := range members {
		held, err := s.boxes.Copies(ctx, conversations[i].Box, []lamplight.ContentID{m.Content})
		if err != nil {
			return nil, fmt.Errorf("who read message %d of %v: %w", m.ID, p.peer, err)
		}
		if id, ok := held[m.Content]; ok && dialogs[i].ReadInbox >= id {
			out = append(out, Reading{Reader: u, At: at})
		}
	}
	return out, nil
}
