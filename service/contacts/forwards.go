package contacts

import (
	"context"
	"fmt"

	"lamplight"
)

// Unlinked returns the names of those of authors who do not let forwarder link to them when passing on what they wrote
// (privacyKeyForwards); the others are left out. The name is the one that the author goes by, not the forwarder's own
// name for a contact.
func (s *Service) Unlinked(
	ctx context.Context, forwarder lamplight.UserID, authors []lamplight.UserID,
) (map[lamplight.UserID]lamplight.Text, error) {
	all, err := s.look(ctx, forwarder, authors)
	if err != nil {
		return nil, fmt.Errorf("may %d link to authors: %w", forwarder, err)
	}
	names := map[lamplight.UserID]lamplight.Text{}
	for i, v := range all {
		if v.unlinked {
			names[authors[i]] = lamplight.Text(v.ownName)
		}
	}
	return names, nil
}
