package search

import (
	"context"
	"slices"
	"strings"

	"lamplight"
	"lamplight/store"
)

// fill reads hits until the page is full: what the index finds and the box has no more, or does not have so, is left out.
func (s *Service) fill(ctx context.Context, q Query, ask store.SearchQuery, skip, limit int, page *Page) error {
	folders := map[lamplight.Peer]int{}
	for looked := 0; limit > 0 && len(page.Messages) < limit; {
		n := limit - len(page.Messages) + 1 // one more, to know whether there is
		if q.InFolder || q.Pinned {
			n = max(n, s.limits.Page)
		}
		hits, err := s.hits(ctx, ask, skip, n)
		if err != nil {
			return err
		}
		ms, err := s.held(ctx, q, ask, hits)
		if err != nil {
			return err
		}
		if q.InFolder {
			if ms, err = s.inFolder(ctx, ask.Box, q.Folder, ms, folders); err != nil {
				return err
			}
		}
		page.Messages = append(page.Messages, ms...)
		skip += len(hits)
		if looked += len(hits); len(hits) < n {
			break
		}
		if looked > s.limits.Scan {
			page.More, page.Inexact = true, true
			break
		}
	}
	if limit = max(limit, 0); len(page.Messages) > limit {
		page.Messages, page.More = page.Messages[:limit], true
	}
	return nil
}

func (s *Service) hits(ctx context.Context, ask store.SearchQuery, skip, limit int) (hits []store.SearchHit, err error) {
	err = s.store.Read(ctx, func(tx store.Tx) (err error) {
		hits, err = tx.SearchMessages(ask, skip, limit)
		return err
	})
	return hits, err
}

// held returns the messages of hits that the box has, and that are as the query asks now.
func (s *Service) held(ctx context.Context, q Query, ask store.SearchQuery, hits []store.SearchHit) ([]lamplight.Message, error) {
	if len(hits) == 0 {
		return nil, nil
	}
	ids := make([]lamplight.MessageID, len(hits))
	for i, h := range hits {
		ids[i] = h.ID
	}
	ms, err := s.boxes.Messages(ctx, ask.Box, ids)
	if err != nil {
		return nil, err
	}
	n := len(ms)
	if ms, err = s.fitting(ctx, q, ask, ms); err != nil {
		return nil, err
	}
	if len(ms) < len(ids) && n < len(ids) {
		s.Moved(ask.Box) // the worker takes out what is gone
	}
	return ms, nil
}

// fitting returns those of messages that are as a query asks now.
func (s *Service) fitting(ctx context.Context, q Query, ask store.SearchQuery, ms []lamplight.Message) ([]lamplight.Message, error) {
	asked, err := s.asked(ctx, ms)
	if err != nil {
		return nil, err
	}
	now := s.now()
	return slices.DeleteFunc(ms, func(m lamplight.Message) bool {
		return m.Expired(now) || q.Pinned && !m.Pinned || !indexed(&m) || !matches(&m, ask, asked)
	}), nil
}

// matches reports whether a message is what was asked for.
func matches(m *lamplight.Message, ask store.SearchQuery, asked map[lamplight.PollID]string) bool {
	e := entry(m, asked)
	switch {
	case ask.Thread != 0 && e.Thread != ask.Thread, ask.Mentions != 0 && !slices.Contains(e.Mentions, ask.Mentions):
		return false
	case !ask.Peer.IsZero() && e.Peer != ask.Peer,
		ask.Peer.IsZero() && ask.PeerKind != 0 && e.Peer.Kind != ask.PeerKind,
		!ask.From.IsZero() && e.From != ask.From,
		!ask.Saved.IsZero() && e.Saved != ask.Saved,
		e.Kinds&ask.Kinds != ask.Kinds:
		return false
	}
	for _, word := range ask.Words {
		if !slices.ContainsFunc(e.Words, func(w string) bool { return strings.HasPrefix(w, word) }) {
			return false
		}
	}
	return true
}

// inFolder returns those of ms whose conversation is in a folder; folders is what is known of conversations.
func (s *Service) inFolder(
	ctx context.Context, box lamplight.BoxID, folder int, ms []lamplight.Message, folders map[lamplight.Peer]int,
) ([]lamplight.Message, error) {
	var ask []lamplight.Peer
	for _, m := range ms {
		if _, known := folders[m.Peer]; !known && !slices.Contains(ask, m.Peer) {
			ask = append(ask, m.Peer)
		}
	}
	if len(ask) > 0 {
		dialogs, err := s.boxes.Dialog(ctx, box, ask...)
		if err != nil {
			return nil, err
		}
		for _, d := range dialogs {
			folders[d.Peer] = d.Folder
		}
	}
	return slices.DeleteFunc(ms, func(m lamplight.Message) bool { return folders[m.Peer] != folder }), nil
}

// count counts all that is found.
func (s *Service) count(ctx context.Context, ask store.SearchQuery, page *Page) error {
	if !page.More && page.Newer == 0 && ask.MinID == 0 && ask.MaxID == 0 && len(page.Messages) > 0 {
		page.Count = len(page.Messages) // the page is all
		return nil
	}
	n, err := s.countUpTo(ctx, ask, s.limits.Count)
	page.Count = max(n, len(page.Messages))
	page.Inexact = page.Inexact || n == s.limits.Count
	return err
}

func (s *Service) countUpTo(ctx context.Context, ask store.SearchQuery, limit int) (n int, err error) {
	err = s.store.Read(ctx, func(tx store.Tx) (err error) {
		n, err = tx.CountSearch(ask, limit)
		return err
	})
	return n, err
}
