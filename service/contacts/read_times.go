package contacts

import (
	"context"
	"fmt"

	"lamplight"
)

// Errors for who asks when somebody read a message.
var (
	ErrReadTimesHidden = &lamplight.Error{Kind: lamplight.Forbidden, Code: "USER_PRIVACY_RESTRICTED"}
	ErrHidesReadTimes  = &lamplight.Error{Kind: lamplight.Forbidden, Code: "YOUR_PRIVACY_RESTRICTED"}
)

// MaySeeReadTime returns nil if viewer may know when reader read a message: neither of them hides it, and neither has
// blocked the other.
func (s *Service) MaySeeReadTime(ctx context.Context, viewer, reader lamplight.UserID) error {
	all, err := s.look(ctx, viewer, []lamplight.UserID{reader, viewer})
	if err != nil {
		return fmt.Errorf("may %d see when %d reads: %w", viewer, reader, err)
	}
	switch them, self := all[0], all[1]; {
	case self.hidesRead:
		return ErrHidesReadTimes
	case them.hidesRead || them.blockedMe || them.blocked:
		return ErrReadTimesHidden
	}
	return nil
}
