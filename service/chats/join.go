package chats

import (
	"context"
	"fmt"

	"lamplight"
	"lamplight/store"
)

// Join has the caller join a public supergroup or channel, one in which a public channel is discussed, or one that they left
// as its owner. CHANNEL_PRIVATE for others, USER_ALREADY_PARTICIPANT, CHANNELS_TOO_MUCH, and INVITE_REQUEST_SENT where
// administrators let people in: then it is asked for.
//
// https://core.telegram.org/method/channels.joinChannel
func (s *Service) Join(ctx context.Context, c Caller, channel lamplight.ChannelID) (Result, error) {
	peer := lamplight.ChannelPeer(channel)
	asked := false
	r, err := s.act(ctx, c, func(tx store.Tx, o *outcome) error {
		asked = false
		all, err := readSeen(tx, c.User, []lamplight.Peer{peer})
		if err != nil {
			return err
		}
		v := all[peer]
		o.peer, o.users = peer, []lamplight.UserID{c.User}
		switch a := s.access(c.User, v); {
		case v.member.In():
			return ErrAlreadyParticipant
		case v.exists && v.chat.Gone.IsZero() && v.chat.Creator == c.User:
		case refusal(peer, a) != nil:
			return refusal(peer, a)
		case v.chat.Flags.Has(store.ChatJoinRequest):
			asked = true
			return s.ask(tx, c.User, v.chat, "")
		}
		if err := s.countJoined(tx, c.User); err != nil {
			return err
		}
		before, after, err := s.enter(tx, v.chat, c.User, arrival{})
		if err != nil {
			return err
		}
		o.say = &said{Notes: o.users, Came: true}
		if !s.quiet(v.chat) {
			o.say.Action, o.say.Users = lamplight.ActionChatAddUsers, o.users
		}
		return s.did(tx, Act{Kind: ActJoin, Chat: peer, By: c.User, MemberBefore: &before, MemberAfter: &after})
	})
	if err == nil && asked {
		err = ErrLinkSent
	}
	if err != nil {
		return r, fmt.Errorf("%d joins %v: %w", c.User, peer, err)
	}
	return r, nil
}

// Leave has the caller leave a supergroup or channel: USER_NOT_PARTICIPANT, and USER_CREATOR for the owner, who gives it to
// somebody else first, or deletes it.
//
// https://core.telegram.org/method/channels.leaveChannel
func (s *Service) Leave(ctx context.Context, c Caller, channel lamplight.ChannelID) (Result, error) {
	peer := lamplight.ChannelPeer(channel)
	r, err := s.act(ctx, c, func(tx store.Tx, o *outcome) error {
		st, err := s.stand(tx, c.User, peer)
		if err != nil {
			return err
		}
		o.peer, o.users = peer, []lamplight.UserID{c.User}
		switch {
		case !st.member.In():
			return ErrNotParticipant
		case st.owns():
			return ErrUserCreator
		}
		before, after := st.member, st.member
		after.Standing, after.Rights, after.Rank, after.Promoter = store.StandingLeft, 0, "", 0
		if err := tx.PutMember(after); err != nil {
			return err
		}
		o.say = &said{Notes: o.users}
		if !s.quiet(st.chat) {
			o.say.Action, o.say.User = lamplight.ActionChatDeleteUser, c.User
		}
		return s.did(tx, Act{Kind: ActLeave, Chat: peer, By: c.User, MemberBefore: &before, MemberAfter: &after})
	})
	if err != nil {
		return r, fmt.Errorf("%d leaves %v: %w", c.User, peer, err)
	}
	return r, nil
}
