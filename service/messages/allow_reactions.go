package messages

import (
	"context"
	"slices"

	"lamplight"
)

// CheckAllowed returns what is allowed in a form in which it can be kept: REACTION_INVALID if it names what is no reaction,
// REACTIONS_COUNT_INVALID if it allows more on one message than anywhere.
//
// https://core.telegram.org/method/messages.setChatAvailableReactions
func (s *Service) CheckAllowed(ctx context.Context, a lamplight.AllowedReactions) (lamplight.AllowedReactions, error) {
	if a.Limit < 0 || a.Limit > maxDistinct {
		return a, ErrReactionsCount
	}
	if a.Some == nil {
		return a, nil
	}
	some := make([]lamplight.Reaction, 0, len(a.Some))
	for _, x := range a.Some {
		x, ok, err := s.known(ctx, x)
		if err != nil {
			return a, err
		}
		if !ok {
			return a, ErrReaction
		}
		if !slices.Contains(some, x) {
			some = append(some, x)
		}
	}
	a.Some = some
	if len(some) == 0 {
		a.Some, a.None = nil, true
	}
	return a, nil
}
