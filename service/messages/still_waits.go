package messages

import (
	"context"
	"errors"

	"lamplight"
	"lamplight/boxes"
	"lamplight/store"
)

// stillWaits looks, after it was told that messages wait, whether they do. One that was taken or deleted between its row and
// the word of it was told of in the wrong order: its owner's devices would show it for ever. They are told once more that it
// waits no longer. It returns what the caller is told.
func (s *Service) stillWaits(ctx context.Context, c Caller, rows ...store.Scheduled) []lamplight.Event {
	ctx = context.WithoutCancel(ctx)
	var ops []boxes.Op
	err := s.store.Read(ctx, func(tx store.Tx) error {
		ops = nil
		for _, row := range rows {
			is, err := tx.Scheduled(row.Owner, row.ID)
			if err != nil && !errors.Is(err, store.ErrNotFound) {
				return err
			}
			// Ids are given again: one that is another message's by now was told of since.
			if gone := err != nil; gone || is.Random == row.Random && !is.Taken.IsZero() {
				ops = append(ops, unscheduled(row))
			}
		}
		return nil
	})
	var r Result
	if err == nil && len(ops) > 0 {
		r, err = s.apply(ctx, c, s.now(), ops...)
	}
	if err != nil {
		s.log.WarnContext(ctx, "look whether messages still wait", "owner", int64(c.User), "err", err)
	}
	return r.Events
}
