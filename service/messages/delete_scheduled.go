package messages

import (
	"context"
	"errors"
	"fmt"

	"lamplight"
	"lamplight/boxes"
	"lamplight/store"
)

// DeleteScheduled forgets messages that wait to be sent. Those that do not are passed over.
//
// https://core.telegram.org/method/messages.deleteScheduledMessages
func (s *Service) DeleteScheduled(ctx context.Context, c Caller, peer lamplight.Peer, ids []lamplight.MessageID) (Result, error) {
	if err := s.named(peer, ids); err != nil {
		return Result{}, err
	}
	var gone []store.Scheduled
	err := s.store.Write(ctx, func(tx store.Tx) error {
		gone = nil
		for _, id := range ids {
			row, err := tx.Scheduled(c.User, id)
			switch {
			case errors.Is(err, store.ErrNotFound):
				continue
			case err != nil:
				return err
			case row.Peer != peer || !row.Taken.IsZero():
				continue
			}
			if err := tx.DeleteScheduled(c.User, id); err != nil {
				return err
			}
			gone = append(gone, row)
		}
		return nil
	})
	if err != nil {
		return Result{}, fmt.Errorf("delete what %d scheduled: %w", c.User, err)
	}
	ops := make([]boxes.Op, len(gone))
	for i, row := range gone {
		ops[i] = unscheduled(row)
	}
	return s.apply(ctx, c, s.now(), ops...)
}

// unscheduled is the operation that tells that a message waits no longer, and was not sent.
func unscheduled(row store.Scheduled) boxes.Op {
	return boxes.Note{Box: lamplight.AccountBox(row.Owner), Event: lamplight.Event{
		Kind: lamplight.EventUnscheduled, Peer: row.Peer, IDs: []lamplight.MessageID{row.ID}, Number: int64(row.ID),
	}}
}

// named checks a call that names messages that wait.
func (s *Service) named(peer lamplight.Peer, ids []lamplight.MessageID) error {
	if err := checkPeer(peer); err != nil {
		return err
	}
	switch {
	case len(ids) == 0:
		return ErrIDsEmpty
	case len(ids) > s.limits.IDs:
		return lamplight.ErrLimitInvalid
	case s.store == nil:
		return lamplight.ErrMessageInvalid
	}
	return nil
}

// EraseUser forgets what a deleted account wanted to send, and what others wanted to send to it. It may be called
// twice.
func (s *Service) EraseUser(ctx context.Context, user lamplight.UserID) error {
	if s.store == nil {
		return nil
	}
	err := s.store.Write(ctx, func(tx store.Tx) error { return tx.DeleteScheduledOf(user) })
	if err != nil {
		return fmt.Errorf("what %d scheduled: %w", user, err)
	}
	return nil
}
