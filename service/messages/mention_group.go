package messages

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"lamplight"
	"lamplight/store"
)

// maxNamed is how many people one message names at most who learn of it; further ones read it as everybody does.
const maxNamed = 100

// membersNamed returns the members of a group whom m names, by a link or by a public name, or whose message it answers,
// but for its author.
//
// https://core.telegram.org/api/mentions
func (s *Service) membersNamed(
	ctx context.Context, c Caller, p place, m lamplight.Message, answered lamplight.Peer,
) ([]lamplight.UserID, error) {
	var named []lamplight.UserID
	add := func(u lamplight.UserID) {
		if u != 0 && u != c.User && len(named) < maxNamed && !slices.Contains(named, u) {
			named = append(named, u)
		}
	}
	add(answered.User())
	var said []string
	for _, e := range m.Entities {
		switch e.Kind {
		case lamplight.EntityMentionName:
			add(e.User)
		case lamplight.EntityMention:
			if name := strings.TrimPrefix(stretch(m.Text, e), "@"); !slices.Contains(said, name) {
				said = append(said, name)
			}
		}
	}
	if len(said) > 0 && s.store != nil {
		err := s.store.Read(ctx, func(tx store.Tx) error {
			for _, name := range said {
				u, err := tx.Username(name)
				if err != nil && !errors.Is(err, store.ErrNotFound) {
					return err
				}
				if err == nil {
					add(u.Peer.User())
				}
			}
			return nil
		})
		if err != nil {
			return nil, fmt.Errorf("who is named in a message of %d: %w", c.User, err)
		}
	}
	if len(named) == 0 {
		return nil, nil
	}
	return s.chats.Among(ctx, p.peer, named)
}
