package search

import (
	"context"
	"fmt"
	"strings"
	"time"

	"lamplight"
	"lamplight/store"
)

// An Allowance says how often somebody may still search public posts for words.
type Allowance struct {
	Daily int // times a day
	Left  int
	Until time.Time // where none is left: when there are again
}

// postsWindow is for how long a search of public posts counts.
const postsWindow = 24 * time.Hour

// Posts is Global among posts of public channels. The first page of what is not a hashtag counts against Limits.Posts;
// FLOOD_WAIT once that is used up.
func (s *Service) Posts(ctx context.Context, q GlobalQuery) (Page, error) {
	q.Where = Posts
	if q.OffsetID == 0 && q.OffsetRate.IsZero() && !strings.HasPrefix(strings.TrimSpace(q.Text), "#") {
		if err := s.spend(ctx, q.User); err != nil {
			return Page{}, err
		}
	}
	return s.Global(ctx, q)
}

// spend counts a search of public posts.
func (s *Service) spend(ctx context.Context, user lamplight.UserID) error {
	now := s.now()
	var wait time.Duration
	err := s.store.Write(ctx, func(tx store.Tx) error {
		wait = 0
		n, until, err := tx.Count(postsCounter(user), 0, now, postsWindow)
		if err != nil {
			return err
		}
		if n >= s.limits.Posts {
			wait = until.Sub(now)
			return nil
		}
		_, _, err = tx.Count(postsCounter(user), 1, now, postsWindow)
		return err
	})
	if err != nil {
		return fmt.Errorf("count a search of %d: %w", user, err)
	}
	if wait > 0 {
		return lamplight.FloodWait(int(wait / time.Second))
	}
	return nil
}

// PostsLeft returns how often somebody may still search public posts for words.
func (s *Service) PostsLeft(ctx context.Context, user lamplight.UserID) (Allowance, error) {
	a := Allowance{Daily: s.limits.Posts}
	err := s.store.Read(ctx, func(tx store.Tx) error {
		n, until, err := tx.Count(postsCounter(user), 0, s.now(), postsWindow)
		a.Left, a.Until = max(0, a.Daily-n), until
		return err
	})
	if err != nil {
		return Allowance{}, fmt.Errorf("searches of %d: %w", user, err)
	}
	return a, nil
}

func postsCounter(user lamplight.UserID) string { return fmt.Sprintf("posts:%d", user) }
