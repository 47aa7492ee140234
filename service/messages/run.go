package messages

import (
	"context"
	"sync/atomic"
	"time"
)

// late is by how much, in nanoseconds, the oldest of what was to happen at a time is too late, as last looked at.
type late struct{ scheduled, expired atomic.Int64 }

// Late returns how late scheduled messages are being sent, and messages whose time has come removed, for an operator to
// see.
func (s *Service) Late() (scheduled, expired time.Duration) {
	return time.Duration(s.late.scheduled.Load()), time.Duration(s.late.expired.Load())
}

// Run sends scheduled messages when they are due, removes messages whose time has come and writes down who saw what, until
// ctx ends. It returns
// ctx's error once nothing of it runs any more. Any number of nodes may run it at once.
func (s *Service) Run(ctx context.Context) error {
	counting := make(chan struct{})
	go func() {
		defer close(counting)
		s.countViews(ctx)
	}()
	defer func() { <-counting }()
	if s.pages != nil {
		fetching := make(chan struct{})
		go func() {
			defer close(fetching)
			s.fetchPages(ctx)
		}()
		defer func() { <-fetching }()
	}
	if s.store == nil {
		s.expire(ctx)
		return ctx.Err()
	}
	// What was being sent when the server stopped is looked at first: that it was sent can be seen for as long as the
	// sender's copy is there, however long ago it was, and no timer may have removed that meanwhile.
	if _, err := s.sendDue(ctx); err != nil && ctx.Err() == nil {
		s.log.ErrorContext(ctx, "scheduled messages", "err", err)
	}
	done := make(chan struct{})
	go func() {
		defer close(done)
		s.expire(ctx)
	}()
	for ctx.Err() == nil {
		wait, err := s.sendDue(ctx)
		if err != nil && ctx.Err() == nil {
			s.log.ErrorContext(ctx, "scheduled messages", "err", err)
			wait = afterError
		}
		sleep(ctx, min(wait, mostIdle), s.wake)
	}
	<-done
	return ctx.Err()
}

// poke has Run look for what is due anew.
func (s *Service) poke() {
	select {
	case s.wake <- struct{}{}:
	default:
	}
}
