package server

import (
	"context"

	"lamplight/bus"
	"lamplight/service/search"
)

// heard is a bus that lets search know which boxes moved on: those that this node appended to, since whoever appends tells.
type heard struct {
	bus.Bus
	search *search.Service
}

// Tell implements bus.Bus. What carries no pts (a draft, somebody typing) has nothing to find.
func (h heard) Tell(ctx context.Context, hint bus.Hint) error {
	if hint.PTS > 0 {
		h.search.Moved(hint.Box)
	}
	return h.Bus.Tell(ctx, hint)
}
