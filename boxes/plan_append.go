package boxes

import (
	"context"
	"fmt"
	"slices"

	"lamplight"
)

func (p *planner) append(ctx context.Context, o Append) error {
	m := o.Message
	if m.Content == 0 {
		return fmt.Errorf("%w: a message without a content id", ErrGroup)
	}
	h, err := p.head(ctx, o.Box)
	if err != nil {
		return err
	}
	if own := o.Box.Channel(); m.Peer.Kind == lamplight.PeerChannel && m.Peer.Channel() != own || own != 0 && m.Peer.Kind != lamplight.PeerChannel {
		return fmt.Errorf("%w: a message of %v in box %d", ErrGroup, m.Peer, o.Box)
	}
	if o.Held && o.Box.Channel() == 0 {
		return fmt.Errorf("%w: a message that waits in an account's box", ErrGroup)
	}
	d, err := p.dialog(ctx, o.Box, m.Peer)
	if err != nil {
		return err
	}
	if err := p.newContent(ctx, o); err != nil {
		return err
	}
	if p.own(o.Box, &m) {
		if o.Continues && !d.Wrote {
			return ErrBegins
		}
		d.Wrote = true
	}
	if h.Top == maxInt32 {
		return ErrFull
	}
	h.Top++
	m.Box, m.ID = o.Box, h.Top
	if m.Sent.IsZero() {
		m.Sent = p.now
	}
	p.setTTL(&m, d)
	if m, err = owned(m); err != nil {
		return err
	}
	if err := p.reply(ctx, &m); err != nil {
		return err
	}
	if err := p.discussed(ctx, o, &m); err != nil {
		return err
	}
	normalMessage(&m)
	if o.Box.Channel() != 0 {
		if p.given == nil {
			p.given = map[lamplight.BoxID]lamplight.MessageID{}
		}
		p.given[o.Box] = m.ID
	}
	m.Held = o.Held || m.Held && o.Box.Channel() == 0
	put := p.putMessage
	if o.Held {
		put = p.hold
	}
	if err := put(ctx, nil, &m); err != nil {
		return err
	}
	if !o.Free {
		if err := p.fits(o.Box, SizeOf(&m)); err != nil {
			return err
		}
	}
	if o.Held {
		return nil
	}
	if err := p.arrive(ctx, d, &m); err != nil {
		return err
	}
	if o.Waited != 0 {
		if err := p.event(ctx, o.Box, lamplight.Event{
			Kind: lamplight.EventUnscheduled, Peer: m.Peer, IDs: []lamplight.MessageID{o.Waited},
			Sent: []lamplight.MessageID{m.ID}, Number: int64(o.Waited),
		}); err != nil {
			return err
		}
	}
	// What one writes to oneself is read on both sides at once.
	if u := m.Peer.User(); u != 0 && u == o.Box.User() {
		d.Dialog.ReadInbox, d.Dialog.ReadOutbox = m.ID, m.ID
	}
	if o.ReadInbox && o.Box.Channel() == 0 {
		news := d.Dialog.Unread > 0 || d.Dialog.UnreadMark
		d.Dialog.ReadInbox, d.Dialog.Unread = m.ID, 0
		if news {
			if err := p.eventReadInbox(ctx, o.Box, d); err != nil {
				return err
			}
			if err := p.unmark(ctx, o.Box, d); err != nil {
				return err
			}
		}
	}
	if o.ClearDraft && d.Dialog.Draft != nil {
		d.Dialog.Draft = nil
		return p.event(ctx, o.Box, lamplight.Event{Kind: lamplight.EventDraft, Peer: m.Peer})
	}
	return nil
}

// discussed names in a post the copy of it in the group where it is discussed, and in the copy the post: each with the id
// that the group of operations gives it.
func (p *planner) discussed(ctx context.Context, o Append, m *lamplight.Message) error {
	if channel := o.CopyOf.Channel(); channel != 0 {
		if m.Forward == nil {
			return fmt.Errorf("%w: a copy that does not say of what", ErrGroup)
		}
		h, err := p.head(ctx, o.CopyOf)
		if err != nil {
			return err
		}
		m.Forward.SavedID = h.Top + 1 // m owns it
		if m.Forward.From.Channel() == channel && m.Forward.ID == 0 {
			m.Forward.ID = m.Forward.SavedID
		}
	}
	if group := o.CommentsIn.Channel(); group != 0 {
		if p.given[o.CommentsIn] == 0 {
			return fmt.Errorf("%w: a post that is discussed nowhere", ErrGroup)
		}
		m.Comments, m.CommentID = group, p.given[o.CommentsIn]
	}
	return nil
}

