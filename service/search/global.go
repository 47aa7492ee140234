package search

import (
	"context"
	"errors"
	"fmt"
	"math"
	"time"

	"lamplight"
	"lamplight/store"
)

// Where says in which conversations a search looks.
type Where uint8

// Where searches look. Everywhere and Channels have, for who types words, what is said in public channels that they are not in.
const (
	Everywhere Where = iota // private conversations, groups, channels
	People                  // private conversations
	Groups                  // basic groups and supergroups
	Channels                // broadcast channels
	Posts                   // public broadcast channels
)

// A GlobalQuery asks for messages of several conversations. Of its Query, Peer, PeerKind, Saved, Thread, Pinned, AddOffset,
// OffsetID, MinID and MaxID are not looked at: where a page begins, the fields below say.
type GlobalQuery struct {
	Query
	Where Where
	// The page begins after the message with this id in this conversation, sent then; where the id is 0, with what was sent
	// then. Zero: with the newest.
	OffsetRate time.Time
	OffsetPeer lamplight.Peer
	OffsetID   lamplight.MessageID
	// Least and Most bound the ids of the account's own box, both inclusive; 0: none. Where one is set, only that is looked at.
	Least, Most lamplight.MessageID
}

// Global returns a page of what a query finds in several conversations, newest first.
func (s *Service) Global(ctx context.Context, q GlobalQuery) (Page, error) {
	if q.Limit < 0 {
		return Page{}, lamplight.ErrLimitInvalid
	}
	start := s.now()
	var page Page
	err := s.inTurn(ctx, q.User, func(ctx context.Context) (err error) {
		page, err = s.global(ctx, q)
		return err
	})
	if err != nil {
		return Page{}, fmt.Errorf("search of %d in all: %w", q.User, err)
	}
	exact := "exact"
	if page.Inexact {
		exact = "inexact"
	}
	s.metrics.queries.WithLabelValues(exact).Observe(s.now().Sub(start).Seconds())
	return page, nil
}

func (s *Service) global(ctx context.Context, q GlobalQuery) (Page, error) {
	sc, err := s.scope(ctx, q)
	if err != nil {
		return Page{}, err
	}
	if q.Least > 0 || q.Most > 0 {
		sc.channels = nil
	}
	all := s.queries(q, sc)
	if len(all) == 0 {
		return Page{}, nil
	}
	exact, err := s.catchUpAll(ctx, all)
	if err != nil {
		return Page{}, err
	}
	from, err := s.begins(ctx, q)
	if err != nil {
		return Page{}, err
	}
	page := Page{Inexact: !exact}
	if err := s.fillAll(ctx, q, all, from, min(q.Limit, s.limits.Page), &page); err != nil {
		return Page{}, err
	}
	if !page.More && from == (store.SearchHit{}) {
		page.Count = len(page.Messages)
		return page, nil
	}
	if page.Count, err = s.countAll(ctx, all); err != nil {
		return Page{}, err
	}
	page.Count = max(page.Count, len(page.Messages))
	page.Inexact = page.Inexact || q.InFolder || page.Count == s.limits.Count
	return page, nil
}

// queries returns what the index is asked, box by box.
func (s *Service) queries(q GlobalQuery, sc scope) (all []store.SearchQuery) {
	one := Query{
		User: q.User, Text: q.Text, From: q.From, URL: q.URL, Mentioned: q.Mentioned, Filter: q.Filter, Since: q.Since, Until: q.Until,
	}
	for _, box := range sc.boxes(q.User) {
		of := one
		if box.Channel() == 0 {
			switch q.Where {
			case People:
				of.PeerKind = lamplight.PeerUser
			case Groups:
				of.PeerKind = lamplight.PeerChat
			case Everywhere, Channels, Posts:
			}
			if of.MinID = max(q.Least-1, 0); q.Most > 0 && q.Most < math.MaxInt32 {
				of.MaxID = q.Most + 1
			}
		}
		ask, any := of.query(box, 0)
		if !any {
			return nil
		}
		all = append(all, ask)
	}
	return all
}

// begins returns the hit after which a page begins; the zero value for the first page.
func (s *Service) begins(ctx context.Context, q GlobalQuery) (store.SearchHit, error) {
	from := store.SearchHit{Date: q.OffsetRate, ID: q.OffsetID}
	if q.OffsetID <= 0 {
		from.ID = 0
		return from, nil
	}
	from.Box = lamplight.AccountBox(q.User)
	if ch := q.OffsetPeer.Channel(); ch != 0 {
		from.Box = lamplight.ChannelBox(ch)
	}
	if !from.Date.IsZero() {
		return from, nil
	}
	ms, err := s.boxes.Messages(ctx, from.Box, []lamplight.MessageID{q.OffsetID})
	if err == nil && len(ms) > 0 {
		from.Date = ms[0].Sent
	}
	return from, err
}

// after narrows queries to what follows a hit in the order of SearchEach.
func after(all []store.SearchQuery, from store.SearchHit) []store.SearchQuery {
	out := make([]store.SearchQuery, 0, len(all))
	for _, ask := range all {
		until := from.Date
		switch {
		case from.Box == 0:
		case ask.Box == from.Box:
			if ask.MaxID == 0 || from.ID < ask.MaxID {
				ask.MaxID = from.ID
			}
		case ask.Box < from.Box && !until.IsZero():
			until = until.Add(-time.Second)
		}
		if !until.IsZero() && (ask.Until.IsZero() || until.Before(ask.Until)) {
			ask.Until = until
		}
		out = append(out, ask)
	}
	return out
}

