package chats

import (
	"context"
	"errors"
	"fmt"

	"lamplight"
	"lamplight/store"
)

// seen is a chat as an account stands to it.
type seen struct {
	chat   store.Chat
	exists bool
	member store.Member // the zero value if there is no row
	names  []string     // public names, the editable one first
}

// errNotBuilt answers what is not written yet.
var errNotBuilt = errors.New("chats: not built yet")

// Access returns what viewer may see of a chat and do in it, from memory where that is fresh: CHANNEL_PRIVATE if they may
// not see it, CHANNEL_INVALID or PEER_ID_INVALID if there is no such chat. Who left a basic group, or was removed, has
// still what was said while they were in it: Access.Member says whether they are in it.
func (s *Service) Access(ctx context.Context, viewer lamplight.UserID, peer lamplight.Peer) (lamplight.Access, error) {
	all, err := s.Accesses(ctx, viewer, peer)
	if err != nil {
		return lamplight.Access{}, err
	}
	return all[0], refusal(peer, all[0])
}

// refusal returns why there is no access.
func refusal(peer lamplight.Peer, a lamplight.Access) error {
	switch {
	case !a.Chat.Peer.IsZero() && !a.Chat.Forbidden:
		return nil
	case peer.Kind == lamplight.PeerChannel && !a.Chat.Peer.IsZero():
		return ErrChannelPrivate
	case peer.Kind == lamplight.PeerChannel:
		return lamplight.ErrChannelInvalid
	default:
		return lamplight.ErrPeerInvalid
	}
}

// Accesses is Access for several chats, in their order. Where Access would return an error, Chat is zero if there is no
// such chat, and Forbidden if the viewer may not see it.
func (s *Service) Accesses(ctx context.Context, viewer lamplight.UserID, peers ...lamplight.Peer) ([]lamplight.Access, error) {
	return make([]lamplight.Access, len(peers)), errNotBuilt
}

// Chats shows chats as viewer may see them, in the order asked; those that never were are left out. One that the viewer may
// not see is Forbidden.
func (s *Service) Chats(ctx context.Context, viewer lamplight.UserID, peers []lamplight.Peer) ([]lamplight.Chat, error) {
	all, err := s.Accesses(ctx, viewer, peers...)
	if err != nil {
		return nil, fmt.Errorf("chats for %d: %w", viewer, err)
	}
	out := make([]lamplight.Chat, 0, len(all))
	for _, a := range all {
		if !a.Chat.Peer.IsZero() {
			out = append(out, a.Chat)
		}
	}
	return out, nil
}

// MaySend returns nil if from may send messages of all the given kinds (BannedPlain, BannedPhotos and so on; 0: whatever
// kind) into a chat, else the error that says why not. It does not look at slow mode: Access says it.
func (s *Service) MaySend(
	ctx context.Context, from lamplight.UserID, to lamplight.Peer, kinds lamplight.BannedRights,
) (lamplight.Access, error) {
	return lamplight.Access{}, errNotBuilt
}

// ChannelsOf returns the supergroups and channels that an account is in, at most Limits.Joined, by id.
func (s *Service) ChannelsOf(ctx context.Context, user lamplight.UserID) ([]lamplight.ChannelID, error) {
	return nil, errNotBuilt
}

// GroupMembers returns who is in a basic group, from memory where that is fresh: whose boxes get what is said.
func (s *Service) GroupMembers(ctx context.Context, chat lamplight.ChatID) ([]lamplight.UserID, error) {
	return nil, errNotBuilt
}

// Among returns which of users are in a chat, in their order.
func (s *Service) Among(ctx context.Context, peer lamplight.Peer, users []lamplight.UserID) ([]lamplight.UserID, error) {
	return nil, errNotBuilt
}

// Knows reports whether an account is or was in a basic group, and so may name it.
func (s *Service) Knows(ctx context.Context, viewer lamplight.UserID, chat lamplight.ChatID) (bool, error) {
	return false, errNotBuilt
}

// ChannelMessages returns messages of a channel's box by id, in the order asked; those that viewer may not see, or that are
// not there, are left out.
func (s *Service) ChannelMessages(
	ctx context.Context, viewer lamplight.UserID, channel lamplight.ChannelID, ids []lamplight.MessageID,
) ([]lamplight.Message, error) {
	return nil, errNotBuilt
}
