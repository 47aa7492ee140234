package boxes

import (
	"context"
	"slices"

	"lamplight"
)

// maxRepliers is how many of the last who answered are kept.
const maxRepliers = 3

// repliersWithin is among how many of the last messages of a thread they are looked for after one was removed.
const repliersWithin = 16

// countRow is what a channel's box counts beside a message, and how the thread stands that begins with it. One that counts
// nothing has no row.
type countRow struct {
	Views      int                 `cbor:"1,keyasint,omitempty"`
	Forwards   int                 `cbor:"2,keyasint,omitempty"`
	Replies    int                 `cbor:"3,keyasint,omitempty"` // messages of the thread
	Elsewhere  int                 `cbor:"4,keyasint,omitempty"` // comments in another box
	Top        lamplight.MessageID `cbor:"5,keyasint,omitempty"`
	TopSent    int64               `cbor:"6,keyasint,omitempty"`
	ReadOutbox lamplight.MessageID `cbor:"7,keyasint,omitempty"`
	Repliers   []lamplight.Peer    `cbor:"8,keyasint,omitempty"`
}

func (c *countRow) empty() bool {
	return c.Views == 0 && c.Forwards == 0 && c.Replies == 0 && c.Elsewhere == 0
}

// fill gives a message what is counted beside it.
func (c *countRow) fill(m *lamplight.Message) {
	m.Views, m.Forwards, m.Replies = c.Views, c.Forwards, c.Replies+c.Elsewhere
	m.LastReply, m.Repliers = c.Top, c.Repliers
}

func (c *countRow) thread(root lamplight.MessageID) Thread {
	return Thread{
		Root: root, Replies: c.Replies, Top: c.Top, TopDate: unix(c.TopSent), ReadOutbox: c.ReadOutbox, Repliers: c.Repliers,
	}
}

// decodeCounts takes a missing value for an empty one.
func decodeCounts(v []byte) (c countRow, err error) {
	if v != nil {
		err = decode(v, &c)
	}
	return c, err
}

func (p *planner) counts(ctx context.Context, box lamplight.BoxID, id lamplight.MessageID) (countRow, error) {
	v, err := get(ctx, p.rows, Key{box, KindCounts, idKey(id)})
	if err != nil {
		return countRow{}, err
	}
	return decodeCounts(v)
}

func (p *planner) putCounts(box lamplight.BoxID, id lamplight.MessageID, c countRow) error {
	k := Key{box, KindCounts, idKey(id)}
	if c.empty() {
		p.rows.Put(k, nil)
		return nil
	}
	v, err := encode(&c)
	if err != nil {
		return err
	}
	p.rows.Put(k, v)
	return nil
}

// countBeside carries out Count.
func (p *planner) countBeside(ctx context.Context, o Count) error {
	there, err := get(ctx, p.rows, Key{o.Box, KindByID, idKey(o.ID)})
	if err != nil || there == nil || o.Box.Channel() == 0 {
		return err
	}
	before, err := p.counts(ctx, o.Box, o.ID)
	if err != nil {
		return err
	}
	c := before
	c.Views, c.Forwards, c.Elsewhere = max(0, c.Views+o.Views), max(0, c.Forwards+o.Forwards), max(0, c.Elsewhere+o.Replies)
	if c.Views == before.Views && c.Forwards == before.Forwards && c.Elsewhere == before.Elsewhere {
		return nil
	}
	return p.putCounts(o.Box, o.ID, c)
}

// countsBegin has a message of a channel's box count in its thread, and begin with what it is counted already.
func (p *planner) countsBegin(ctx context.Context, m *lamplight.Message) error {
	if m.Views > 0 || m.Forwards > 0 {
		c, err := p.counts(ctx, m.Box, m.ID) // its author may have answered it while it waited
		if err != nil {
			return err
		}
		c.Views, c.Forwards = m.Views, m.Forwards
		if err := p.putCounts(m.Box, m.ID, c); err != nil {
			return err
		}
	}
	m.Replies, m.LastReply, m.Repliers = 0, 0, nil
	thread := m.Thread()
	if thread == 0 {
		return nil
	}
	c, err := p.counts(ctx, m.Box, thread)
	if err != nil {
		return err
	}
	c.Replies++
	if m.ID > c.Top {
		c.Top, c.TopSent = m.ID, seconds(m.Sent)
	}
	repliers := []lamplight.Peer{m.From}
	for _, r := range c.Repliers {
		if r != m.From && len(repliers) < maxRepliers {
			repliers = append(repliers, r)
		}
	}
	c.Repliers = repliers
	return p.putCounts(m.Box, thread, c)
}

