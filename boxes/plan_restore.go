package boxes

import (
	"context"
	"fmt"
)

// restore puts a message back as release makes one known: under the id that it had.
func (p *planner) restore(ctx context.Context, o Restore) error {
	m := o.Message
	if m.Content == 0 || m.ID <= 0 {
		return fmt.Errorf("%w: a message to be put back without a content or an id", ErrGroup)
	}
	h, err := p.head(ctx, o.Box)
	if err != nil {
		return err
	}
	held, err := get(ctx, p.rows, Key{o.Box, KindContent, contentKey(m.Content)})
	if err != nil {
		return err
	}
	_, there, err := p.message(ctx, o.Box, m.ID)
	if err != nil {
		return err
	}
	d, err := p.dialog(ctx, o.Box, m.Peer)
	if err != nil {
		return err
	}
	if m.ID > h.Top || held != nil || there || m.ID <= d.Dialog.Cleared || m.Expired(p.now) {
		return nil
	}
	if m, err = owned(m); err != nil {
		return err
	}
	m.Box, m.ID, m.Held, m.Reactions = o.Box, o.Message.ID, m.Held && o.Box.Channel() == 0, nil
	normalMessage(&m)
	if o.Box.Channel() != 0 {
		if err := p.gap(ctx, o.Box, m.ID, -1); err != nil {
			return err
		}
	}
	if err := p.putMessage(ctx, nil, &m); err != nil {
		return err
	}
	unread := d.Dialog.Unread
	if err := p.arrive(ctx, d, &m); err != nil {
		return err
	}
	if m.ID <= d.Dialog.ReadInbox {
		d.Dialog.Unread = unread
	}
	return nil
}
