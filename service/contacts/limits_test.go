package contacts

import (
	"testing"

	"lamplight"
)

// TestRulesOfAllKeysTogetherHaveALimit names as many people as one rule may in one key after the other: what does not fit is
// refused in a way that clients know, and what was set stays.
func TestRulesOfAllKeysTogetherHaveALimit(t *testing.T) {
	w := newWorld(t, Limits{})
	named := make([]lamplight.UserID, w.limits.RuleUsers)
	for i := range named {
		named[i] = lamplight.MaxUserID - lamplight.UserID(i)
	}
	keys := []PrivacyKey{PrivacyLastSeen, PrivacyPhone, PrivacyAbout, PrivacyCall, PrivacyForwards, PrivacyPhoto}
	var err error
	set := 0
	for _, k := range keys {
		if err = w.SetPrivacy(t.Context(), ann, 1, k, []Rule{{Kind: AllowUsers, Users: named}}); err != nil {
			break
		}
		set++
	}
	fails(t, "one key too many", err, ErrPrivacyTooLong)
	got, err := w.Privacy(t.Context(), ann, keys[set-1])
	fails(t, "the last that fitted", err, nil)
	same(t, "people named", len(got[0].Users), len(named))
}
