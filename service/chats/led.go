package chats

import (
	"errors"
	"fmt"

	"lamplight"
	"lamplight/store"
)

// stood is a chat and what somebody is in it, as one transaction reads it.
type stood struct {
	chat   store.Chat
	member store.Member
}

// stand reads a chat that is there, and what somebody is in it: CHANNEL_INVALID or PEER_ID_INVALID if there is none,
// CHANNEL_PRIVATE if they are kept out.
func (s *Service) stand(tx store.Tx, user lamplight.UserID, peer lamplight.Peer) (stood, error) {
	chat, err := tx.Chat(peer)
	if errors.Is(err, store.ErrNotFound) || err == nil && !chat.Gone.IsZero() {
		if peer.Kind == lamplight.PeerChannel {
			return stood{}, lamplight.ErrChannelInvalid
		}
		return stood{}, lamplight.ErrPeerInvalid
	}
	if err != nil {
		return stood{}, fmt.Errorf("chat %v: %w", peer, err)
	}
	m, err := tx.Member(peer, user)
	if errors.Is(err, store.ErrNotFound) {
		return stood{chat, store.Member{Chat: peer, User: user}}, nil
	}
	if err != nil {
		return stood{}, fmt.Errorf("member %d of %v: %w", user, peer, err)
	}
	if m.Restraint.At(s.now())&lamplight.BannedView != 0 && peer.Kind == lamplight.PeerChannel {
		return stood{}, ErrChannelPrivate
	}
	return stood{chat, m}, nil
}

// may reports whether they have a right of an administrator. Owners have every one; right 0 asks for an administrator.
func (s stood) may(right lamplight.AdminRights) bool {
	switch {
	case s.member.Standing == store.StandingOwner:
		return true
	case s.member.Standing != store.StandingAdmin:
		return false
	case s.chat.Peer.Kind == lamplight.PeerChat && s.member.Rights == 0:
		return right&^groupAdmin == 0
	}
	return s.member.Rights&right == right
}

// groupAdmin is what administrators of basic groups may do.
const groupAdmin = lamplight.AdminChangeInfo | lamplight.AdminDelete | lamplight.AdminBan | lamplight.AdminInvite | lamplight.AdminPin |
	lamplight.AdminCall | lamplight.AdminOther

// owns reports whether they own it.
func (s stood) owns() bool { return s.member.Standing == store.StandingOwner }

// led is stand for somebody who needs a right of an administrator: CHAT_ADMIN_REQUIRED without.
func (s *Service) led(tx store.Tx, user lamplight.UserID, peer lamplight.Peer, right lamplight.AdminRights) (stood, error) {
	st, err := s.stand(tx, user, peer)
	if err == nil && !st.may(right) {
		err = ErrAdminRequired
	}
	return st, err
}
