package sim

import (
	"context"
	"math/rand/v2"

	"lamplight/bus"
)

// Hints is a bus that loses hints, and tells them late, twice and out of order, as the seed wants it. What is late waits
// until the run tells it.
type hints struct {
	bus.Bus
	rng   *rand.Rand
	odds  hintOdds
	plant Plant
	late  []bus.Hint
	lost  int
}

// hintOdds are chances in a hundred.
type hintOdds struct{ lost, late, twice int }

// Tell implements bus.Bus. Only the goroutine whose turn it is calls it.
func (h *hints) Tell(ctx context.Context, hint bus.Hint) error {
	at := h.rng.IntN(100)
	switch {
	case at < h.odds.lost:
		h.lost++
		return nil
	case at < h.odds.lost+h.odds.late:
		h.late = append(h.late, hint)
		return nil
	case at < h.odds.lost+h.odds.late+h.odds.twice:
		h.late = append(h.late, hint)
	}
	return h.tell(ctx, hint)
}

func (h *hints) tell(ctx context.Context, hint bus.Hint) error {
	return h.Bus.Tell(ctx, h.plant.hint(hint))
}

// next tells one of the late hints.
func (h *hints) next(ctx context.Context, i int) error {
	hint := h.late[i]
	h.late = append(h.late[:i], h.late[i+1:]...)
	return h.tell(ctx, hint)
}
