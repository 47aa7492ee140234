package messages

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"unicode/utf16"

	"lamplight"
)

// mentions reports whether m names the person it goes to: by a link, or by a public name.
//
// In a private conversation that only marks the message. It is not counted as an unread mention: clients built on TDLib
// take no notice of mentions outside groups, so nobody would ever mark it as seen.
//
// https://core.telegram.org/api/mentions
func (s *Service) mentions(ctx context.Context, m lamplight.Message, to lamplight.UserID) (bool, error) {
	var said []string
	for _, e := range m.Entities {
		switch e.Kind {
		case lamplight.EntityMentionName:
			if e.User == to {
				return true, nil
			}
		case lamplight.EntityMention:
			said = append(said, stretch(m.Text, e))
		}
	}
	if len(said) == 0 {
		return false, nil
	}
	persons, err := s.names.Persons(ctx, m.From.User(), []lamplight.UserID{to})
	if err != nil {
		return false, fmt.Errorf("names of %d: %w", to, err)
	}
	for _, p := range persons {
		for _, name := range append(slices.Clone(p.Usernames), p.Username) {
			if name != "" && slices.ContainsFunc(said, func(s string) bool { return strings.EqualFold(s, "@"+name) }) {
				return true, nil
			}
		}
	}
	return false, nil
}

// stretch returns the part of text that e is about.
func stretch(text lamplight.Text, e lamplight.Entity) string {
	u := utf16.Encode([]rune(string(text)))
	from := min(max(e.Offset, 0), len(u))
	return string(utf16.Decode(u[from:min(max(e.Offset+e.Length, from), len(u))]))
}
