package contacts

import (
	"context"
	"slices"
	"strings"

	"lamplight"
	"lamplight/store"
)

// minSearch is how many characters of a public name one must know to find people by it.
const minSearch = 3

// Search finds people, groups and channels: mine are contacts whose names or public name contain all words of q, and chats
// that the viewer is in; others are people whose public name begins with q, and public chats whose name does or whose title
// has the words.
func (s *Service) Search(ctx context.Context, viewer lamplight.UserID, q string, limit int) (mine, others []lamplight.Peer, err error) {
	words := strings.Fields(strings.ToLower(strings.TrimPrefix(strings.TrimSpace(q), "@")))
	if len(words) == 0 || len(q) > 256 {
		return nil, nil, ErrSearchEmpty
	}
	if limit < 1 || limit > s.limits.SearchResults {
		limit = s.limits.SearchResults
	}
	if err := s.countUp(ctx, "searches", viewer, 1, s.limits.Searches, s.limits.ResolveTime); err != nil {
		return nil, nil, err
	}
	err = s.store.Read(ctx, func(tx store.Tx) error {
		mine, others = nil, nil
		book, err := tx.ContactsOf(viewer)
		if err != nil {
			return err
		}
		peers := make([]lamplight.Peer, len(book))
		for i, c := range book {
			peers[i] = lamplight.UserPeer(c.User)
		}
		public, err := tx.UsernamesOf(peers)
		if err != nil {
			return err
		}
		usernames := make(map[lamplight.Peer]string, len(public))
		for _, u := range public {
			usernames[u.Peer] = u.Name
		}
		for i, c := range book {
			name := strings.ToLower(c.FirstName + " " + c.LastName + " " + usernames[peers[i]])
			if containsAll(name, words) && len(mine) < limit {
				mine = append(mine, lamplight.UserPeer(c.User))
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
			if u := n.Peer.User(); u != 0 && u != viewer && !slices.Contains(mine, n.Peer) {
				others = append(others, n.Peer)
			}
		}
		return nil
	})
	if err != nil || s.chats == nil {
		return mine, others, err
	}
	in, public, err := s.chats(ctx, viewer, q, limit)
	return slices.Concat(mine, in), slices.Concat(others, public), err
}

func containsAll(s string, words []string) bool {
	for _, w := range words {
		if !strings.Contains(s, w) {
			return false
		}
	}
	return true
}