// arrive has a message that was put count in its conversation, and tells of it.
func (p *planner) arrive(ctx context.Context, d *dialogState, m *lamplight.Message) error {
	if m.ID > d.Dialog.Top {
		d.Dialog.Top, d.Dialog.TopDate = m.ID, m.Sent
	}
	d.Dialog.Hidden = false
	d.Count++
	if incoming(m) {
		d.Dialog.Unread++
		p.archived(m.Box, d)
	}
	if err := p.draws(ctx, d, m); err != nil {
		return err
	}
	if m.Box.Channel() != 0 {
		if err := p.countsBegin(ctx, m); err != nil {
			return err
		}
	}
	return p.event(ctx, m.Box, lamplight.Event{Kind: lamplight.EventNewMessage, Message: m})
}

// newContent refuses a content that the box holds already. It has one copy in a box: with two, deleting it everywhere would
// leave one behind.
func (p *planner) newContent(ctx context.Context, o Append) error {
	k := Key{o.Box, KindContent, contentKey(o.Message.Content)}
	if o.Fresh {
		p.rows.Expect(k) // but the group itself may have it twice
	}
	held, err := get(ctx, p.rows, k)
	if err == nil && held != nil {
		err = fmt.Errorf("%w: the box holds content %d already", ErrGroup, o.Message.Content)
	}
	return err
}

// own reports whether m is what the owner of the box writes.
func (p *planner) own(box lamplight.BoxID, m *lamplight.Message) bool {
	return m.Out || box.User() != 0 && m.From.User() == box.User()
}

// setTTL has m go when its conversation says so, or with the copy that the group appended before it.
func (p *planner) setTTL(m *lamplight.Message, d *dialogState) {
	switch {
	case m.Action != nil && m.Action.Kind == lamplight.ActionSetTTL:
		m.TTL = 0
	case m.Content == p.last:
		m.TTL = p.ttl
	case m.TTL == 0:
		m.TTL = d.Dialog.TTL
	}
	p.last, p.ttl = m.Content, m.TTL
}

// archived notes that an incoming message came into a conversation, if that is in the archive.
func (p *planner) archived(box lamplight.BoxID, d *dialogState) {
	c := Conversation{box, d.Dialog.Peer}
	if d.Dialog.Folder == archive && !slices.Contains(p.result.Archived, c) {
		p.result.Archived = append(p.result.Archived, c)
	}
}

// reply finds the id that the answered message has in this box, if the box holds it in the same conversation.
func (p *planner) reply(ctx context.Context, m *lamplight.Message) error {
	if m.Reply == nil {
		return nil
	}
	r := m.Reply // m owns it
	if r.ID != 0 || r.Content == 0 {
		return nil
	}
	v, err := get(ctx, p.rows, Key{m.Box, KindContent, contentKey(r.Content)})
	if err != nil || v == nil {
		return err
	}
	id := messageKeyID(string(v))
	there, err := get(ctx, p.rows, Key{m.Box, KindMessage, messageKey(m.Peer, id)})
	if there != nil {
		m.Reply.ID = id
	}
	return err
}

// putMessage writes a message and its index rows; before is what was stored, nil if nothing.
func (p *planner) putMessage(ctx context.Context, before, m *lamplight.Message) error {
	if err := p.weigh(ctx, m.Box, before, m); err != nil {
		return err
	}
	v, err := encodeMessage(m)
	if err != nil {
		return err
	}
	p.rows.Put(Key{m.Box, KindMessage, messageKey(m.Peer, m.ID)}, v)
	return p.index(ctx, m.Box, before, m)
}

// message returns the copy with the given id, false if the box does not hold it.
func (p *planner) message(ctx context.Context, box lamplight.BoxID, id lamplight.MessageID) (lamplight.Message, bool, error) {
	v, err := get(ctx, p.rows, Key{box, KindByID, idKey(id)})
	if err != nil || v == nil {
		return lamplight.Message{}, false, err
	}
	v, err = get(ctx, p.rows, Key{box, KindMessage, messageKey(readPeer(string(v)), id)})
	if err != nil || v == nil {
		return lamplight.Message{}, false, err
	}
	m, err := decodeMessage(box, id, v)
	return m, err == nil, err
}

// copyOf returns the id that content has in the box, 0 if the box does not hold it.
func (p *planner) copyOf(ctx context.Context, box lamplight.BoxID, c lamplight.ContentID) (lamplight.MessageID, error) {
	v, err := get(ctx, p.rows, Key{box, KindContent, contentKey(c)})
	if err != nil || v == nil {
		return 0, err
	}
	return messageKeyID(string(v)), nil
}
