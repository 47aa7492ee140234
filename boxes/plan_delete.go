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
	topless := map[*dialogState]bool{} // dialogs that lost their top
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
		d, err := p.dialog(ctx, box, m.Peer)
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
			topless[d] = true
		}
		gone = append(gone, id)
	}
	for d := range topless {
		if err := p.newTop(ctx, box, d); err != nil {
			return err
		}
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

// newTop finds the last message that is left. A conversation without any keeps its place in the list.
func (p *planner) newTop(ctx context.Context, box lamplight.BoxID, d *dialogState) error {
	rows, err := p.rows.Scan(ctx, conversation(box, d.Dialog.Peer, 0, 0, true, 1))
	if err != nil {
		return err
	}
	d.Dialog.Top = 0
	for _, r := range rows {
		_, sent, _, err := peek(r.Value)
		if err != nil {
			return err
		}
		d.Dialog.Top, d.Dialog.TopDate = messageKeyID(r.Key), unix(sent)
	}
	return nil
}
