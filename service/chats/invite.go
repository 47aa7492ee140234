package chats

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"lamplight"
	"lamplight/store"
)

// Invite brings people into a supergroup or channel. It takes the right to: CHAT_ADMIN_REQUIRED without; in a channel, only
// administrators have it. Those who do not want to be brought in are Missing; where somebody is named alone, what else keeps
// them out is an error (USER_ALREADY_PARTICIPANT is none where several are named). USERS_TOO_MUCH beyond Limits.Invited.
//
// https://core.telegram.org/method/channels.inviteToChannel
func (s *Service) Invite(ctx context.Context, c Caller, channel lamplight.ChannelID, users []lamplight.UserID) (Result, error) {
	peer := lamplight.ChannelPeer(channel)
	if len(users) > s.limits.Invited {
		return Result{}, ErrUsersTooMany
	}
	named := others(c.User, users)
	if len(named) == 0 {
		return Result{}, lamplight.ErrUserInvalid
	}
	alone := len(named) == 1
	in, missing, err := s.invitable(ctx, c.User, named)
	if err != nil {
		return Result{}, err
	}
	for _, m := range missing {
		if alone && !privacy(m.Err) {
			return Result{}, m.Err
		}
	}
	r, err := s.act(ctx, c, func(tx store.Tx, o *outcome) error {
		st, err := s.stand(tx, c.User, peer)
		if err != nil {
			return err
		}
		o.peer, o.missing = peer, slices.Clone(missing)
		switch {
		case !st.member.In():
			return ErrChannelPrivate
		case !s.mayToo(st, lamplight.AdminInvite, lamplight.BannedInvite):
			return ErrAdminRequired
		}
		if err := s.countBrought(tx, c.User, len(in)); err != nil {
			return err
		}
		chat := st.chat
		for _, u := range in {
			before, after, err := s.enter(tx, chat, u, arrival{inviter: c.User, unban: st.may(lamplight.AdminBan)})
			if err == ErrAlreadyParticipant && !alone {
				continue
			}
			var no *lamplight.Error
			if errors.As(err, &no) && !alone {
				o.missing = append(o.missing, Missing{u, oneIn(err)})
				continue
			}
			if err != nil {
				return oneIn(err)
			}
			chat.Members++
			o.users = append(o.users, u)
			if err := s.did(tx, Act{Kind: ActInvite, Chat: peer, By: c.User, MemberBefore: &before, MemberAfter: &after}); err != nil {
				return err
			}
		}
		if len(o.users) == 0 {
			return nil
		}
		o.say = &said{Notes: o.users, Came: true}
		if !s.quiet(chat) {
			o.say.Action, o.say.Users = lamplight.ActionChatAddUsers, o.users
		}
		return nil
	})
	if err != nil {
		return r, fmt.Errorf("%d brings %d people into %v: %w", c.User, len(users), peer, err)
	}
	return r, nil
}
