package lamplight

import (
	"encoding/json"
	"fmt"
	"slices"
)

// AllowedReactions are those that may be put to the messages of a group or channel. The zero value is all emoji that there
// are reactions of.
//
// https://core.telegram.org/type/ChatReactions
type AllowedReactions struct {
	None   bool       `json:"none,omitempty"`
	Some   []Reaction `json:"some,omitempty"`   // these alone; nil: all, unless None
	Custom bool       `json:"custom,omitempty"` // of all: custom emoji too
	Limit  int        `json:"limit,omitempty"`  // different ones on one message, at most; 0: as many as anywhere
}

// Allows reports whether a reaction may be put to a message.
func (a AllowedReactions) Allows(r Reaction) bool {
	switch {
	case a.None:
		return false
	case a.Some != nil:
		return slices.Contains(a.Some, r)
	default:
		return r.Document == 0 || a.Custom
	}
}

// Pack writes what is allowed as it is kept with the chat; nil is the zero value.
func (a AllowedReactions) Pack() ([]byte, error) {
	if !a.None && a.Some == nil && !a.Custom && a.Limit == 0 {
		return nil, nil
	}
	return json.Marshal(a)
}

// UnpackAllowedReactions reads what Pack wrote.
func UnpackAllowedReactions(b []byte) (a AllowedReactions, err error) {
	if len(b) == 0 {
		return a, nil
	}
	if err := json.Unmarshal(b, &a); err != nil {
		return AllowedReactions{}, fmt.Errorf("allowed reactions: %w", err)
	}
	return a, nil
}
