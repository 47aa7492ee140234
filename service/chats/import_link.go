package chats

import (
	"context"
	"errors"
	"fmt"

	"lamplight"
	"lamplight/store"
)

// ImportLink has the caller join by a link. INVITE_REQUEST_SENT, and a wish that administrators see, where they let people
// in; USER_ALREADY_PARTICIPANT for who is in; INVITE_HASH_EXPIRED as CheckLink.
//
// https://core.telegram.org/method/messages.importChatInvite
func (s *Service) ImportLink(ctx context.Context, c Caller, hash string) (Result, error) {
	if err := checkHash(hash); err != nil {
		return Result{}, err
	}
	if err := s.countCheck(ctx, c.User); err != nil {
		return Result{}, err
	}
	asked := false
	r, err := s.act(ctx, c, func(tx store.Tx, o *outcome) error {
		i, st, err := s.open(tx, c.User, hash)
		if err != nil {
			return err
		}
		if st.member.In() {
			return ErrAlreadyParticipant
		}
		if err := s.usable(i); err != nil {
			return err
		}
		if asked = i.Approval; asked {
			return s.ask(tx, c.User, st.chat, hash)
		}
		if err := s.countJoined(tx, c.User); err != nil {
			return err
		}
		return s.admit(tx, o, st.chat, admission{user: c.User, link: &i})
	})
	if err == nil && asked {
		err = ErrLinkSent
	}
	if err != nil {
		return Result{}, fmt.Errorf("%d joins by a link: %w", c.User, err)
	}
	return r, nil
}

// ask notes that somebody wishes to join, and has administrators told. Who asked already is told the same again.
func (s *Service) ask(tx store.Tx, user lamplight.UserID, chat store.Chat, hash string) error {
	n, err := tx.CountJoinRequestsOf(user)
	if err != nil {
		return err
	}
	if n >= s.limits.Requests {
		return ErrChannelsTooMany
	}
	err = tx.AddJoinRequest(store.JoinRequest{Peer: chat.Peer, User: user, Hash: hash, At: s.now()})
	if errors.Is(err, store.ErrTaken) {
		return nil
	}
	if err != nil {
		return err
	}
	return s.oweRequests(tx, chat.Peer, 0)
}

// oweRequests has those told who may let people in.
func (s *Service) oweRequests(tx store.Tx, peer lamplight.Peer, origin lamplight.SessionID) error {
	ms, err := tx.MembersOf(peer, store.MemberQuery{Filter: store.MembersLeading, Limit: s.limits.Admins + 1})
	if err != nil {
		return err
	}
	chat, err := tx.Chat(peer)
	if err != nil {
		return err
	}
	var users []lamplight.UserID
	for _, m := range ms {
		if (stood{chat, m}).may(lamplight.AdminInvite) {
			users = append(users, m.User)
		}
	}
	if len(users) == 0 {
		return nil
	}
	return s.owe(tx, changed{Chat: peer, Kind: lamplight.EventJoinRequests, Origin: origin, Users: users})
}
