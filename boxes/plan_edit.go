package boxes

import (
	"context"
	"slices"

	"lamplight"
)

func (p *planner) edit(ctx context.Context, o Edit) error {
	id, err := p.copyOf(ctx, o.Box, o.Content)
	if err != nil || id == 0 {
		return err
	}
	before, ok, err := p.message(ctx, o.Box, id)
	if err != nil || !ok {
		return err
	}
	m := before
	m.Entities = slices.Clone(before.Entities)
	o.Change(&m)
	// What makes the message this message does not change.
	m.Box, m.ID, m.Peer, m.From, m.Out = before.Box, before.ID, before.Peer, before.From, before.Out
	m.Content, m.Sent, m.Random = before.Content, before.Sent, before.Random
	m.Pinned, m.Mentioned, m.TTL, m.Scheduled = before.Pinned, before.Mentioned, before.TTL, before.Scheduled
	normalMessage(&m)
	if err := p.putMessage(ctx, &before, &m); err != nil {
		return err
	}
	if err := p.fits(o.Box, SizeOf(&m)-SizeOf(&before)); err != nil {
		return err
	}
	return p.event(ctx, o.Box, lamplight.Event{Kind: lamplight.EventEditMessage, Message: &m})
}
