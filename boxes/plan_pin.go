package boxes

import (
	"context"
	"fmt"
	"slices"

	"lamplight"
)

func (p *planner) pin(ctx context.Context, o Pin) error {
	ids, err := p.toPin(ctx, o)
	if err != nil {
		return err
	}
	changed := make([]lamplight.MessageID, 0, len(ids))
	for _, id := range ids {
		before, ok, err := p.message(ctx, o.Box, id)
		if err != nil {
			return err
		}
		if !ok || before.Peer != o.Peer || before.Pinned == o.Pinned {
			continue
		}
		m := before
		m.Pinned = o.Pinned
		if err := p.putMessage(ctx, &before, &m); err != nil {
			return err
		}
		changed = append(changed, id)
	}
	if len(changed) == 0 {
		return nil
	}
	return p.event(ctx, o.Box, lamplight.Event{
		Kind: lamplight.EventPinMessages, Peer: o.Peer, IDs: changed, Flag: o.Pinned,
	})
}

// toPin returns the ids that o is about, ascending.
func (p *planner) toPin(ctx context.Context, o Pin) ([]lamplight.MessageID, error) {
	if !o.All {
		return p.named(ctx, o.Box, o.IDs, o.Contents)
	}
	if o.Pinned || o.Limit <= 0 || o.Limit > p.lim.Ops {
		return nil, fmt.Errorf("%w: all of a conversation pinned %v, at most %d; 1 to %d are unpinned", ErrGroup, o.Pinned, o.Limit, p.lim.Ops)
	}
	all := conversation(o.Box, o.Peer, 0, 0, true, o.Limit+p.lim.Count)
	all.Kind = KindPinned
	rows, err := p.rows.Scan(ctx, all)
	if err != nil {
		return nil, err
	}
	p.result.Remaining += max(0, len(rows)-o.Limit)
	ids := make([]lamplight.MessageID, min(len(rows), o.Limit))
	for i := range ids {
		ids[i] = messageKeyID(rows[i].Key)
	}
	slices.Reverse(ids)
	return ids, nil
}
