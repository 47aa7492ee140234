package search

import (
	"context"
	"fmt"
	"time"

	"lamplight"
	"lamplight/store"
)

// A Day says what was found among the messages of one day (UTC).
type Day struct {
	Date     time.Time // its beginning
	Min, Max lamplight.MessageID
	Count    int
}

// A Calendar tells of what a query finds, by days, newest first.
type Calendar struct {
	Days    []Day
	First   []lamplight.Message // the oldest of each day
	Count   int                 // of all that is found
	Newer   int                 // how many of them are newer than what the days begin with
	MinDate time.Time           // when the oldest one that was looked at was sent
	MinID   lamplight.MessageID // and its id
	Inexact bool                // there is more than what was looked at
}

// A Position says where a message stands among what a query finds, newest first, from 0 on.
type Position struct {
	ID     lamplight.MessageID
	Date   time.Time
	Offset int
}

// Calendar returns the days on which something was sent that a query finds, from q.OffsetID on, at most Limits.Days days and
// Limits.Scan messages. Only the conditions of q count, not its page.
func (s *Service) Calendar(ctx context.Context, q Query) (Calendar, error) {
	hits, newer, page, err := s.scan(ctx, q, s.limits.Scan)
	if err != nil {
		return Calendar{}, err
	}
	c := Calendar{Count: page.Count, Newer: newer, Inexact: page.Inexact}
	var firsts []store.SearchHit
	for _, h := range hits {
		day := h.Date.UTC().Truncate(24 * time.Hour)
		n := len(c.Days)
		if n == 0 || !c.Days[n-1].Date.Equal(day) {
			if n == s.limits.Days {
				c.Inexact = true
				break
			}
			c.Days, firsts = append(c.Days, Day{Date: day, Max: h.ID}), append(firsts, h)
			n++
		}
		d := &c.Days[n-1]
		d.Min, d.Count = h.ID, d.Count+1
		firsts[n-1] = h
		c.MinDate, c.MinID = h.Date, h.ID
	}
	ask, _, err := s.in(ctx, q)
	if err != nil {
		return Calendar{}, err
	}
	if c.First, err = s.held(ctx, q, ask, firsts); err != nil {
		return Calendar{}, fmt.Errorf("calendar of %d: %w", q.User, err)
	}
	return c, nil
}

// Positions returns where the messages stand that a query finds, from q.OffsetID on, at most q.Limit, and how many there are
// in all. Only the conditions of q count otherwise, not its page.
func (s *Service) Positions(ctx context.Context, q Query) ([]Position, int, error) {
	hits, newer, page, err := s.scan(ctx, q, min(max(q.Limit, 0), s.limits.Page))
	if err != nil {
		return nil, 0, err
	}
	ps := make([]Position, len(hits))
	for i, h := range hits {
		ps[i] = Position{h.ID, h.Date, newer + i}
	}
	return ps, page.Count, nil
}

// Count returns how many messages a query finds, counted up to Limits.Count, and whether that is exact. Only the conditions
// of q count, not its page.
func (s *Service) Count(ctx context.Context, q Query) (n int, exact bool, err error) {
	_, _, page, err := s.scan(ctx, q, 0)
	return page.Count, !page.Inexact, err
}

// scan returns the first hits from q.OffsetID on, how many are newer, and the count of all.
func (s *Service) scan(ctx context.Context, q Query, limit int) (hits []store.SearchHit, newer int, page Page, err error) {
	ask, any, err := s.in(ctx, q)
	if err != nil || !any {
		return nil, 0, Page{}, err
	}
	err = s.inTurn(ctx, q.User, func(ctx context.Context) error {
		exact, err := s.catchUp(ctx, ask.Box)
		if err != nil {
			return err
		}
		page.Inexact = !exact
		bounded := ask
		if q.OffsetID > 0 {
			if bounded.MaxID, page.Newer, err = s.cut(ctx, ask, q.OffsetID); err != nil {
				return err
			}
		}
		if limit > 0 {
			if hits, err = s.hits(ctx, bounded, 0, limit); err != nil {
				return err
			}
		}
		page.Count, err = s.countUpTo(ctx, ask, s.limits.Count)
		return err
	})
	if err != nil {
		return nil, 0, Page{}, fmt.Errorf("search of %d: %w", q.User, err)
	}
	page.Inexact = page.Inexact || page.Count == s.limits.Count || limit > 0 && len(hits) == limit
	return hits, page.Newer, page, nil
}
