package messages

import (
	"context"
	"fmt"
	"slices"

	"lamplight"
	"lamplight/boxes"
)

// A place is a conversation as the one who acts in it sees it. It says which boxes an act touches: in a private
// conversation the boxes of the two, in a basic group those of all its members, in a supergroup or channel its own.
type place struct {
	peer lamplight.Peer
	box  lamplight.BoxID  // that holds the messages which the caller sees
	user lamplight.UserID // of a private conversation: whom it is with, which may be the caller; else 0
	// access is what the caller is to a group or channel; nil in a private conversation.
	access *lamplight.Access
}

// at returns the place that user means by peer: PEER_ID_INVALID if it is none, or what Chats says. For a private
// conversation nothing is read.
func (s *Service) at(ctx context.Context, user lamplight.UserID, peer lamplight.Peer) (place, error) {
	p := place{peer: peer, box: lamplight.AccountBox(user), user: peer.User()}
	switch {
	case p.user > 0:
		return p, nil
	case peer.Chat() <= 0 && peer.Channel() <= 0, s.chats == nil:
		return p, lamplight.ErrPeerInvalid
	}
	a, err := s.chats.Access(ctx, user, peer)
	if err != nil {
		return p, err
	}
	p.access = &a
	if c := peer.Channel(); c != 0 {
		p.box = lamplight.ChannelBox(c)
	}
	return p, nil
}

// own reports whether the messages are in a box that is the group's or channel's own.
func (p place) own() bool { return p.peer.Kind == lamplight.PeerChannel }

// group reports whether it is a supergroup.
func (p place) group() bool { return p.own() && !p.access.Chat.Broadcast }

// basic reports whether it is a basic group.
func (p place) basic() bool { return p.peer.Kind == lamplight.PeerChat }

// saved reports whether it is c's conversation with themselves.
func (p place) saved(c Caller) bool { return p.user == c.User }

// theirs returns how the conversation is called in the box of u, who is not c.
func (p place) theirs(c Caller) lamplight.Peer {
	if p.user != 0 {
		return lamplight.UserPeer(c.User)
	}
	return p.peer
}

// others returns who else holds copies of what is said there: the other one, or the other members of a basic group.
func (s *Service) others(ctx context.Context, c Caller, p place) ([]lamplight.UserID, error) {
	switch {
	case p.own():
		return nil, nil
	case p.basic():
		return s.members(ctx, c, p)
	case !shared(c, p.user):
		return nil, nil
	}
	return []lamplight.UserID{p.user}, nil
}

// members returns the members of a basic group but for c.
func (s *Service) members(ctx context.Context, c Caller, p place) ([]lamplight.UserID, error) {
	all, err := s.chats.GroupMembers(ctx, p.peer.Chat())
	if err != nil {
		return nil, fmt.Errorf("members of %v: %w", p.peer, err)
	}
	return slices.DeleteFunc(slices.Clone(all), func(u lamplight.UserID) bool { return u == c.User }), nil
}

// visible takes away the messages that are not of the conversation, or that the caller may not see there.
func (p place) visible(ms []lamplight.Message) []lamplight.Message {
	return slices.DeleteFunc(ms, func(m lamplight.Message) bool { return !p.shows(m) })
}

// shows reports whether m is a message of the conversation that the caller may see.
func (p place) shows(m lamplight.Message) bool {
	return m.Peer == p.peer && (p.access == nil || p.access.Sees(m.ID))
}

// message returns the message of the conversation with the given id, false if there is none for the caller.
func (s *Service) message(ctx context.Context, p place, id lamplight.MessageID) (lamplight.Message, bool, error) {
	ms, err := s.boxes.Messages(ctx, p.box, []lamplight.MessageID{id})
	if err != nil {
		return lamplight.Message{}, false, fmt.Errorf("message %d of %v in box %d: %w", id, p.peer, p.box, err)
	}
	if len(ms) == 0 || !p.shows(ms[0]) {
		return lamplight.Message{}, false, nil
	}
	return ms[0], true, nil
}

// least returns the first message that the caller may see there; 0: every one.
func (p place) least() lamplight.MessageID {
	if p.access == nil || p.access.Leads() {
		return 0
	}
	return p.access.From
}

// eachCopy returns the operations that do to the copies of contents, in the boxes of others, what is done to the caller's.
func eachCopy(users []lamplight.UserID, op func(lamplight.BoxID) boxes.Op) []boxes.Op {
	ops := make([]boxes.Op, 0, len(users))
	for _, u := range users {
		ops = append(ops, op(lamplight.AccountBox(u)))
	}
	return ops
}
