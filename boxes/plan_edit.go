package boxes

import (
	"context"

	"lamplight"
)

func (p *planner) edit(ctx context.Context, o Edit) error {
	id, err := p.copyOf(ctx, o.Box, o.Content)
	if err != nil || id == 0 {
		return err
	}
	before, ok, err := p.message(ctx, o.Box, id)
	if err != nil {
		return err
	}
	if !ok {
		return p.editHeld(ctx, o, id)
	}
	m, err := changed(before, o.Change)
	if err != nil {
		return err
	}
	if err := p.putMessage(ctx, &before, &m); err != nil {
		return err
	}
	if err := p.fits(o.Box, SizeOf(&m)-SizeOf(&before)); err != nil {
		return err
	}
	if err := p.besides(ctx, &m); err != nil {
		return err
	}
	return p.event(ctx, o.Box, lamplight.Event{Kind: lamplight.EventEditMessage, Message: &m})
}

// changed returns a message as change makes it. What makes the message this message does not change.
func changed(before lamplight.Message, change func(*lamplight.Message)) (lamplight.Message, error) {
	m, err := owned(before)
	if err != nil {
		return m, err
	}
	change(&m)
	m.Box, m.ID, m.Peer, m.From, m.Out = before.Box, before.ID, before.Peer, before.From, before.Out
	m.Content, m.Sent, m.Random, m.Sender, m.Source = before.Content, before.Sent, before.Random, before.Sender, before.Source
	m.Pinned, m.Mentioned, m.TTL, m.Scheduled = before.Pinned, before.Mentioned, before.TTL, before.Scheduled
	m.Mentions, m.Reactions, m.Views, m.Forwards = before.Mentions, before.Reactions, before.Views, before.Forwards
	if m.Thread() != before.Thread() {
		m.Reply = before.Reply
	}
	if m.Box.Channel() != 0 {
		m.Held = before.Held
	}
	m, err = owned(m) // of what the caller put in
	normalMessage(&m)
	return m, err
}
