package server

import (
	"context"

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
