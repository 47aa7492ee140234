package chats

import (
	"context"
	"fmt"

	"lamplight"
	"lamplight/store"
)

// SetAdmin gives somebody rights in a supergroup or channel, or takes them (rights 0). Who is no member becomes one.
//
// The caller needs AdminPromote (CHAT_ADMIN_REQUIRED), gives nothing that they lack (RIGHT_FORBIDDEN), and changes nobody whom
// somebody else made an administrator, unless they own the chat. The owner's own rights are the owner's to change alone
// (USER_CREATOR): the rank, and whether they are anonymous.
//
// https://core.telegram.org/method/channels.editAdmin
func (s *Service) SetAdmin(
	ctx context.Context, c Caller, channel lamplight.ChannelID, user lamplight.UserID, rights lamplight.AdminRights, rank string,
) (Result, error) {
	peer := lamplight.ChannelPeer(channel)
	rank, err := s.rank(rank)
	if err != nil {
		return Result{}, err
	}
	var unwilling error
	if user != c.User {
		_, missing, err := s.invitable(ctx, c.User, []lamplight.UserID{user})
		if err != nil {
			return Result{}, err
		}
		if len(missing) > 0 {
			unwilling = missing[0].Err
		}
	}
	r, err := s.act(ctx, c, func(tx store.Tx, o *outcome) error {
		st, err := s.stand(tx, c.User, peer)
		if err != nil {
			return err
		}
		o.peer, o.users = peer, []lamplight.UserID{user}
		them, before, err := s.other(tx, st, user)
		if err != nil {
			return err
		}
		if them.Standing == store.StandingOwner {
			return s.ownerRank(tx, c, st, them, rights, rank, o)
		}
		rights := rights & possible(st.chat)
		switch {
		case !st.may(lamplight.AdminPromote):
			return ErrAdminRequired
		case !st.owns() && rights&^rightsOf(st.chat, st.member) != 0:
			return ErrRightForbidden
		case !st.owns() && them.Leads() && them.Promoter != c.User && user != c.User:
			return ErrAdminRequired
		case rights == 0 && !them.Leads():
			return nil // they have none already: the answer is the chat as it is
		}
		joined := !them.In()
		if joined {
			if rights == 0 {
				return nil
			}
			if unwilling != nil {
				return unwilling
			}
			if !st.may(lamplight.AdminInvite) {
				return ErrAddForbidden
			}
			if _, them, err = s.enter(tx, st.chat, user, arrival{inviter: c.User, unban: st.may(lamplight.AdminBan)}); err != nil {
				return oneIn(err)
			}
		}
		if rights != 0 && !before.Leads() && st.chat.Admins >= s.limits.Admins {
			return ErrAdminsTooMany
		}
		after := them
		after.Standing, after.Rights, after.Rank = store.StandingMember, 0, ""
		if rights != 0 {
			after.Standing, after.Rights, after.Rank = store.StandingAdmin, rights, rank
			if !before.Leads() {
				after.Promoter = c.User
			}
			after.Restraint, after.Restrainer = lamplight.Restraint{}, 0
		} else {
			after.Promoter = 0
		}
		if err := tx.PutMember(after); err != nil {
			return err
		}
		o.say = &said{Notes: o.users, Came: joined}
		if joined && !s.quiet(st.chat) {
			o.say.Action, o.say.Users = lamplight.ActionChatAddUsers, o.users
		}
		return s.did(tx, Act{Kind: ActAdmin, Chat: peer, By: c.User, MemberBefore: &before, MemberAfter: &after})
	})
	if err != nil {
		return r, fmt.Errorf("%d makes %d an administrator of %v: %w", c.User, user, peer, err)
	}
	return r, nil
}

// ownerRank changes what the owner chooses of themselves.
func (s *Service) ownerRank(
	tx store.Tx, c Caller, st stood, them store.Member, rights lamplight.AdminRights, rank string, o *outcome,
) error {
	if them.User != c.User {
		return ErrUserCreator
	}
	after := them
	after.Rank, after.Rights = rank, rights&lamplight.AdminAnonymous&possible(st.chat)
	if after == them {
		return nil
	}
	if err := tx.PutMember(after); err != nil {
		return err
	}
	o.say = &said{Notes: o.users}
	return s.did(tx, Act{Kind: ActAdmin, Chat: st.chat.Peer, By: c.User, MemberBefore: &them, MemberAfter: &after})
}

// other reads the row of somebody whom the caller acts on, twice: to be changed, and as it was.
func (s *Service) other(tx store.Tx, st stood, user lamplight.UserID) (them, before store.Member, err error) {
	rows, err := tx.MembersAmong(st.chat.Peer, []lamplight.UserID{user})
	if err != nil {
		return them, before, err
	}
	them = store.Member{Chat: st.chat.Peer, User: user}
	if len(rows) > 0 {
		them = rows[0]
		return them, them, nil
	}
	users, err := tx.UsersByID([]lamplight.UserID{user})
	if err == nil && (len(users) == 0 || !users[0].Deleted.IsZero()) {
		err = lamplight.ErrUserInvalid
	}
	return them, them, err
}

// oneIn makes of an error about somebody's coming in what the one who brings them in is told.
func oneIn(err error) error {
	if err == ErrChannelsTooMany {
		return ErrUserChannels
	}
	return err
}
