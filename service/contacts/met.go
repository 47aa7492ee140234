package contacts

import (
	"context"

	"lamplight"
)

// Met reports whether a bot has met a peer, which lets it name them without an access hash. There are no bots yet:
// nobody.
func (s *Service) Met(context.Context, lamplight.UserID, lamplight.Peer) (bool, error) {
	return false, nil
}
