package messages

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"lamplight"
	"lamplight/boxes"
	"lamplight/store"
)

// SendScheduled sends messages that wait at once: MESSAGE_ID_INVALID if one of them does not wait. If one may not be
// sent, it and those after it wait on, until their dates. If something went wrong with one, it may have been sent: Run
// finds out, and sends it if not, and only those after it wait on.
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
	return s.resultIn(ctx, c, keyBox(peer, c), all)
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
