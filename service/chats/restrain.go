package chats

import (
	"context"
	"fmt"
	"time"

	"lamplight"
	"lamplight/store"
)

// A restraint that ends sooner than shortestRestraint from now, or later than longestRestraint, is for ever.
const (
	shortestRestraint = 30 * time.Second
	longestRestraint  = 366 * 24 * time.Hour
)

// Restrain says what somebody may not do in a supergroup or channel. BannedView among the rights keeps them out; no rights
// at all free them. The caller needs AdminBan (CHAT_ADMIN_REQUIRED). The owner is never restrained, and an administrator only
// by the owner and by who made them one: USER_ADMIN_INVALID.
//
// https://core.telegram.org/method/channels.editBanned
func (s *Service) Restrain(
	ctx context.Context, c Caller, channel lamplight.ChannelID, user lamplight.UserID, r lamplight.Restraint,
) (Result, error) {
	peer := lamplight.ChannelPeer(channel)
	if user == c.User {
		return Result{}, lamplight.ErrUserInvalid
	}
	now := s.now()
	r.Rights &= sendable | lamplight.BannedView
	if r.Rights == 0 || !r.Until.IsZero() && (r.Until.Before(now.Add(shortestRestraint)) || r.Until.After(now.Add(longestRestraint))) {
		r.Until = time.Time{}
	}
	res, err := s.act(ctx, c, func(tx store.Tx, o *outcome) error {
		st, err := s.led(tx, c.User, peer, lamplight.AdminBan)
		if err != nil {
			return err
		}
		o.peer, o.users = peer, []lamplight.UserID{user}
		them, before, err := s.other(tx, st, user)
		switch {
		case err != nil:
			return err
		case them.Standing == store.StandingOwner, them.Leads() && !st.owns() && them.Promoter != c.User:
			return ErrUserAdminInvalid
		case st.chat.Broadcast && r.Rights != 0 && r.Rights&lamplight.BannedView == 0:
			return ErrBannedInvalid // nobody but administrators does anything in a channel
		}
		out := r.Rights&lamplight.BannedView != 0
		them.Restraint, them.Restrainer, them.Restrained = r, c.User, now
		if r.Rights == 0 {
			them.Restrainer, them.Restrained = 0, time.Time{}
		}
		if them.Leads() && r.Rights != 0 {
			them.Standing, them.Rights, them.Promoter, them.Rank = store.StandingMember, 0, 0, ""
		}
		if out {
			them.Standing = store.StandingLeft
		}
		if them == before {
			return nil // so it is already
		}
		if err := tx.PutMember(them); err != nil {
			return err
		}
		o.say = &said{Notes: o.users}
		if out && before.In() && !s.quiet(st.chat) {
			o.say.Action, o.say.User = lamplight.ActionChatDeleteUser, user
		}
		return s.did(tx, Act{Kind: ActRestrain, Chat: peer, By: c.User, MemberBefore: &before, MemberAfter: &them})
	})
	if err != nil {
		return res, fmt.Errorf("%d restrains %d in %v: %w", c.User, user, peer, err)
	}
	return res, nil
}

// liftJob takes away restraints that have ended: what is counted of a chat, and the lists of those restrained, follow.
const (
	liftJob   = "chats.lift"
	liftEvery = time.Minute
	lifted    = 1000 // restraints lifted in one transaction
)

// lift takes away restraints that have ended. Nobody waits for it: Restraint.At looks at the time.
func (s *Service) lift(ctx context.Context) error {
	for {
		n := 0
		err := s.store.Write(ctx, func(tx store.Tx) error {
			rows, err := tx.LapsedRestraints(s.now(), lifted)
			if err != nil {
				return err
			}
			n = len(rows)
			for _, m := range rows {
				m.Restraint, m.Restrainer, m.Restrained = lamplight.Restraint{}, 0, time.Time{}
				if err := tx.PutMember(m); err != nil {
					return err
				}
			}
			return nil
		})
		if err != nil || n < lifted {
			return err
		}
	}
}
