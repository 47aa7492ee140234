package chats

import (
	"context"
	"fmt"

	"lamplight"
	"lamplight/store"
)

// mostOld is how many messages a new member of a basic group is given at most of what was said before.
const mostOld = 100

// AddUser brings somebody into a basic group, who then sees its last history messages. It takes the right to bring others in:
// CHAT_ADMIN_REQUIRED without. USER_ALREADY_PARTICIPANT, USERS_TOO_MUCH, and what People says of who does not want to be
// brought in: then they are Missing, and nothing is done.
//
// https://core.telegram.org/method/messages.addChatUser
func (s *Service) AddUser(ctx context.Context, c Caller, chat lamplight.ChatID, user lamplight.UserID, history int) (Result, error) {
	peer := lamplight.ChatPeer(chat)
	if user != c.User {
		_, missing, err := s.invitable(ctx, c.User, []lamplight.UserID{user})
		if err != nil {
			return Result{}, err
		}
		if len(missing) > 0 {
			if missing[0].Err == lamplight.ErrUserInvalid {
				return Result{}, lamplight.ErrUserInvalid
			}
			if !privacy(missing[0].Err) {
				return Result{}, missing[0].Err
			}
			return Result{Chat: peer, Missing: missing}, nil
		}
	}
	r, err := s.act(ctx, c, func(tx store.Tx, o *outcome) error {
		st, err := s.stand(tx, c.User, peer)
		if err != nil {
			return err
		}
		o.peer = peer
		switch {
		case user == c.User:
			// Who left by themselves may come back. Who was removed may not.
			if st.member.Joined.IsZero() || st.member.Restraint.Rights&lamplight.BannedView != 0 && st.chat.Creator != user {
				return ErrNotParticipant
			}
		case !st.member.In():
			return ErrNotParticipant
		case !s.mayToo(st, lamplight.AdminInvite, lamplight.BannedInvite):
			return ErrAdminRequired
		}
		if err := s.countBrought(tx, c.User, 1); err != nil {
			return err
		}
		if _, _, err := s.enter(tx, st.chat, user, arrival{inviter: c.User, unban: true}); err != nil {
			return err
		}
		if _, err := bump(tx, peer); err != nil {
			return err
		}
		o.users = []lamplight.UserID{user}
		o.say = &said{Action: lamplight.ActionChatAddUsers, Users: o.users, Notes: o.users, List: true}
		if n := min(history, mostOld); n > 0 && user != c.User {
			o.say.Old = &old{From: c.User, Count: n}
		}
		return nil
	})
	if err != nil {
		return r, fmt.Errorf("%d brings %d into %v: %w", c.User, user, peer, err)
	}
	return r, nil
}

// privacy reports whether it is somebody's own wish that keeps them from being brought into a chat: then they are listed
// as missing, and may be sent a link.
func privacy(err error) bool { return lamplight.KindOf(err) == lamplight.Forbidden }
