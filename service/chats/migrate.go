package chats

import (
	"context"
	"errors"
	"fmt"

	"lamplight"
	"lamplight/store"
)

// movedJob is saidJob for what says in a basic group that it became a supergroup. It is queued with the move.
const movedJob = "chats.moved"

// Migrate makes a supergroup of a basic group: its members are in it, its administrators and its owner are what they were.
// What was said before stays where it is, in the boxes of its members. Only the owner may: CHAT_ADMIN_REQUIRED. Of one that
// has become a supergroup already, the answer is that one.
//
// https://core.telegram.org/method/messages.migrateChat
func (s *Service) Migrate(ctx context.Context, c Caller, chat lamplight.ChatID) (Result, error) {
	old := lamplight.ChatPeer(chat)
	var done lamplight.Peer
	r, err := s.act(ctx, c, func(tx store.Tx, o *outcome) error {
		done = lamplight.Peer{}
		row, err := tx.Chat(old)
		if errors.Is(err, store.ErrNotFound) {
			return ErrChatInvalid
		}
		if err != nil {
			return err
		}
		if row.MigratedTo != 0 {
			if m, err := tx.Member(old, c.User); err != nil || m.Chat.IsZero() {
				return ErrChatInvalid
			}
			done = lamplight.ChannelPeer(row.MigratedTo)
			return nil
		}
		st, err := s.led(tx, c.User, old, 0)
		if err != nil {
			return err
		}
		if !st.owns() {
			return ErrAdminRequired
		}
		next, users, err := s.supergroupOf(tx, row)
		if err != nil {
			return err
		}
		row, err = tx.Chat(old)
		if err != nil {
			return err
		}
		// Links and wishes led into the old group: nobody joins it any more, and the supergroup has links of its own.
		if err := tx.DeleteInvitesTo(old); err != nil {
			return err
		}
		if err := tx.DeleteJoinRequestsTo(old); err != nil {
			return err
		}
		row.Gone, row.MigratedTo = s.now(), next.Peer.Channel()
		row.Version++
		if err := tx.UpdateChat(row); err != nil {
			return err
		}
		s.cache.forgetChat(old)
		o.peer, o.chat, o.users = next.Peer, true, users
		o.say = &said{Action: lamplight.ActionMigrateFrom, Peer: old, Notes: users}
		return tx.Enqueue(store.Job{Kind: movedJob, Wait: true, Args: said{
			Key: fmt.Sprintf("moved %d", chat), Chat: old, By: c.User, Origin: c.Origin, Action: lamplight.ActionMigrateTo,
			Peer: next.Peer, Notes: users, Also: users,
		}})
	})
	s.cache.forgetChat(old)
	if err != nil {
		return r, fmt.Errorf("%d makes a supergroup of %v: %w", c.User, old, err)
	}
	if !done.IsZero() {
		r = s.anew(done)
	}
	s.cache.forget(old, c.User)
	return r, nil
}

// supergroupOf adds the supergroup that a basic group becomes, with its members, who leave the old one.
func (s *Service) supergroupOf(tx store.Tx, old store.Chat) (store.Chat, []lamplight.UserID, error) {
	rows, err := tx.MembersOf(old.Peer, store.MemberQuery{Filter: store.MembersByID, Limit: store.MostMembers})
	if err != nil {
		return old, nil, err
	}
	next, err := s.newChat(tx, lamplight.PeerChannel, store.Chat{
		Title: old.Title, About: old.About, Photo: old.Photo, Creator: old.Creator, Default: old.Default, Flags: old.Flags & store.ChatNoCopy,
		TTL: old.TTL, MigratedFrom: old.Peer.Chat(), Reactions: old.Reactions,
	})
	if err != nil {
		return old, nil, err
	}
	var users []lamplight.UserID
	for _, m := range rows {
		users = append(users, m.User)
		moved := m
		moved.Chat, moved.Restraint, moved.Restrainer = next.Peer, lamplight.Restraint{}, 0
		if m.Standing == store.StandingAdmin {
			moved.Rights = groupAdmin & supergroupRights
		}
		if err := tx.PutMember(moved); err != nil {
			return old, nil, err
		}
		m.Standing, m.Rights, m.Rank = store.StandingLeft, 0, ""
		if err := tx.PutMember(m); err != nil {
			return old, nil, err
		}
	}
	return next, users, nil
}
