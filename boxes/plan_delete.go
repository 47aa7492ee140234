package boxes

import (
	"context"
	"fmt"
	"slices"

	"lamplight"
)

func (p *planner) delete(ctx context.Context, o Delete) error {
	ids, err := p.named(ctx, o.Box, o.IDs, o.Contents)
	if err != nil {
		return err
	}
	return p.remove(ctx, o.Box, ids)
}

// named returns the ids of messages that are named by id or by content, ascending and each once.
func (p *planner) named(
	ctx context.Context, box lamplight.BoxID, ids []lamplight.MessageID, contents []lamplight.ContentID,
) ([]lamplight.MessageID, error) {
	if n := len(ids) + len(contents); n > p.lim.Ops {
		return nil, fmt.Errorf("%w: %d messages named; at most %d", ErrGroup, n, p.lim.Ops)
	}
	ids = slices.Clone(ids)
	for _, c := range contents {
		id, err := p.copyOf(ctx, box, c)
		if err != nil {
			return nil, err
		}
		if id != 0 {
			ids = append(ids, id)
		}
	}
	slices.Sort(ids)
	return slices.Compact(ids), nil
}

// remove deletes the messages with the given ids, ascending and each once, and appends the event that tells of those
// that were there.
func (p *planner) remove(ctx context.Context, box lamplight.BoxID, ids []lamplight.MessageID) error {
	gone := make([]lamplight.MessageID, 0, len(ids))
	threads := map[lamplight.MessageID]bool{}
	for _, id := range ids {
		m, ok, err := p.message(ctx, box, id)
		if err != nil {
			return err
		}
		if !ok {
			if err := p.removeHeld(ctx, box, id); err != nil {
				return err
			}
			continue
		}
		d, err := p.counters(ctx, box, m.Peer)
		if err != nil {
			return err
		}
		if err := p.weigh(ctx, box, &m, nil); err != nil {
			return err
		}
		p.rows.Put(Key{box, KindMessage, messageKey(m.Peer, id)}, nil)
		if err := p.index(ctx, box, &m, nil); err != nil {
			return err
		}
		if err := p.removeBeside(ctx, d, &m, threads); err != nil {
			return err
		}
		d.Count--
		if incoming(&m) && id > d.Dialog.ReadInbox {
			d.Dialog.Unread--
		}
		if id == d.Dialog.Top {
			d.topless = true
		}
		gone = append(gone, id)
	}
	for thread := range threads {
		if err := p.newThreadTop(ctx, box, thread); err != nil {
			return err
		}
	}
	if len(gone) == 0 {
		return nil
	}
	return p.event(ctx, box, lamplight.Event{Kind: lamplight.EventDeleteMessages, IDs: gone})
}

// newTops finds the last messages that are left of conversations. One without any keeps its place in the list.
func (p *planner) newTops(ctx context.Context, ds ...*dialogState) error {
	ranges := make([]Range, len(ds))
	for i, d := range ds {
		ranges[i] = conversation(d.key.Box, d.Dialog.Peer, 0, 0, true, 1)
	}
	found, err := scans(ctx, p.rows, ranges)
	if err != nil {
		return err
	}
	for i, d := range ds {
		d.Dialog.Top, d.topless = 0, false
		for _, r := range found[i] {
			_, sent, _, err := peek(r.Value)
			if err != nil {
				return err
			}
			d.Dialog.Top, d.Dialog.TopDate = messageKeyID(r.Key), unix(sent)
		}
	}
	return nil
}
