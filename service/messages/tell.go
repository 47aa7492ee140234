package messages

import (
	"context"

	"lamplight"
	"lamplight/boxes"
	"lamplight/bus"
)

// Hint is what the bus carries.
type Hint = bus.Hint

// tell gives the bus one hint for each box in which something happened. It is after commit, so the caller's leaving
// does not stop it, and an error is only logged: the sweep of service/updates finds what was not told.
func (s *Service) tell(ctx context.Context, done boxes.Result) {
	if done.Repeated || len(done.Events) == 0 {
		return
	}
	ctx = context.WithoutCancel(ctx)
	// The events of one box stand together, but for groups that go back and forth; there are few boxes in a group.
	for from := 0; from < len(done.Events); {
		to := from + 1
		for to < len(done.Events) && done.Events[to].Box == done.Events[from].Box {
			to++
		}
		s.hint(ctx, done.Events[from:to:to])
		from = to
	}
	s.unarchive(ctx, done.Archived)
}

// hint tells of events of one box.
func (s *Service) hint(ctx context.Context, events []lamplight.Event) {
	h := Hint{Box: events[0].Box, Events: events}
	size := 0
	for _, e := range events {
		h.PTS, h.Seq = max(h.PTS, e.PTS), max(h.Seq, e.Seq)
		if e.Message != nil {
			size += len(e.Message.Text)
		}
		if e.Draft != nil {
			size += len(e.Draft.Text)
		}
		size += 4 * len(e.IDs)
	}
	if size > s.limits.Hint {
		h.Events = nil
	}
	if err := s.bus.Tell(ctx, h); err != nil {
		s.log.WarnContext(ctx, "hint not told", "box", int64(h.Box), "pts", int32(h.PTS), "err", err)
	}
}
