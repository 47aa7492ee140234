package boxes

import (
	"context"

	"lamplight"
)

func (p *planner) readInbox(ctx context.Context, o ReadInbox) error {
	d, err := p.dialog(ctx, o.Box, o.Peer)
	if err != nil {
		return err
	}
	h, err := p.head(ctx, o.Box)
	if err != nil {
		return err
	}
	upTo := min(o.MaxID, h.Top) // what does not exist yet cannot have been read
	if d.Count == 0 {
		upTo = d.Dialog.ReadInbox
	}
	if upTo <= d.Dialog.ReadInbox && !d.Dialog.UnreadMark {
		return nil
	}
	if upTo > d.Dialog.ReadInbox {
		if err := p.countUnread(ctx, o.Box, d, upTo); err != nil {
			return err
		}
		d.Dialog.ReadInbox = upTo
	}
	if err := p.eventReadInbox(ctx, o.Box, d); err != nil {
		return err
	}
	return p.unmark(ctx, o.Box, d)
}

// unmark drops the mark by hand. That is told by an event of its own: clients do not take it from that of reading, and
// one that was away would be told of the mark after that, by the difference.
func (p *planner) unmark(ctx context.Context, box lamplight.BoxID, d *dialogState) error {
	if !d.Dialog.UnreadMark {
		return nil
	}
	d.Dialog.UnreadMark = false
	return p.event(ctx, box, lamplight.Event{Kind: lamplight.EventDialogUnread, Peer: d.Dialog.Peer})
}

// countUnread brings the unread counter to what it is once everything up to upTo is read. It counts on the side of upTo
// where fewer ids lie.
func (p *planner) countUnread(ctx context.Context, box lamplight.BoxID, d *dialogState, upTo lamplight.MessageID) error {
	if d.Dialog.Unread == 0 {
		return nil
	}
	if upTo >= d.Dialog.Top {
		d.Dialog.Unread = 0
		return nil
	}
	if upTo-d.Dialog.ReadInbox < d.Dialog.Top-upTo {
		n, err := p.countIncoming(ctx, box, d.Dialog.Peer, d.Dialog.ReadInbox+1, upTo+1)
		d.Dialog.Unread -= n
		return err
	}
	n, err := p.countIncoming(ctx, box, d.Dialog.Peer, upTo+1, 0)
	d.Dialog.Unread = n
	return err
}

// countIncoming counts the incoming messages of a conversation with from ≤ id < to; a to of 0 is the end.
func (p *planner) countIncoming(ctx context.Context, box lamplight.BoxID, peer lamplight.Peer, from, to lamplight.MessageID) (int, error) {
	n := 0
	for {
		rows, err := p.rows.Scan(ctx, conversation(box, peer, from, to, false, p.lim.Page))
		if err != nil {
			return 0, err
		}
		for _, r := range rows {
			flags, _, _, err := peek(r.Value)
			if err != nil {
				return 0, err
			}
			if flags&flagIncoming != 0 {
				n++
			}
		}
		if len(rows) < p.lim.Page {
			return n, nil
		}
		from = messageKeyID(rows[len(rows)-1].Key) + 1
	}
}

func (p *planner) eventReadInbox(ctx context.Context, box lamplight.BoxID, d *dialogState) error {
	return p.event(ctx, box, lamplight.Event{
		Kind: lamplight.EventReadInbox, Peer: d.Dialog.Peer, MaxID: d.Dialog.ReadInbox, Unread: d.Dialog.Unread,
	})
}

func (p *planner) readOutbox(ctx context.Context, o ReadOutbox) error {
	d, err := p.dialog(ctx, o.Box, o.Peer)
	if err != nil {
		return err
	}
	id, err := p.lastSentUpTo(ctx, o)
	if err != nil {
		return err
	}
	if id <= d.Dialog.ReadOutbox {
		return nil
	}
	d.Dialog.ReadOutbox = id
	if err := p.keepReadTime(ctx, o.Box, o.Peer, id); err != nil {
		return err
	}
	return p.event(ctx, o.Box, lamplight.Event{Kind: lamplight.EventReadOutbox, Peer: o.Peer, MaxID: id})
}

// lastSentUpTo returns the id of the copy of o.Content or, where its owner deleted that, of the last one sent before
// it; 0 if there is none. Messages of the same second are taken for later ones: a mark that is late is put right by the
// next one, a mark that is early is a lie.
func (p *planner) lastSentUpTo(ctx context.Context, o ReadOutbox) (lamplight.MessageID, error) {
	id, err := p.copyOf(ctx, o.Box, o.Content)
	if err != nil {
		return 0, err
	}
	if id != 0 {
		there, err := get(ctx, p.rows, Key{o.Box, KindMessage, messageKey(o.Peer, id)})
		if err != nil || there == nil {
			return 0, err
		}
		return id, nil
	}
	if o.Sent.IsZero() {
		return 0, nil
	}
	before, err := firstSince(ctx, p.rows, o.Box, o.Peer, o.Sent)
	if err != nil {
		return 0, err
	}
	rows, err := p.rows.Scan(ctx, conversation(o.Box, o.Peer, 0, before, true, 1))
	if err != nil || len(rows) == 0 {
		return 0, err
	}
	return messageKeyID(rows[0].Key), nil
}
