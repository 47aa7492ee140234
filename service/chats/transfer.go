package chats

import (
	"context"
	"errors"

	"lamplight"
	"lamplight/store"
)

// allRights is what somebody keeps who gave a chat away.
const allRights = lamplight.AdminChangeInfo | lamplight.AdminPost | lamplight.AdminEdit | lamplight.AdminDelete | lamplight.AdminBan |
	lamplight.AdminInvite | lamplight.AdminPin | lamplight.AdminPromote | lamplight.AdminCall | lamplight.AdminOther | lamplight.AdminTopics

// Transfer gives a chat to another member; the owner stays as an administrator with all rights. That the caller is who they
// say was shown before (accounts.ProveOwner). USER_NOT_PARTICIPANT for who is no member, CHANNELS_ADMIN_PUBLIC_TOO_MUCH for
// who owns so many public ones.
//
// https://core.telegram.org/api/channel#transferring-ownership
func (s *Service) Transfer(ctx context.Context, c Caller, peer lamplight.Peer, to lamplight.UserID) (Result, error) {
	err := s.store.Write(ctx, func(tx store.Tx) error {
		st, err := s.led(tx, c.User, peer, 0)
		if err != nil {
			return err
		}
		if !st.owns() {
			return ErrAdminRequired
		}
		if to == c.User {
			return lamplight.ErrUserInvalid
		}
		next, err := tx.Member(peer, to)
		if errors.Is(err, store.ErrNotFound) || err == nil && !next.In() {
			return ErrNotParticipant
		}
		if err != nil {
			return err
		}
		u, err := tx.User(to)
		if errors.Is(err, store.ErrNotFound) || err == nil && (!u.Deleted.IsZero() || !u.Frozen.IsZero()) {
			return lamplight.ErrUserInvalid
		}
		if err != nil {
			return err
		}
		public, err := s.public(tx, st.chat)
		if err != nil {
			return err
		}
		if public {
			if err := s.roomForPublic(tx, to, peer); err != nil {
				return err
			}
		}
		was := next
		next.Standing, next.Rights, next.Promoter = store.StandingOwner, next.Rights&lamplight.AdminAnonymous, 0
		next.Restraint, next.Restrainer = lamplight.Restraint{}, 0
		old := st.member
		old.Standing, old.Rights, old.Promoter = store.StandingAdmin, allRights|old.Rights&lamplight.AdminAnonymous, to
		if peer.Kind == lamplight.PeerChat {
			old.Rights = groupAdmin
		}
		for _, m := range []store.Member{old, next} {
			if err := tx.PutMember(m); err != nil {
				return err
			}
		}
		// Members count as the two rows say; the chat is read anew for that.
		chat, err := tx.Chat(peer)
		if err != nil {
			return err
		}
		chat.Creator = to
		chat.Version++
		if err := tx.UpdateChat(chat); err != nil {
			return err
		}
		err = s.did(tx, Act{Kind: ActTransfer, Chat: peer, By: c.User, MemberBefore: &was, MemberAfter: &next})
		if err != nil {
			return err
		}
		// The two are told in their own boxes, too: what they may do changed, not only what is seen.
		both := []lamplight.UserID{c.User, to}
		if err := s.owe(tx, changed{Chat: peer, Kind: lamplight.EventChat, Origin: c.Origin, Users: both, Members: both}); err != nil {
			return err
		}
		return s.owe(tx, changed{Chat: peer, Kind: lamplight.EventChat, Origin: c.Origin, Members: both})
	})
	if err != nil {
		return Result{}, err
	}
	return s.anew(peer), nil
}
