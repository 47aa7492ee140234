package contacts

import (
	"context"
	"errors"
	"slices"
	"strings"

	"lamplight"
	"lamplight/store"
)

// minSearch is how many characters of a public name one must know to find people by it.
const minSearch = 3

// Search finds people: mine are contacts whose names or public name contain all words of q, others are people whose public
// name begins with q.
func (s *Service) Search(ctx context.Context, viewer lamplight.UserID, q string, limit int) (mine, others []lamplight.UserID, err error) {
	words := strings.Fields(strings.ToLower(strings.TrimPrefix(strings.TrimSpace(q), "@")))
	if len(words) == 0 || len(q) > 256 {
		return nil, nil, &lamplight.Error{Kind: lamplight.Invalid, Code: "SEARCH_QUERY_EMPTY"}
	}
	if limit < 1 || limit > s.limits.SearchResults {
		limit = s.limits.SearchResults
	}
	if err := s.countResolve(ctx, viewer); err != nil {
		return nil, nil, err
	}
	err = s.store.Read(ctx, func(tx store.Tx) error {
		mine, others = nil, nil
		book, err := tx.ContactsOf(viewer)
		if err != nil {
			return err
		}
		for _, c := range book {
			name := strings.ToLower(c.FirstName + " " + c.LastName)
			if !containsAll(name, words) {
				u, err := tx.UsernameOf(lamplight.UserPeer(c.User))
				if err != nil && !errors.Is(err, store.ErrNotFound) {
					return err
				}
				if err != nil || !containsAll(strings.ToLower(u.Name), words) {
					continue
				}
			}
			if mine = append(mine, c.User); len(mine) == limit {
				break
			}
		}
		if len(words) > 1 || len(words[0]) < minSearch {
			return nil
		}
		names, err := tx.SearchUsernames(words[0], limit)
		if err != nil {
			return err
		}
		for _, n := range names {
			if u := n.Peer.User(); u != 0 && u != viewer && !slices.Contains(mine, u) {
				others = append(others, u)
			}
		}
		return nil
	})
	return mine, others, err
}

func containsAll(s string, words []string) bool {
	for _, w := range words {
		if !strings.Contains(s, w) {
			return false
		}
	}
	return true
}
