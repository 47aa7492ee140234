package server

import (
	"context"

	"lamplight"
	"lamplight/bus"
)

// heard is a bus that lets rooms know what this node tells others of: search, which boxes moved on, and polls, where polls
// are shown. Whoever appends to a box tells.
type heard struct {
	bus.Bus
	house *house
}

// Tell implements bus.Bus. What carries no pts (a draft, somebody typing) has nothing to find.
func (h heard) Tell(ctx context.Context, hint bus.Hint) error {
	if hint.PTS > 0 {
		h.house.search.Moved(hint.Box)
		h.house.polls.Heard(hint)
	}
	return h.Bus.Tell(ctx, hint)
}

// visible tells search what somebody may see, and asked what polls ask: both services are built after it.
type (
	visible struct{ house *house }
	asked   struct{ house *house }
)

// Access implements search.Chats.
func (v visible) Access(ctx context.Context, viewer lamplight.UserID, peer lamplight.Peer) (lamplight.Access, error) {
	return v.house.chats.Access(ctx, viewer, peer)
}

// Accesses implements search.Chats.
func (v visible) Accesses(ctx context.Context, viewer lamplight.UserID, peers ...lamplight.Peer) ([]lamplight.Access, error) {
	return v.house.chats.Accesses(ctx, viewer, peers...)
}

// ChannelsOf implements search.Chats.
func (v visible) ChannelsOf(ctx context.Context, user lamplight.UserID) ([]lamplight.ChannelID, error) {
	return v.house.chats.ChannelsOf(ctx, user)
}

// Polls implements search.Polls.
func (a asked) Polls(ctx context.Context, viewer lamplight.UserID, ids ...lamplight.PollID) ([]lamplight.Poll, error) {
	return a.house.polls.Polls(ctx, viewer, ids...)
}