// besides gives a message of a channel's box what is counted beside it.
func (p *planner) besides(ctx context.Context, m *lamplight.Message) error {
	if m.Box.Channel() == 0 {
		return nil
	}
	c, err := p.counts(ctx, m.Box, m.ID)
	c.fill(m)
	return err
}

// removeBeside takes away what stands beside a message that is removed: counters, reactions, what others have not seen of
// it. threads collects the threads that have another end then.
func (p *planner) removeBeside(ctx context.Context, d *dialogState, m *lamplight.Message, threads map[lamplight.MessageID]bool) error {
	if err := p.removeReactions(ctx, m); err != nil {
		return err
	}
	if err := p.removeDraws(ctx, d, m); err != nil {
		return err
	}
	if m.Box.Channel() == 0 {
		return nil
	}
	if err := p.gap(ctx, m.Box, m.ID, 1); err != nil {
		return err
	}
	c, err := p.counts(ctx, m.Box, m.ID)
	if err != nil {
		return err
	}
	if !c.empty() { // the thread stays, if others wrote in it
		c.Views, c.Forwards, c.Elsewhere = 0, 0, 0
		if err := p.putCounts(m.Box, m.ID, c); err != nil {
			return err
		}
	}
	thread := m.Thread()
	if thread == 0 {
		return nil
	}
	if c, err = p.counts(ctx, m.Box, thread); err != nil {
		return err
	}
	c.Replies--
	if c.Replies <= 0 {
		c = countRow{Views: c.Views, Forwards: c.Forwards, Elsewhere: c.Elsewhere}
	}
	threads[thread] = true
	return p.putCounts(m.Box, thread, c)
}

// newThreadTop finds the last message that is left of a thread, and who wrote the last ones.
func (p *planner) newThreadTop(ctx context.Context, box lamplight.BoxID, thread lamplight.MessageID) error {
	c, err := p.counts(ctx, box, thread)
	if err != nil || c.Replies == 0 {
		return err
	}
	prefix := threadPrefix(lamplight.ChannelPeer(box.Channel()), thread)
	last, err := p.rows.Scan(ctx, Range{Box: box, Kind: KindThread, From: prefix, To: prefix + "\xff", Reverse: true, Limit: repliersWithin})
	if err != nil {
		return err
	}
	c.Top, c.TopSent, c.Repliers = 0, 0, nil
	for i, r := range last {
		sent, from, _, err := readThreadValue(r.Value)
		if err != nil {
			return err
		}
		if i == 0 {
			c.Top, c.TopSent = messageKeyID(r.Key), sent
		}
		if len(c.Repliers) < maxRepliers && !slices.Contains(c.Repliers, from) {
			c.Repliers = append(c.Repliers, from)
		}
	}
	return p.putCounts(box, thread, c)
}

// gap notes that n more ids around id have no message.
func (p *planner) gap(ctx context.Context, box lamplight.BoxID, id lamplight.MessageID, n int) error {
	k := Key{box, KindGap, gapKey(gapOf(id))}
	v, err := get(ctx, p.rows, k)
	if err != nil {
		return err
	}
	if v != nil {
		before, err := decodeGap(v)
		if err != nil {
			return err
		}
		n += before
	}
	if n == 0 {
		p.rows.Put(k, nil)
		return nil
	}
	p.rows.Put(k, []byte{version, byte(n >> 8), byte(n)})
	return nil
}

func decodeGap(v []byte) (int, error) {
	if len(v) != 3 || v[0] != version {
		return 0, errRow
	}
	return int(v[1])<<8 | int(v[2]), nil
}
