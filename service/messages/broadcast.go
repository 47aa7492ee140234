package messages

import (
	"context"

	"lamplight"
)

// Broadcast reports whether peer is a broadcast channel, if user may see it.
func (s *Service) Broadcast(ctx context.Context, user lamplight.UserID, peer lamplight.Peer) (bool, error) {
	if peer.Channel() == 0 {
		return false, nil
	}
	p, err := s.at(ctx, user, peer)
	return err == nil && p.access != nil && p.access.Chat.Broadcast, err
}
