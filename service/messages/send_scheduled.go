package messages

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"sync/atomic"
	"time"

	"lamplight"
	"lamplight/boxes"
	"lamplight/store"
)

// What one step of sending takes, and how it waits.
const (
	sendBatch   = 50               // messages taken at once
	takeAgain   = 30 * time.Second // after which what was taken, and is still there, is taken again: it failed, or its node died
	onlineBatch = 1000             // messages that go out at most when one person comes online
)

// late is by how much, in nanoseconds, the last portion of what was to happen at a time came too late.
type late struct{ scheduled, expired atomic.Int64 }

// Late returns how late scheduled messages are being sent, and messages whose time has come removed, for an operator to see.
func (s *Service) Late() (scheduled, expired time.Duration) {
	return time.Duration(s.late.scheduled.Load()), time.Duration(s.late.expired.Load())
}

// Run sends scheduled messages when they are due, and removes messages whose time has come, until ctx ends. It returns
// ctx's error once nothing of it runs any more. Any number of nodes may run it at once.
func (s *Service) Run(ctx context.Context) error {
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

// sendDue sends a portion of what is due, in that order, and returns how long to wait before the next: 0 if there may be
// more.
//
// A message is first taken: from then on its owner can neither see nor change it, so no change is lost. Sending it and
// forgetting it are two acts in two stores. If the second fails, the message is taken again later, and not sent twice: its
// key, or in the end a copy, tells.
func (s *Service) sendDue(ctx context.Context) (time.Duration, error) {
	now := s.now()
	var rows []store.Scheduled
	var next time.Time
	// Mostly nothing is due: only a reading tells, so that nobody waits for the one writer.
	err := s.store.Read(ctx, func(tx store.Tx) (err error) {
		if rows, err = tx.DueScheduled(now, now.Add(-takeAgain), 1); err != nil || len(rows) > 0 {
			return err
		}
		if next, err = tx.NextScheduled(); errors.Is(err, store.ErrNotFound) {
			next, err = now.Add(mostIdle), nil
		}
		return err
	})
	if err != nil {
		return 0, err
	}
	if len(rows) == 0 {
		s.late.scheduled.Store(0)
		return max(next.Sub(now), time.Millisecond), nil
	}
	err = s.store.Write(ctx, func(tx store.Tx) (err error) {
		if rows, err = tx.DueScheduled(now, now.Add(-takeAgain), sendBatch); err != nil {
			return err
		}
		return take(tx, rows, now)
	})
	if err != nil || len(rows) == 0 {
		return 0, err
	}
	s.late.scheduled.Store(int64(now.Sub(rows[0].Due)))
	var done []store.Scheduled
	var failed error
	for _, row := range rows {
		switch _, err := s.sendWaiting(ctx, Caller{User: row.Owner}, row); {
		case err == nil:
			done = append(done, row)
		case refused(err):
			// Nobody waits for an answer. The message is dropped, and the owner's devices learn that it waits no longer.
			s.log.DebugContext(ctx, "scheduled message dropped", "owner", int64(row.Owner), "id", int32(row.ID), "why", err)
			if _, err := s.apply(ctx, Caller{User: row.Owner}, s.now(), unscheduled(row)); err != nil {
				failed = err
				continue
			}
			done = append(done, row)
		default:
			failed = err // it is taken again later
		}
	}
	return 0, errors.Join(failed, s.forget(ctx, done))
}

// take marks rows as being sent. What is sent before its date is due from then on: if it fails, or its node dies, sendDue
// finds it a moment later, and not on a day when no key and no copy tells any more that it was sent.
func take(tx store.Tx, rows []store.Scheduled, now time.Time) error {
	now = now.Truncate(time.Second)
	for _, row := range rows {
		row.Taken = now
		if row.Due.After(now) {
			row.Due = now
		}
		if err := tx.UpdateScheduled(row); err != nil {
			return err
		}
	}
	return nil
}

// forget removes rows that were sent. It is done even if the caller left: what was sent must not be shown as waiting.
func (s *Service) forget(ctx context.Context, rows []store.Scheduled) error {
	if len(rows) == 0 {
		return nil
	}
	err := s.store.Write(context.WithoutCancel(ctx), func(tx store.Tx) error {
		for _, row := range rows {
			if err := tx.DeleteScheduled(row.Owner, row.ID); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		return fmt.Errorf("forget what was sent: %w", err)
	}
	return nil
}

// refused reports whether an error says that a message may not be sent, and not that something went wrong.
func refused(err error) bool {
	switch lamplight.KindOf(err) {
	case lamplight.Invalid, lamplight.Forbidden, lamplight.NotFound, lamplight.NotAcceptable, lamplight.Flood:
		return true
	case lamplight.Internal, lamplight.Unauthorized, lamplight.Moved, lamplight.Unavailable:
		return false
	default:
		return false
	}
}

// sendWaiting sends a message that was taken, if it may be sent now. What was sent before is not sent again, and no error.
func (s *Service) sendWaiting(ctx context.Context, c Caller, row store.Scheduled) (boxes.Result, error) {
	m, err := waiting(row)
	if err != nil {
		return boxes.Result{}, err
	}
	to, err := other(row.Peer)
	if err != nil {
		return boxes.Result{}, err
	}
	// Its key may have been forgotten since. The content never changes, so a copy tells, on either side.
	for _, box := range []lamplight.BoxID{c.box(), lamplight.AccountBox(to)} {
		held, err := s.boxes.Copies(ctx, box, []lamplight.ContentID{m.Content})
		if err != nil {
			return boxes.Result{}, fmt.Errorf("look for scheduled message %d of %d: %w", row.ID, c.User, err)
		}
		if len(held) > 0 {
			return boxes.Result{}, nil
		}
	}
	if err := s.policy.MaySend(ctx, c.User, row.Peer); err != nil {
		return boxes.Result{}, err
	}
	if err := s.screen.ScreenText(ctx, c.User, row.Peer, m.Text); err != nil {
		return boxes.Result{}, err
	}
	m.Sent, m.Edited, m.Random = s.now(), time.Time{}, 0
	if m.Reply != nil {
		m.Reply.ID = 0 // what is answered may be gone by now: the box finds it by its content
	}
	own := m
	own.Mentioned = false
	g := boxes.Group{
		Key: randomKey(row.Random), KeyBox: c.box(), Now: m.Sent, Origin: c.Origin,
		Ops: []boxes.Op{boxes.Append{Box: c.box(), Message: own, Continues: to != c.User, Waited: row.ID}},
	}
	if to != c.User {
		g.Ops = append(g.Ops, received(m, to))
	}
	done, err := s.deliver(ctx, c, to, g)
	if err != nil {
		return boxes.Result{}, fmt.Errorf("send scheduled message %d of %d: %w", row.ID, c.User, err)
	}
	s.tell(ctx, done)
	return done, nil
}

// SendScheduled sends messages that wait at once: MESSAGE_ID_INVALID if one of them does not wait. If one may not be sent,
// it and those after it wait on, until their dates. If something went wrong with one, it may have been sent: Run finds out,
// and sends it if not, and only those after it wait on.
//
// https://core.telegram.org/method/messages.sendScheduledMessages
func (s *Service) SendScheduled(ctx context.Context, c Caller, peer lamplight.Peer, ids []lamplight.MessageID) (Result, error) {
	if err := s.named(peer, ids); err != nil {
		return Result{}, err
	}
	ids = slices.Clone(ids)
	slices.Sort(ids)
	ids = slices.Compact(ids)
	var rows []store.Scheduled
	err := s.store.Write(ctx, func(tx store.Tx) error {
		rows = make([]store.Scheduled, len(ids))
		for i, id := range ids {
			var err error
			if rows[i], err = tx.Scheduled(c.User, id); errors.Is(err, store.ErrNotFound) {
				return lamplight.ErrMessageInvalid
			} else if err != nil {
				return err
			}
			if rows[i].Peer != peer || !rows[i].Taken.IsZero() {
				return lamplight.ErrMessageInvalid
			}
		}
		return take(tx, rows, s.now())
	})
	if err != nil {
		return Result{}, fmt.Errorf("send what %d scheduled: %w", c.User, err)
	}
	var all boxes.Result
	var failed error
	for i, row := range rows {
		done, err := s.sendWaiting(ctx, c, row)
		if err != nil {
			on := rows[i:]
			if !refused(err) {
				on = rows[i+1:]
			}
			failed = errors.Join(err, s.release(ctx, on), s.forget(ctx, rows[:i]))
			break
		}
		all.Events = append(all.Events, done.Events...)
	}
	if failed != nil {
		return Result{}, failed
	}
	if err := s.forget(ctx, rows); err != nil {
		s.log.WarnContext(ctx, "scheduled messages", "err", err) // Run finds them again, and that they were sent
	}
	return s.result(ctx, c, all)
}

// release has rows wait again, as they did before they were taken.
func (s *Service) release(ctx context.Context, rows []store.Scheduled) error {
	err := s.store.Write(context.WithoutCancel(ctx), func(tx store.Tx) error {
		for _, row := range rows {
			row.Taken = time.Time{}
			if err := tx.UpdateScheduled(row); err != nil && !errors.Is(err, store.ErrNotFound) {
				return err
			}
		}
		return nil
	})
	s.poke()
	return err
}

// CameOnline has what waits for somebody to come online go out, if its sender may still know that.
func (s *Service) CameOnline(ctx context.Context, user lamplight.UserID) {
	if s.store != nil {
		s.lookOnline(ctx, user)
	}
}

// lookOnline makes due what waits for somebody who is online.
func (s *Service) lookOnline(ctx context.Context, user lamplight.UserID) {
	var rows []store.Scheduled
	err := s.store.Read(ctx, func(tx store.Tx) (err error) {
		rows, err = tx.ScheduledForOnline(lamplight.UserPeer(user), onlineBatch)
		return err
	})
	var seen []store.Scheduled
	for _, row := range rows {
		exact, online, e := s.online.Sees(ctx, row.Owner, user)
		err = errors.Join(err, e)
		if exact && online {
			seen = append(seen, row)
		}
	}
	if err == nil && len(seen) > 0 {
		now := s.now().Truncate(time.Second)
		err = s.store.Write(ctx, func(tx store.Tx) error {
			for _, row := range seen {
				is, err := tx.Scheduled(row.Owner, row.ID)
				if errors.Is(err, store.ErrNotFound) {
					continue
				}
				if err != nil {
					return err
				}
				if !is.Due.Equal(store.WhenOnline) {
					continue // changed meanwhile
				}
				is.Due = now
				if err := tx.UpdateScheduled(is); err != nil {
					return err
				}
			}
			return nil
		})
		s.poke()
	}
	if err != nil {
		// They go out when the person comes the next time.
		s.log.WarnContext(ctx, "what waits for somebody to come online", "err", err)
	}
}
