package messages

import (
	"context"
	"errors"
	"fmt"
	"time"

	"lamplight"
	"lamplight/boxes"
	"lamplight/store"
)

// dueAt says when a message with the date that a client names is to be sent; the zero time is "at once". A date that
// has passed, or comes within Limits.ScheduleSoon, is at once.
//
// https://core.telegram.org/api/scheduled-messages
func (s *Service) dueAt(ctx context.Context, c Caller, p place, date time.Time) (time.Time, error) {
	now := s.now()
	switch {
	case date.Unix() <= 0:
		return time.Time{}, ErrScheduleDate
	case s.store == nil:
		return time.Time{}, ErrScheduleMuch
	case date.Equal(store.WhenOnline):
		return s.dueOnline(ctx, c, p)
	case !date.After(now.Add(s.limits.ScheduleSoon)):
		return time.Time{}, nil
	case date.After(now.Add(s.limits.ScheduleLate)):
		return time.Time{}, ErrScheduleLate
	}
	return date, nil
}

// dueOr is dueAt for messages with random numbers. Where one of them waits already, they are not sent at once, but due
// now: the call repeats one whose answer was lost, and came so late that its date is near or has passed.
func (s *Service) dueOr(ctx context.Context, c Caller, p place, date time.Time, randoms ...int64) (time.Time, error) {
	due, err := s.dueAt(ctx, c, p, date)
	if err != nil || !due.IsZero() {
		return due, err
	}
	err = s.store.Read(ctx, func(tx store.Tx) error {
		for _, random := range randoms {
			_, err := tx.ScheduledAs(c.User, random)
			if err == nil {
				due = s.now().Truncate(time.Second)
				return nil
			}
			if !errors.Is(err, store.ErrNotFound) {
				return err
			}
		}
		return nil
	})
	if err != nil {
		return time.Time{}, fmt.Errorf("what %d scheduled: %w", c.User, err)
	}
	return due, nil
}

// schedule has messages wait until due. Those whose random number waits already are not added again.
func (s *Service) schedule(ctx context.Context, c Caller, peer lamplight.Peer, due time.Time, ms []lamplight.Message, also ...boxes.Op) (Result, error) {
	for i := range ms {
		if err := s.keepFiles(ctx, &ms[i], due); err != nil {
			return Result{}, err
		}
	}
	rows := make([]store.Scheduled, len(ms))
	var added []bool
	err := s.store.Write(ctx, func(tx store.Tx) error {
		here, all, err := tx.CountScheduled(c.User, peer)
		if err != nil {
			return err
		}
		added = make([]bool, len(ms))
		for i, m := range ms {
			if rows[i], err = tx.ScheduledAs(c.User, m.Random); err == nil {
				if rows[i].Peer != peer {
					return ErrRandomRepeated
				}
				continue
			}
			if !errors.Is(err, store.ErrNotFound) {
				return err
			}
			if here, all = here+1, all+1; here > s.limits.Scheduled || all > s.limits.ScheduledAll {
				return ErrScheduleMuch
			}
			row := store.Scheduled{Owner: c.User, Peer: peer, Due: due, Random: m.Random}
			if row.Body, err = body(m); err != nil {
				return err
			}
			if row.ID, err = tx.AddScheduled(row); err != nil {
				return err
			}
			rows[i], added[i] = row, true
		}
		return nil
	})
	if err != nil {
		return Result{}, fmt.Errorf("schedule for %d to %v: %w", c.User, peer, err)
	}
	s.poke()
	var old []lamplight.Event
	ops := also
	for i, row := range rows {
		e, err := s.waits(row)
		if err != nil {
			return Result{}, err
		}
		if added[i] {
			ops = append(ops, boxes.Note{Box: c.box(), Event: e})
		} else {
			old = append(old, e)
		}
	}
	r, err := s.apply(ctx, c, s.now(), ops...)
	if err != nil {
		// The messages wait all the same: other devices learn of them when they look.
		return Result{}, fmt.Errorf("tell that %d scheduled: %w", c.User, err)
	}
	r.Events = append(append(old, r.Events...), s.stillWaits(ctx, c, rows...)...)
	if due.Equal(store.WhenOnline) { // they may have come between the question and the answer
		s.lookOnline(ctx, peer.User())
	}
	return r, nil
}

// body is what is kept of a message until it is sent. Its id, its date and its random number stand beside it.
func body(m lamplight.Message) ([]byte, error) {
	m.Random, m.Sent = 0, time.Time{}
	return boxes.EncodeMessage(&m)
}

// waiting returns a message that waits, as its owner sees it.
func waiting(row store.Scheduled) (lamplight.Message, error) {
	if row.Body == nil {
		return lamplight.Message{}, fmt.Errorf("scheduled message %d of %d: its row is damaged", row.ID, row.Owner)
	}
	m, err := boxes.DecodeMessage(lamplight.AccountBox(row.Owner), row.ID, row.Body)
	if err != nil {
		return m, fmt.Errorf("scheduled message %d of %d: %w", row.ID, row.Owner, err)
	}
	m.Sent, m.Scheduled, m.Random = row.Due, true, row.Random
	if row.Peer.Channel() != 0 {
		m.Out = true // it is in nobody's box yet but its author's
	}
	return m, nil
}

// waits is the event that tells of a message that waits.
func (s *Service) waits(row store.Scheduled) (lamplight.Event, error) {
	m, err := waiting(row)
	m.Mentioned = false // it is the other one who is
	return lamplight.Event{
		Kind: lamplight.EventScheduled, Box: m.Box, Date: s.now(), Peer: row.Peer, IDs: []lamplight.MessageID{row.ID},
		Message: &m, Number: int64(row.ID),
	}, err
}
