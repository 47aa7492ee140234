package e2e

import (
	"fmt"
	"strings"
	"testing"
)

// pinnedDialogs is how many conversations of the list can be pinned.
const pinnedDialogs = 5

// limits asks for what is refused, and looks whether the client gets the error that it knows. Some libraries refuse
// before they ask, in their own words.
func (s *story) limits(t *testing.T) {
	l := s.bobSays(t, "this is Bob's")
	for _, refused := range []struct {
		what string
		cmd  string
		args args
		want []string
	}{
		{"a text that is too long", "send", args{"to": s.Bob.name, "text": strings.Repeat("long", 1025)},
			[]string{"MESSAGE_TOO_LONG", "too long"}},
		{"an empty text", "send", args{"to": s.Bob.name, "text": " \n "},
			[]string{"MESSAGE_EMPTY", "empty"}},
		{"an answer to what there is not", "send", args{"to": s.Bob.name, "text": "hm", "reply": 999999},
			[]string{"REPLY_MESSAGE_ID_INVALID"}},
		{"an edit of what somebody else said", "edit", args{"to": s.Bob.name, "id": l.alice, "text": "hm"},
			[]string{"MESSAGE_AUTHOR_REQUIRED", "can't be edited"}},
		{"a pin of what there is not", "pin", args{"to": s.Bob.name, "id": 999999},
			[]string{"MESSAGE_ID_INVALID", "not found"}},
		{"a forward of what there is not", "forward", args{"to": s.Carol.name, "from": s.Bob.name, "ids": []int{999999}},
			[]string{"MESSAGE_ID_INVALID", "not found", "cannot be forwarded"}},
		{"a folder of nothing", "setFolder", args{"title": "Nothing"},
			[]string{"FILTER_INCLUDE_EMPTY", "at least"}},
		{"a username that nobody has", "send", args{"to": "nobody_at_all", "text": "hm"},
			[]string{"USERNAME_NOT_OCCUPIED", "No user has", "not found", "Cannot find"}},
	} {
		if refused.args["reply"] != nil && !s.phone.kind.can(replyToNothing) {
			continue
		}
		wantError(t, s.phone.try(refused.cmd, refused.args, nil), refused.what, refused.want...)
	}

	// One more pinned conversation than there may be.
	pins := []string{"me", s.Bob.name, s.Carol.name}
	for _, p := range s.crowd {
		say(t, s.phone, p, "nice to meet you")
		pins = append(pins, p.name)
	}
	for i, name := range pins {
		err := s.phone.try("pinDialog", args{"to": name, "pinned": true}, nil)
		switch {
		case i >= pinnedDialogs:
			wantError(t, err, "one pin too many", "PINNED_DIALOGS_TOO_MUCH", "maximum number of pinned")
		case err != nil:
			t.Error(err)
		}
	}
	for _, name := range pins[:pinnedDialogs] {
		s.phone.do(t, "pinDialog", args{"to": name, "pinned": false}, nil)
	}

	// Who is blocked cannot write, and learns it from the error.
	s.phone.do(t, "block", args{"to": s.Carol.name, "blocked": true}, nil)
	soon(t, func() error { // A client may say that it is done before it is.
		err := s.carol.try("send", args{"to": s.Alice.name, "text": "let me in"}, nil)
		if err != nil && strings.Contains(err.Error(), "USER_IS_BLOCKED") {
			return nil
		}
		return fmt.Errorf("a text by somebody blocked: %v, want USER_IS_BLOCKED", err)
	})
	err := s.phone.try("send", args{"to": s.Carol.name, "text": "hm"}, nil)
	wantError(t, err, "a text to somebody blocked", "YOU_BLOCKED_USER")
	s.phone.do(t, "block", args{"to": s.Carol.name, "blocked": false}, nil)
	soon(t, func() error { return s.carol.try("send", args{"to": s.Alice.name, "text": "thank you"}, nil) })
}
