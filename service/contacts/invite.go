package contacts

import (
	"context"
	"fmt"

	"lamplight"
)

// ErrPrivacyRestricted answers whoever wants to bring somebody into a chat who does not want that.
var ErrPrivacyRestricted = &lamplight.Error{Kind: lamplight.Forbidden, Code: "USER_PRIVACY_RESTRICTED"}

// MayInvite returns, for each of ids, nil if inviter may bring them into a group or channel, else why not: USER_ID_INVALID if
// there is nobody (or the service account), INPUT_USER_DEACTIVATED, YOU_BLOCKED_USER, USER_PRIVACY_RESTRICTED if they do not
// want that or have blocked the inviter, who does not learn which.
func (s *Service) MayInvite(ctx context.Context, inviter lamplight.UserID, ids []lamplight.UserID) ([]error, error) {
	all, err := s.look(ctx, inviter, ids)
	if err != nil {
		return nil, fmt.Errorf("whom may %d bring in: %w", inviter, err)
	}
	out := make([]error, len(ids))
	for i, v := range all {
		switch {
		case !v.exists || ids[i] == lamplight.ServiceUser:
			out[i] = lamplight.ErrUserInvalid
		case v.person.Deleted:
			out[i] = ErrDeactivated
		case ids[i] == inviter:
		case v.blocked:
			out[i] = ErrYouBlocked
		case v.blockedMe || v.private:
			out[i] = ErrPrivacyRestricted
		}
	}
	return out, nil
}
