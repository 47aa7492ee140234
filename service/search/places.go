package search

import (
	"context"
	"fmt"
	"slices"
	"sync"
	"time"

	"lamplight"
	"lamplight/store"
)

// Chats is the part of service/chats that the service asks.
type Chats interface {
	// Access returns what viewer may see of a group or channel, or why nothing.
	Access(ctx context.Context, viewer lamplight.UserID, peer lamplight.Peer) (lamplight.Access, error)
	// Accesses is Access for several, in their order; Chat is Forbidden, or zero, where there is none.
	Accesses(ctx context.Context, viewer lamplight.UserID, peers ...lamplight.Peer) ([]lamplight.Access, error)
	// ChannelsOf returns the supergroups and channels that an account is in.
	ChannelsOf(ctx context.Context, user lamplight.UserID) ([]lamplight.ChannelID, error)
}

// in returns what the index is asked for a query in one conversation, or in all that the user's own box has; false if nothing
// can be found.
func (s *Service) in(ctx context.Context, q Query) (store.SearchQuery, bool, error) {
	box, least := lamplight.AccountBox(q.User), lamplight.MessageID(0)
	if q.Peer.Chat() != 0 || q.Peer.Channel() != 0 {
		if s.chats == nil {
			return store.SearchQuery{}, false, lamplight.ErrPeerInvalid
		}
		a, err := s.chats.Access(ctx, q.User, q.Peer)
		if err != nil {
			return store.SearchQuery{}, false, fmt.Errorf("search of %d in %v: %w", q.User, q.Peer, err)
		}
		if ch := q.Peer.Channel(); ch != 0 {
			box = lamplight.ChannelBox(ch)
			if !a.Leads() {
				least = a.From
			}
		}
	}
	ask, any := q.query(box, least)
	return ask, any, nil
}

// public remembers which channels anybody may read.
type public struct {
	mu    sync.Mutex
	ids   []lamplight.ChannelID
	until time.Time
}

// publicChannels returns the channels that anybody may read, at most Limits.Public, as they were a moment ago: what is found
// there is shown to nobody who may not see it now.
func (s *Service) publicChannels(ctx context.Context) ([]lamplight.ChannelID, error) {
	s.public.mu.Lock()
	defer s.public.mu.Unlock()
	now := s.now()
	if now.Before(s.public.until) {
		return s.public.ids, nil
	}
	var ids []lamplight.ChannelID
	err := s.store.Read(ctx, func(tx store.Tx) (err error) {
		ids, err = tx.PublicChannels(s.limits.Public)
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("public channels: %w", err)
	}
	s.public.ids, s.public.until = ids, now.Add(s.limits.Known)
	return ids, nil
}

// A scope says in which boxes a search over several conversations looks.
type scope struct {
	own      bool // the account's own: private conversations and basic groups
	channels []lamplight.ChannelID
}

// boxes returns them by rising id: channels come first.
func (sc scope) boxes(user lamplight.UserID) []lamplight.BoxID {
	ids := make([]lamplight.BoxID, 0, len(sc.channels)+1)
	for _, ch := range sc.channels {
		ids = append(ids, lamplight.ChannelBox(ch))
	}
	if sc.own {
		ids = append(ids, lamplight.AccountBox(user))
	}
	slices.Sort(ids)
	return slices.Compact(ids)
}

// scope returns where a query over several conversations looks.
func (s *Service) scope(ctx context.Context, q GlobalQuery) (scope, error) {
	sc := scope{own: q.Where == Everywhere || q.Where == People || q.Where == Groups}
	if s.chats == nil || q.Where == People {
		return sc, nil
	}
	if q.Where != Posts {
		mine, err := s.chats.ChannelsOf(ctx, q.User)
		if err != nil {
			return scope{}, err
		}
		if sc.channels, err = s.ofKind(ctx, q, mine); err != nil {
			return scope{}, err
		}
		if q.Where == Groups || q.InFolder || len(QueryWords(q.Text)) == 0 {
			return sc, nil
		}
	}
	others, err := s.publicChannels(ctx)
	if err != nil {
		return scope{}, err
	}
	sc.channels = append(sc.channels, others...)
	return sc, nil
}

// ofKind returns those of somebody's supergroups and channels that a query is about.
func (s *Service) ofKind(ctx context.Context, q GlobalQuery, mine []lamplight.ChannelID) ([]lamplight.ChannelID, error) {
	out := slices.Clone(mine)
	if len(mine) == 0 {
		return nil, nil
	}
	peers := make([]lamplight.Peer, len(mine))
	for i, ch := range mine {
		peers[i] = lamplight.ChannelPeer(ch)
	}
	if q.InFolder {
		ds, err := s.boxes.Dialog(ctx, lamplight.AccountBox(q.User), peers...)
		if err != nil {
			return nil, err
		}
		folders := make(map[lamplight.Peer]int, len(ds))
		for _, d := range ds {
			folders[d.Peer] = d.Folder
		}
		out = slices.DeleteFunc(out, func(ch lamplight.ChannelID) bool { return folders[lamplight.ChannelPeer(ch)] != q.Folder })
	}
	if q.Where != Groups && q.Where != Channels {
		return out, nil
	}
	all, err := s.chats.Accesses(ctx, q.User, peers...)
	if err != nil {
		return nil, err
	}
	broadcast := make(map[lamplight.ChannelID]bool, len(all))
	for _, a := range all {
		broadcast[a.Chat.Peer.Channel()] = a.Chat.Broadcast
	}
	return slices.DeleteFunc(out, func(ch lamplight.ChannelID) bool { return broadcast[ch] != (q.Where == Channels) }), nil
}
