package chats

import (
	"cmp"
	"context"
	"errors"
	"slices"
	"strings"

	"lamplight"
	"lamplight/store"
)

// minFind is how many characters of a public name one must know to find a chat by it; titles are found by one.
const minFind = 3

// FindChats finds groups and channels: mine are those that viewer is in and whose title has all words of q, or whose public
// name begins with it; others are public ones, those with the most members first. It counts against nothing: who asks
// (service/contacts) does.
//
// https://core.telegram.org/method/contacts.search
func (s *Service) FindChats(ctx context.Context, viewer lamplight.UserID, q string, limit int) (mine, others []lamplight.Peer, err error) {
	if limit < 1 || limit > s.limits.Found {
		limit = s.limits.Found
	}
	words := s.words.QueryWords(q)
	prefix := strings.ToLower(strings.TrimPrefix(strings.TrimSpace(q), "@"))
	var found []store.Chat
	err = s.store.Read(ctx, func(tx store.Tx) error {
		mine, found = nil, nil
		own, err := s.chatsIn(tx, viewer)
		if err != nil {
			return err
		}
		names, err := namesOf(tx, own)
		if err != nil {
			return err
		}
		for _, c := range own {
			byName := len(prefix) >= minFind && strings.HasPrefix(strings.ToLower(names[c.Peer]), prefix)
			if c.Gone.IsZero() && (byName || s.titled(c.Title, words)) {
				mine = append(mine, c.Peer)
			}
		}
		peers, err := tx.SearchTitles(words, foundAtOnce)
		if err != nil {
			return err
		}
		if len(prefix) >= minFind && !strings.ContainsAny(prefix, " \t\n") {
			byName, err := tx.SearchUsernames(prefix, limit)
			if err != nil {
				return err
			}
			for _, n := range byName {
				if n.Peer.Kind == lamplight.PeerChannel && !slices.Contains(peers, n.Peer) {
					peers = append(peers, n.Peer)
				}
			}
		}
		found, err = tx.ChatsByPeer(peers)
		return err
	})
	if err != nil {
		return nil, nil, err
	}
	slices.SortFunc(found, func(a, b store.Chat) int {
		return cmp.Or(cmp.Compare(b.Members, a.Members), cmp.Compare(a.Peer.ID, b.Peer.ID))
	})
	for _, c := range found {
		if len(others) < limit && c.Gone.IsZero() && !slices.Contains(mine, c.Peer) {
			others = append(others, c.Peer)
		}
	}
	return mine[:min(len(mine), limit)], others, nil
}

// foundAtOnce is how many titles a search looks at, before those with the most members are taken.
const foundAtOnce = 500

// chatsIn returns the groups and channels that somebody is in.
func (s *Service) chatsIn(tx store.Tx, user lamplight.UserID) ([]store.Chat, error) {
	var peers []lamplight.Peer
	for _, kind := range []lamplight.PeerKind{lamplight.PeerChat, lamplight.PeerChannel} {
		ms, err := tx.ChatsOf(user, kind, true, 0, max(s.limits.Joined, s.limits.Groups))
		if err != nil {
			return nil, err
		}
		for _, m := range ms {
			peers = append(peers, m.Chat)
		}
	}
	return tx.ChatsByPeer(peers)
}

func namesOf(tx store.Tx, chats []store.Chat) (map[lamplight.Peer]string, error) {
	peers := make([]lamplight.Peer, len(chats))
	for i, c := range chats {
		peers[i] = c.Peer
	}
	list, err := tx.UsernamesOf(peers)
	out := make(map[lamplight.Peer]string, len(list))
	for _, n := range list {
		out[n.Peer] = n.Name
	}
	return out, err
}

// titled reports whether each of words, of which there is one at least, begins a word of a title.
func (s *Service) titled(title string, words []string) bool {
	have := s.words.Words(title)
	for _, w := range words {
		if !slices.ContainsFunc(have, func(h string) bool { return strings.HasPrefix(h, w) }) {
			return false
		}
	}
	return len(words) > 0
}

// A Preview is what anybody may know of a chat who has its public name or a link to it.
type Preview struct {
	Peer      lamplight.Peer
	Title     string
	About     string
	Photo     *lamplight.Photo
	Broadcast bool
	Members   int
	Approval  bool // joining needs an administrator's yes
	Public    bool
	Verified  bool
	Scam      bool
	Fake      bool
	Known     []lamplight.UserID // members whom the viewer knows; a few
}

func preview(c store.Chat) Preview {
	return Preview{
		Peer: c.Peer, Title: c.Title, About: c.About, Photo: c.Photo, Broadcast: c.Broadcast, Members: c.Members,
		Approval: c.Flags.Has(store.ChatJoinRequest), Verified: c.Flags.Has(store.ChatVerified), Scam: c.Flags.Has(store.ChatScam),
		Fake: c.Flags.Has(store.ChatFake),
	}
}

// Public returns what stands behind a public name, if that is a group or channel: for the page of a link.
func (s *Service) Public(ctx context.Context, name string) (p Preview, found bool, err error) {
	err = s.store.Read(ctx, func(tx store.Tx) error {
		u, err := tx.Username(name)
		if err != nil || u.Peer.Kind != lamplight.PeerChannel {
			return err
		}
		chat, err := tx.Chat(u.Peer)
		if err != nil || !chat.Gone.IsZero() || len(chat.Restricted) > 0 {
			return err
		}
		p, found = preview(chat), true
		p.Public = true
		return nil
	})
	if errors.Is(err, store.ErrNotFound) {
		return Preview{}, false, nil
	}
	return p, found, err
}
