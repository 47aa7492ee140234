package messages

import (
	"context"
	"errors"
	"fmt"
	"time"

	"lamplight/boxes"
)

// What one step of expiry takes, and how it waits.
const (
	expireBatch = 200             // messages in one group
	leastIdle   = time.Second / 4 // between two looks when nothing is known to come
	mostIdle    = 30 * time.Second
	afterError  = time.Second // until what went wrong is tried again
	// wholeLook is how often a look begins with the first row there is, and not behind what was removed last.
	wholeLook = 10 * time.Minute
)

// swept is how far this node has removed what was to go. What comes later is to go later, but where a clock was set
// back or goes wrong on another node: such a message is removed with the next whole look, and hidden until then.
type swept struct {
	at    boxes.Expiry // the last one
	whole time.Time    // when a look began with the first row
	last  time.Time    // when one began at all
}

// expire removes messages whose time has come, until ctx ends.
func (s *Service) expire(ctx context.Context) {
	// What is appended from now on goes no sooner than after the shortest timer: so looking this often is soon enough, and
	// nobody has to say that something came.
	idle := min(max(s.limits.ShortestTTL/2, leastIdle), mostIdle)
	for ctx.Err() == nil {
		wait, err := s.expireDue(ctx)
		if err != nil && ctx.Err() == nil {
			s.log.ErrorContext(ctx, "messages whose time has come", "err", err)
			wait = afterError
		}
		sleep(ctx, min(wait, idle), nil)
	}
}

// expireDue removes the messages whose time has come, a portion at a time, and returns how long to wait until some may
// have to go again. It goes on from where it was until there are none: the rows that it removes stay in an LSM until
// they are compacted, and reading over those of all that ever went would take longer and longer. What cannot be removed
// is passed over, and tried again the next time. The error is the last of those.
func (s *Service) expireDue(ctx context.Context) (time.Duration, error) {
	now := s.now()
	if now.Before(s.swept.last) || now.Sub(s.swept.whole) >= wholeLook {
		s.swept = swept{whole: now}
	}
	s.swept.last = now
	at := s.swept.at
	var failed error
	for ctx.Err() == nil {
		due, err := s.boxes.Expired(ctx, at, s.now(), expireBatch)
		if err != nil {
			return 0, fmt.Errorf("look for them: %w", err)
		}
		if len(due) == 0 {
			break
		}
		if err := s.expireAll(ctx, due); err != nil {
			failed = err
		}
		at = due[len(due)-1]
	}
	if err := errors.Join(failed, ctx.Err()); err != nil {
		return afterError, err
	}
	s.swept.at = at
	s.late.expired.Store(0)
	next, err := s.boxes.Expired(ctx, at, time.Time{}, 1)
	if err != nil || len(next) == 0 {
		return mostIdle, err
	}
	return max(next[0].At.Sub(s.now()), time.Millisecond), nil
}

// expireAll removes messages whose time has come.
func (s *Service) expireAll(ctx context.Context, due []boxes.Expiry) error {
	now := s.now()
	s.late.expired.Store(int64(now.Sub(due[0].At)))
	var ops []boxes.Op
	at := map[int64]int{}
	for _, e := range due {
		i, ok := at[int64(e.Box)]
		if !ok {
			i = len(ops)
			at[int64(e.Box)] = i
			ops = append(ops, boxes.Expire{Box: e.Box})
		}
		op := ops[i].(boxes.Expire)
		op.Due = append(op.Due, e)
		ops[i] = op
	}
	done, err := s.boxes.Apply(ctx, boxes.Group{Now: now, Ops: ops})
	if err != nil {
		return s.expireEach(ctx, now, ops, err)
	}
	s.tell(ctx, done)
	return nil
}

// expireEach goes from box to box where all at once could not be done, so that one that cannot be written holds up no
// other. The error is nil if all boxes could.
func (s *Service) expireEach(ctx context.Context, now time.Time, ops []boxes.Op, first error) error {
	failed := false
	for _, op := range ops {
		done, err := s.boxes.Apply(ctx, boxes.Group{Now: now, Ops: []boxes.Op{op}})
		if err != nil {
			failed = true
			continue
		}
		s.tell(ctx, done)
	}
	if failed {
		return fmt.Errorf("remove %d boxes' at once, and one by one: %w", len(ops), first)
	}
	return nil
}

// sleep waits for a time, for a word on wake, or for the end of ctx.
func sleep(ctx context.Context, d time.Duration, wake <-chan struct{}) {
	if d <= 0 {
		return
	}
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-t.C:
	case <-wake:
	case <-ctx.Done():
	}
}
