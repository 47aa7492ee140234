package chats

import (
	"context"
	"fmt"

	"lamplight"
	"lamplight/store"
)

// RemoveUser takes somebody out of a basic group, or has the caller leave it. The owner removes anybody, administrators
// those who are none, and everybody those whom they brought in: CHAT_ADMIN_REQUIRED for others. USER_NOT_PARTICIPANT.
// With revoke, what they have of the group goes with them.
//
// https://core.telegram.org/method/messages.deleteChatUser
func (s *Service) RemoveUser(ctx context.Context, c Caller, chat lamplight.ChatID, user lamplight.UserID, revoke bool) (Result, error) {
	peer := lamplight.ChatPeer(chat)
	r, err := s.act(ctx, c, func(tx store.Tx, o *outcome) error {
		st, err := s.stand(tx, c.User, peer)
		if err != nil {
			return err
		}
		o.peer = peer
		if !st.member.In() {
			return ErrNotParticipant
		}
		m := st.member
		if user != c.User {
			them, err := s.stand(tx, user, peer)
			if err != nil {
				return err
			}
			if m = them.member; !m.In() {
				return ErrNotParticipant
			}
			switch {
			case st.owns():
			case m.Standing == store.StandingOwner, m.Leads(), !st.may(lamplight.AdminBan) && m.Inviter != c.User:
				return ErrAdminRequired
			}
			m.Restraint, m.Restrainer, m.Restrained = lamplight.Restraint{Rights: lamplight.BannedView}, c.User, s.now()
		}
		m.Standing, m.Rights, m.Rank = store.StandingLeft, 0, ""
		if err := tx.PutMember(m); err != nil {
			return err
		}
		if _, err := bump(tx, peer); err != nil {
			return err
		}
		o.users = []lamplight.UserID{user}
		o.say = &said{Action: lamplight.ActionChatDeleteUser, User: user, Notes: o.users, Also: o.users, List: true}
		if revoke {
			o.then = &store.Job{Kind: razedJob, Args: razed{peer, o.users}, Wait: true}
		}
		return nil
	})
	if err != nil {
		return r, fmt.Errorf("%d takes %d out of %v: %w", c.User, user, peer, err)
	}
	return r, nil
}
