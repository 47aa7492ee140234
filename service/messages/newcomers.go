package messages

import (
	"context"
	"fmt"

	"lamplight"
	"lamplight/boxes"
)

// newcomers gives copies of what a group of operations said in a basic group to those who came in after its members were
// read: where they were told that they came in before this was stored, they would miss it. Some of them may have got it
// with what was said before. It returns what happened in their boxes; an error is only logged, since all others have the
// message.
func (s *Service) newcomers(ctx context.Context, c Caller, p place, g boxes.Group) []lamplight.Event {
	ctx = context.WithoutCancel(ctx)
	now, err := s.members(ctx, c, p)
	if err != nil {
		s.log.WarnContext(ctx, "who came in meanwhile", "err", err)
		return nil
	}
	told := make(map[lamplight.BoxID]bool, len(g.Ops))
	for _, op := range g.Ops {
		told[op.In()] = true
	}
	late := boxes.Group{Now: g.Now, Origin: g.Origin}
	for _, u := range now {
		if told[lamplight.AccountBox(u)] {
			continue
		}
		ops, err := s.lacking(ctx, p, g, u)
		if err != nil {
			s.log.WarnContext(ctx, "copies for who came in meanwhile", "err", err)
			return nil
		}
		late.Ops = append(late.Ops, ops...)
	}
	if len(late.Ops) == 0 {
		return nil
	}
	done, err := s.putAll(ctx, c, late)
	if err != nil {
		s.log.WarnContext(ctx, "copies for who came in meanwhile", "err", err)
	}
	return done.Events
}

// lacking returns what puts copies of what a group of operations said into the box of u, as far as it does not hold them.
func (s *Service) lacking(ctx context.Context, p place, g boxes.Group, u lamplight.UserID) (ops []boxes.Op, err error) {
	var contents []lamplight.ContentID
	for _, op := range g.Ops {
		if a, ok := op.(boxes.Append); ok && a.Box == p.box && !a.Message.Held {
			contents = append(contents, a.Message.Content)
		}
	}
	held, err := s.boxes.Copies(ctx, lamplight.AccountBox(u), contents)
	if err != nil {
		return nil, fmt.Errorf("copies of %d: %w", u, err)
	}
	for _, op := range g.Ops {
		a, ok := op.(boxes.Append)
		if !ok || a.Box != p.box || a.Message.Held {
			continue
		}
		if _, has := held[a.Message.Content]; !has {
			ops = append(ops, received(a.Message, u))
		}
	}
	return ops, nil
}
