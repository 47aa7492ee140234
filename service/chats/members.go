package chats

import (
	"context"
	"fmt"
	"slices"

	"lamplight"
	"lamplight/store"
)

// ChannelsOf returns the supergroups and channels that an account is in, at most Limits.Joined, by id, from memory where
// that is fresh.
func (s *Service) ChannelsOf(ctx context.Context, user lamplight.UserID) ([]lamplight.ChannelID, error) {
	if ids, ok := s.cache.channels(user); ok {
		return ids, nil
	}
	version := s.cache.userVersion(user)
	var ids []lamplight.ChannelID
	err := s.store.Read(ctx, func(tx store.Tx) error {
		ids = nil
		rows, err := tx.ChatsOf(user, lamplight.PeerChannel, true, 0, s.limits.Joined)
		for _, m := range rows {
			ids = append(ids, m.Chat.Channel())
		}
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("channels of %d: %w", user, err)
	}
	s.cache.putChannels(user, ids, version)
	return slices.Clone(ids), nil
}

// Forget drops what is remembered of what an account is in some chats, so that the next look reads the store: what another
// node changed is seen at once by who heard of it.
func (s *Service) Forget(user lamplight.UserID, peers ...lamplight.Peer) {
	for _, p := range peers {
		s.cache.forgetChat(p)
		s.cache.forget(p, user)
	}
	s.cache.forgetUser(user)
}

// GroupMembers returns who is in a basic group, by id, from memory where that is fresh: whose boxes get what is said.
func (s *Service) GroupMembers(ctx context.Context, chat lamplight.ChatID) ([]lamplight.UserID, error) {
	peer := lamplight.ChatPeer(chat)
	if users, ok := s.cache.present(peer); ok {
		return users, nil
	}
	version := s.cache.version(pair{0, peer})
	var users []lamplight.UserID
	err := s.store.Read(ctx, func(tx store.Tx) (err error) {
		users, err = s.groupMembers(tx, peer)
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("members of %v: %w", peer, err)
	}
	s.cache.putPresent(peer, users, version)
	return slices.Clone(users), nil
}

// groupMembers reads who is in a basic group, by id.
func (s *Service) groupMembers(tx store.Tx, peer lamplight.Peer) ([]lamplight.UserID, error) {
	rows, err := tx.MembersOf(peer, store.MemberQuery{Filter: store.MembersByID, Limit: store.MostMembers})
	users := make([]lamplight.UserID, len(rows))
	for i, m := range rows {
		users[i] = m.User
	}
	return users, err
}

// Among returns which of users are in a chat, in their order.
func (s *Service) Among(ctx context.Context, peer lamplight.Peer, users []lamplight.UserID) ([]lamplight.UserID, error) {
	if len(users) == 0 {
		return nil, nil
	}
	var rows []store.Member
	err := s.store.Read(ctx, func(tx store.Tx) (err error) {
		rows, err = tx.MembersAmong(peer, users)
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("members of %v: %w", peer, err)
	}
	in := make(map[lamplight.UserID]bool, len(rows))
	for _, m := range rows {
		in[m.User] = m.In()
	}
	var out []lamplight.UserID
	for _, u := range users {
		if in[u] {
			out = append(out, u)
		}
	}
	return out, nil
}
