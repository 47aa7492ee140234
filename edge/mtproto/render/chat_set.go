package render

import (
	"context"
	"fmt"
	"slices"

	"github.com/gotd/td/tg"

	"lamplight"
	"lamplight/edge/mtproto/rpc"
)

// readChats reads the groups and channels of a set and writes them for the caller.
func (r *Renderer) readChats(ctx context.Context, c rpc.Call, set chatSet) ([]tg.ChatClass, []lamplight.Chat, error) {
	if len(set) == 0 || r.chats == nil {
		return []tg.ChatClass{}, nil, nil
	}
	chats, err := r.chats.Chats(ctx, viewer(c), set)
	if err != nil {
		return nil, nil, fmt.Errorf("chats for %d: %w", c.User, err)
	}
	out, err := r.ChatList(c, chats)
	return out, chats, err
}

// chatPeer returns which chat it is that was written.
func chatPeer(t tg.ChatClass) lamplight.Peer {
	switch t.(type) {
	case *tg.Channel, *tg.ChannelForbidden:
		return lamplight.ChannelPeer(lamplight.ChannelID(t.GetID()))
	default:
		return lamplight.ChatPeer(lamplight.ChatID(t.GetID()))
	}
}

// A chatSet is the groups and channels that an answer names, each once, in the order of their first mention.
type chatSet []lamplight.Peer

// add adds those of peers that are groups or channels.
func (s *chatSet) add(peers ...lamplight.Peer) {
	for _, p := range peers {
		if (p.Kind == lamplight.PeerChat || p.Kind == lamplight.PeerChannel) && !slices.Contains(*s, p) {
			*s = append(*s, p)
		}
	}
}

// addMessage adds every group and channel that a message names, so that the receiver can show it.
func (s *chatSet) addMessage(m lamplight.Message) {
	s.add(m.Peer, m.From)
	if m.Forward != nil {
		s.add(m.Forward.From, m.Forward.SavedPeer, m.Forward.SavedFrom)
	}
	if m.Reply != nil {
		s.add(m.Reply.Peer)
		if m.Reply.From != nil {
			s.add(m.Reply.From.From)
		}
	}
	if m.Action != nil {
		s.add(m.Action.Peer)
	}
	if m.Comments != 0 {
		s.add(lamplight.ChannelPeer(m.Comments))
		s.add(m.Repliers...)
	}
	if m.Reactions != nil {
		for _, x := range m.Reactions.Recent {
			s.add(x.Peer)
		}
	}
}
