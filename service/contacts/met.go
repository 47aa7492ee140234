package contacts

import (
	"context"

	"lamplight"
)

// Met reports whether a bot has met somebody, so that it may name them without an access hash. There are no bots yet.
func (s *Service) Met(context.Context, lamplight.UserID, lamplight.Peer) (bool, error) {
	return false, nil
}
