package polls

import (
	"bytes"
	"encoding/json"
	"fmt"
	"time"

	"lamplight"
	"lamplight/store"
)

// A body is what a poll asks, as the store keeps it, sealed. lamplight.Text refuses to be written as JSON, so that no log
// has it by accident; here it is meant.
type body struct {
	Question string             `json:"question"`
	Entities []lamplight.Entity `json:"entities,omitempty"`
	Answers  []bodyAnswer       `json:"answers"`
	Public   bool               `json:"public,omitempty"`
	Multiple bool               `json:"multiple,omitempty"`
	Quiz     bool               `json:"quiz,omitempty"`
	Shuffled bool               `json:"shuffled,omitempty"`
	Final    bool               `json:"final,omitempty"`
	Secret   bool               `json:"secret,omitempty"`
	Period   int                `json:"period,omitempty"` // seconds
	Date     bool               `json:"date,omitempty"`   // the author said when it closes, not for how long it is open
	Correct  []int              `json:"correct,omitempty"`
	Solution string             `json:"solution,omitempty"`
	Styled   []lamplight.Entity `json:"styled,omitempty"` // of Solution
}

type bodyAnswer struct {
	Text     string             `json:"text"`
	Entities []lamplight.Entity `json:"entities,omitempty"`
	Option   []byte             `json:"option"`
}

func (b body) pack() ([]byte, error) {
	out, err := json.Marshal(b)
	if err != nil {
		return nil, fmt.Errorf("write poll: %w", err)
	}
	return out, nil
}

// unpack reads what a poll asks.
func unpack(p store.Poll) (b body, err error) {
	if err := json.Unmarshal(p.Body, &b); err != nil {
		return body{}, fmt.Errorf("read poll %d: %w", p.ID, err)
	}
	if len(b.Answers) != p.Answers {
		return body{}, fmt.Errorf("read poll %d: it has %d answers, want %d", p.ID, len(b.Answers), p.Answers)
	}
	return b, nil
}

// answer returns which answer an option names, -1 if none.
func (b body) answer(option []byte) int {
	for i, a := range b.Answers {
		if bytes.Equal(a.Option, option) {
			return i
		}
	}
	return -1
}

// closed reports whether a poll takes no votes at a time, be it that nobody noted yet that it closed by itself.
func closed(p store.Poll, now time.Time) bool {
	return !p.Closed.IsZero() || !p.Closes.IsZero() && !p.Closes.After(now)
}
