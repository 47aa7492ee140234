package boxes

import (
	"context"
	"fmt"
	"slices"
	"time"

	"lamplight"
)

// clockSlack is how far the dates of neighbouring messages may be out of order: messages are dated before the box gives
// them their ids, perhaps by two nodes whose clocks differ.
const clockSlack = time.Minute

func (p *planner) clear(ctx context.Context, o Clear) error {
	if o.Limit <= 0 || o.Limit > p.lim.Ops {
		return fmt.Errorf("%w: a limit of %d messages to clear; 1 to %d", ErrGroup, o.Limit, p.lim.Ops)
	}
	d, err := p.dialog(ctx, o.Box, o.Peer)
	if err != nil {
		return err
	}
	last := d.Dialog.Top
	if o.MaxID > 0 {
		last = min(last, o.MaxID)
	}
	ids, left, err := p.cleared(ctx, o, last)
	if err != nil {
		return err
	}
	slices.Sort(ids)
	if err := p.remove(ctx, o.Box, ids); err != nil {
		return err
	}
	if d.topless {
		if err := p.newTops(ctx, d); err != nil {
			return err
		}
	}
	dated := !o.Since.IsZero() || !o.Until.IsZero()
	if !dated && d.Dialog.Top <= last {
		left = d.Count // what is left is the whole conversation: the counter is exact
	}
	p.result.Remaining += left
	if !dated && left == 0 {
		d.Dialog.Cleared = max(d.Dialog.Cleared, last)
	}
	if d.Count == 0 && !o.Keep && d.listed() {
		return p.unlist(ctx, o.Box, d)
	}
	return nil
}

// unlist takes a conversation out of the list, and its pin and mark with it: other devices are told of both.
func (p *planner) unlist(ctx context.Context, box lamplight.BoxID, d *dialogState) error {
	d.Dialog.Hidden = true
	if d.Dialog.Pinned > 0 {
		d.Dialog.Pinned = 0
		err := p.event(ctx, box, lamplight.Event{
			Kind: lamplight.EventDialogPinned, Peer: d.Dialog.Peer, Number: int64(d.Dialog.Folder),
		})
		if err != nil {
			return err
		}
	}
	return p.unmark(ctx, box, d)
}

// cleared returns the newest ids that o removes, at most o.Limit, and how many more there are, counted up to
// Limits.Count.
func (p *planner) cleared(ctx context.Context, o Clear, last lamplight.MessageID) (ids []lamplight.MessageID, left int, err error) {
	if last == 0 {
		return nil, 0, nil
	}
	before := last + 1
	if !o.Until.IsZero() {
		id, err := firstSince(ctx, p.rows, o.Box, o.Peer, o.Until.Add(clockSlack))
		if err != nil {
			return nil, 0, err
		}
		if id != 0 {
			before = min(before, id)
		}
	}
	for {
		rows, err := p.rows.Scan(ctx, conversation(o.Box, o.Peer, 0, before, true, p.lim.Page))
		if err != nil {
			return nil, 0, err
		}
		for _, r := range rows {
			_, sent, _, err := peek(r.Value)
			if err != nil {
				return nil, 0, err
			}
			if !o.Since.IsZero() && unix(sent).Before(o.Since.Add(-clockSlack)) {
				return ids, left, nil
			}
			switch {
			case !o.Since.IsZero() && sent < o.Since.Unix(), !o.Until.IsZero() && sent > o.Until.Unix():
			case len(ids) < o.Limit:
				ids = append(ids, messageKeyID(r.Key))
			default:
				if left++; left == p.lim.Count {
					return ids, left, nil
				}
			}
		}
		if len(rows) < p.lim.Page {
			return ids, left, nil
		}
		before = messageKeyID(rows[len(rows)-1].Key)
	}
}
