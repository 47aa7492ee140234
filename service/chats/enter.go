package chats

import (
	"errors"
	"fmt"
	"math"
	"time"

	"lamplight"
	"lamplight/store"
)

// An arrival is how somebody comes into a chat.
type arrival struct {
	inviter lamplight.UserID // 0: they came by themselves
	asked   bool             // an administrator let them in
	unban   bool             // who was kept out may come in: the one who lets them in may lift that
}

// enter makes somebody a member of a chat, and returns the rows before and after. USER_ALREADY_PARTICIPANT, USERS_TOO_MUCH,
// CHANNELS_TOO_MUCH if they are in too many, USER_KICKED if they are kept out. What they were before (an owner who left,
// a restraint) holds again.
func (s *Service) enter(tx store.Tx, chat store.Chat, user lamplight.UserID, e arrival) (before, after store.Member, err error) {
	before, err = tx.Member(chat.Peer, user)
	switch {
	case errors.Is(err, store.ErrNotFound):
		before, err = store.Member{Chat: chat.Peer, User: user}, nil
	case err != nil:
		return before, after, err
	}
	now := s.now()
	if before.In() {
		return before, after, ErrAlreadyParticipant
	}
	if before.Restraint.At(now)&lamplight.BannedView != 0 && !e.unban {
		return before, after, ErrKicked
	}
	if err := s.room(tx, chat, user); err != nil {
		return before, after, err
	}
	after = before
	after.Standing, after.Joined, after.Inviter, after.Asked = store.StandingMember, now, e.inviter, e.asked
	after.Rights, after.Promoter, after.Rank = 0, 0, ""
	if chat.Creator == user {
		after.Standing = store.StandingOwner
	}
	if after.Restraint.Rights&lamplight.BannedView != 0 || after.Restraint.At(now) == 0 {
		after.Restraint, after.Restrainer, after.Restrained = lamplight.Restraint{}, 0, time.Time{}
	}
	after.From = 0
	if chat.Flags.Has(store.ChatHiddenHistory) {
		after.From = undecided
	}
	return before, after, tx.PutMember(after)
}

// room returns why a chat has no room for one more, or somebody none for one more chat.
func (s *Service) room(tx store.Tx, chat store.Chat, user lamplight.UserID) error {
	most, in := s.limits.Joined, chat.Peer.Kind
	switch {
	case chat.Peer.Kind == lamplight.PeerChat:
		most = s.limits.Groups
		if chat.Members >= s.limits.Group {
			return ErrUsersTooMany
		}
	case !chat.Broadcast && chat.Members >= s.limits.Supergroup:
		return ErrUsersTooMany
	}
	n, err := tx.CountChatsOf(user, in)
	if err != nil {
		return err
	}
	if n >= most {
		return ErrChannelsTooMany
	}
	return nil
}

// undecided is what newcomers see of a chat that hides what was before, until runSaid knows where that ends: nothing.
const undecided lamplight.MessageID = math.MaxInt32

// quiet reports whether a chat says nothing of who comes and goes: a channel, and a large supergroup.
func (s *Service) quiet(chat store.Chat) bool {
	return chat.Broadcast || chat.Peer.Kind == lamplight.PeerChannel && chat.Members > s.limits.Quiet
}

// countMade counts a chat that an account makes, and refuses with FLOOD_WAIT what is too often.
func (s *Service) countMade(tx store.Tx, user lamplight.UserID) error {
	return s.count(tx, fmt.Sprintf("chats made/%d", user), 1, s.limits.Made, s.limits.MadeTime)
}

// countJoined counts a chat that an account joins, countBrought people whom it brings into one.
func (s *Service) countJoined(tx store.Tx, user lamplight.UserID) error {
	return s.count(tx, fmt.Sprintf("chats joined/%d", user), 1, s.limits.Joins, s.limits.MovesTime)
}

func (s *Service) countBrought(tx store.Tx, user lamplight.UserID, people int) error {
	return s.count(tx, fmt.Sprintf("people brought/%d", user), people, s.limits.Brought, s.limits.MovesTime)
}

func (s *Service) count(tx store.Tx, name string, n, most int, in time.Duration) error {
	now := s.now()
	count, until, err := tx.Count(name, n, now, in)
	if err != nil {
		return err
	}
	if count > most {
		return lamplight.FloodWait(int(until.Sub(now).Seconds()) + 1)
	}
	return nil
}

// bump says that who is in a basic group changed.
func bump(tx store.Tx, peer lamplight.Peer) (store.Chat, error) {
	chat, err := tx.Chat(peer)
	if err != nil || peer.Kind != lamplight.PeerChat {
		return chat, err
	}
	chat.Version++
	return chat, tx.UpdateChat(chat)
}