// fillAll reads hits until the page is full.
func (s *Service) fillAll(ctx context.Context, q GlobalQuery, all []store.SearchQuery, from store.SearchHit, limit int, page *Page) error {
	folders := map[lamplight.Peer]int{}
	for looked := 0; limit > 0 && len(page.Messages) <= limit; {
		n := limit - len(page.Messages) + 1
		var hits []store.SearchHit
		err := s.store.Read(ctx, func(tx store.Tx) (err error) {
			hits, err = tx.SearchEach(after(all, from), n)
			return err
		})
		if err != nil {
			return err
		}
		ms, err := s.heldEach(ctx, q, all, hits, folders)
		if err != nil {
			return err
		}
		page.Messages = append(page.Messages, ms...)
		if looked += len(hits); len(hits) < n {
			break
		}
		if from = hits[len(hits)-1]; looked > s.limits.Scan {
			page.More, page.Inexact = true, true
			break
		}
	}
	if limit = max(limit, 0); len(page.Messages) > limit {
		page.Messages, page.More = page.Messages[:limit], true
	}
	return nil
}

// heldEach is held for hits of several boxes: in their order, without what the user may not see.
func (s *Service) heldEach(
	ctx context.Context, q GlobalQuery, all []store.SearchQuery, hits []store.SearchHit, folders map[lamplight.Peer]int,
) ([]lamplight.Message, error) {
	of := map[lamplight.BoxID][]store.SearchHit{}
	var peers []lamplight.Peer
	for _, h := range hits {
		if len(of[h.Box]) == 0 && h.Box.Channel() != 0 {
			peers = append(peers, lamplight.ChannelPeer(h.Box.Channel()))
		}
		of[h.Box] = append(of[h.Box], h)
	}
	may := map[lamplight.BoxID]lamplight.Access{}
	if len(peers) > 0 {
		as, err := s.chats.Accesses(ctx, q.User, peers...)
		if err != nil {
			return nil, err
		}
		for _, a := range as {
			if !a.Chat.Peer.IsZero() && !a.Chat.Forbidden && (a.Member || len(a.Chat.Restricted) == 0) {
				may[lamplight.ChannelBox(a.Chat.Peer.Channel())] = a
			}
		}
	}
	type place struct {
		box lamplight.BoxID
		id  lamplight.MessageID
	}
	have := map[place]lamplight.Message{}
	for _, ask := range all {
		if len(of[ask.Box]) == 0 {
			continue
		}
		a, seen := may[ask.Box]
		if !seen && ask.Box.Channel() != 0 {
			continue
		}
		ms, err := s.held(ctx, q.Query, ask, of[ask.Box])
		if err == nil && q.InFolder && ask.Box.Channel() == 0 {
			ms, err = s.inFolder(ctx, ask.Box, q.Folder, ms, folders)
		}
		if err != nil {
			return nil, err
		}
		for _, m := range ms {
			if !seen || a.Sees(m.ID) {
				have[place{ask.Box, m.ID}] = m
			}
		}
	}
	out := make([]lamplight.Message, 0, len(have))
	for _, h := range hits {
		if m, ok := have[place{h.Box, h.ID}]; ok {
			out = append(out, m)
		}
	}
	return out, nil
}

func (s *Service) countAll(ctx context.Context, all []store.SearchQuery) (n int, err error) {
	err = s.store.Read(ctx, func(tx store.Tx) (err error) {
		n, err = tx.CountEach(all, s.limits.Count)
		return err
	})
	return n, err
}

// catchUpAll is catchUp for several boxes, for Limits.CatchUp in all. It looks at all of them and reads those that moved on.
func (s *Service) catchUpAll(ctx context.Context, all []store.SearchQuery) (exact bool, err error) {
	end := s.now().Add(s.limits.CatchUp)
	ids := make([]lamplight.BoxID, len(all))
	for i, ask := range all {
		ids[i] = ask.Box
	}
	heads, err := s.boxes.Heads(ctx, ids...)
	if err != nil {
		return false, err
	}
	at := make(map[lamplight.BoxID]store.SearchCursor, len(ids))
	err = s.store.Read(ctx, func(tx store.Tx) error {
		cursors, err := tx.SearchCursorsOf(ids)
		for _, c := range cursors {
			at[c.Box] = c
		}
		return err
	})
	if err != nil {
		return false, err
	}
	exact = true
	for i, box := range ids {
		c, head := at[box], heads[i]
		if c.Version == version && c.PTS == head.PTS && c.Below == 0 || c == (store.SearchCursor{}) && head.PTS == 0 {
			continue
		}
		if !s.now().Before(end) {
			s.Moved(box)
			exact = false
			continue
		}
		done, err := s.catchUp(ctx, box)
		switch {
		case errors.Is(err, context.Canceled), errors.Is(err, context.DeadlineExceeded):
			return false, err
		case err != nil: // the others are found nevertheless
			s.metrics.failed.Inc()
			s.log.Error("search answers without a box", "box", int64(box), "err", err)
		}
		exact = exact && done && err == nil
	}
	return exact, nil
}
