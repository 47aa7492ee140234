package chats

import (
	"context"
	"fmt"

	"lamplight"
	"lamplight/store"
)

// SetGroupAdmin makes a member of a basic group an administrator, or one no more. Only the owner may: CHAT_ADMIN_REQUIRED.
// USER_NOT_PARTICIPANT; USER_CREATOR for the owner; CHAT_NOT_MODIFIED if it is so already.
//
// https://core.telegram.org/method/messages.editChatAdmin
func (s *Service) SetGroupAdmin(ctx context.Context, c Caller, chat lamplight.ChatID, user lamplight.UserID, admin bool) error {
	peer := lamplight.ChatPeer(chat)
	_, err := s.act(ctx, c, func(tx store.Tx, o *outcome) error {
		st, err := s.stand(tx, c.User, peer)
		if err != nil {
			return err
		}
		o.peer, o.users = peer, []lamplight.UserID{user}
		if !st.owns() {
			return ErrAdminRequired
		}
		them, err := s.stand(tx, user, peer)
		if err != nil {
			return err
		}
		m := them.member
		switch {
		case !m.In():
			return ErrNotParticipant
		case m.Standing == store.StandingOwner:
			return ErrUserCreator
		case m.Leads() == admin:
			return ErrNotModified
		}
		m.Standing, m.Rights, m.Promoter = store.StandingMember, 0, 0
		if admin {
			m.Standing, m.Rights, m.Promoter = store.StandingAdmin, groupAdmin, c.User
		}
		if err := tx.PutMember(m); err != nil {
			return err
		}
		if _, err := bump(tx, peer); err != nil {
			return err
		}
		o.say = &said{Notes: o.users, List: true}
		return nil
	})
	if err != nil {
		return fmt.Errorf("%d makes %d an administrator of %v: %w", c.User, user, peer, err)
	}
	return nil
}
