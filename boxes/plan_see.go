package boxes

import (
	"context"
	"encoding/binary"
	"fmt"
	"slices"

	"lamplight"
)

// What somebody has not seen of a message stands in rows of its own, one for the conversation and one for the message's
// thread, so that both are paged and counted alike. The value says which thread that is and, of reactions, from which event
// on they are unread.

func unseenValue(thread lamplight.MessageID, first int64) []byte {
	return binary.AppendVarint(binary.AppendVarint([]byte{version}, int64(thread)), first)
}

func readUnseen(v []byte) (thread lamplight.MessageID, first int64, err error) {
	if len(v) > 0 && v[0] == version {
		t, n := binary.Varint(v[1:])
		if n > 0 {
			if f, k := binary.Varint(v[1+n:]); k > 0 {
				return lamplight.MessageID(t), f, nil
			}
		}
	}
	return 0, 0, fmt.Errorf("%w: what is unseen", errRow)
}

func unseenKey(m *lamplight.Message, user lamplight.UserID, kind UnseenKind, thread lamplight.MessageID) Key {
	return Key{m.Box, KindUnseen, withID(unseenPrefix(m.Peer, user, kind, thread), m.ID)}
}

// draws notes for whom a new message is a mention that they have not seen. In an account's box that is the owner, in basic
// groups alone: between two people, nothing is counted.
func (p *planner) draws(ctx context.Context, d *dialogState, m *lamplight.Message) error {
	if owner := m.Box.User(); owner != 0 {
		if m.Peer.Kind != lamplight.PeerChat || !m.Mentioned || !incoming(m) {
			return nil
		}
		return p.draw(ctx, m, owner, UnseenMention, 0)
	}
	for i, u := range m.Mentions {
		if u == m.Wrote() || slices.Contains(m.Mentions[:i], u) {
			continue
		}
		if err := p.draw(ctx, m, u, UnseenMention, 0); err != nil {
			return err
		}
	}
	return nil
}

// drawn returns whom reactions to m are shown to: who wrote it, in an account's box only its owner.
func (p *planner) drawn(m *lamplight.Message) lamplight.UserID {
	owner := m.Box.User()
	if owner == 0 {
		return m.Wrote()
	}
	if p.own(m.Box, m) {
		return owner
	}
	return 0
}

// firstUnseen returns from which event on reactions to m are unread by its author; 0: none are.
func (p *planner) firstUnseen(ctx context.Context, m *lamplight.Message, author lamplight.UserID) (int64, error) {
	if author == 0 {
		return 0, nil
	}
	v, err := get(ctx, p.rows, unseenKey(m, author, UnseenReaction, 0))
	if err != nil || v == nil {
		return 0, err
	}
	_, first, err := readUnseen(v)
	return first, err
}

// draw notes that a user has not seen something of m, which was not noted before.
func (p *planner) draw(ctx context.Context, m *lamplight.Message, user lamplight.UserID, kind UnseenKind, first int64) error {
	thread := m.Thread()
	v := unseenValue(thread, first)
	p.rows.Put(unseenKey(m, user, kind, 0), v)
	if thread != 0 {
		p.rows.Put(unseenKey(m, user, kind, thread), v)
	}
	return p.countDrawn(ctx, m.Box, m.Peer, kind, 1)
}

// undraw takes back what draw noted.
func (p *planner) undraw(ctx context.Context, m *lamplight.Message, user lamplight.UserID, kind UnseenKind) error {
	p.rows.Put(unseenKey(m, user, kind, 0), nil)
	if thread := m.Thread(); thread != 0 {
		p.rows.Put(unseenKey(m, user, kind, thread), nil)
	}
	return p.countDrawn(ctx, m.Box, m.Peer, kind, -1)
}

// countDrawn counts in the conversation of an account's box. A channel's box counts by looking: for each user apart.
func (p *planner) countDrawn(ctx context.Context, box lamplight.BoxID, peer lamplight.Peer, kind UnseenKind, n int) error {
	if box.User() == 0 {
		return nil
	}
	d, err := p.counters(ctx, box, peer)
	if err != nil {
		return err
	}
	switch kind {
	case UnseenMention:
		d.Dialog.Mentions += n
	case UnseenReaction:
		d.Dialog.Reacted += n
	}
	return nil
}

// removeDraws takes away what somebody has not seen of a message that is removed.
func (p *planner) removeDraws(ctx context.Context, d *dialogState, m *lamplight.Message) error {
	var whom []lamplight.UserID
	if owner := m.Box.User(); owner == 0 {
		whom = m.Mentions
	} else if m.Mentioned && d.Dialog.Mentions > 0 {
		whom = []lamplight.UserID{owner}
	}
	undraw := func(u lamplight.UserID, kind UnseenKind) error {
		v, err := get(ctx, p.rows, unseenKey(m, u, kind, 0))
		if err != nil || v == nil {
			return err
		}
		return p.undraw(ctx, m, u, kind)
	}
	for _, u := range whom {
		if err := undraw(u, UnseenMention); err != nil {
			return err
		}
	}
	if author := p.drawn(m); m.Reactions != nil && author != 0 {
		return undraw(author, UnseenReaction)
	}
	return nil
}

func (p *planner) see(ctx context.Context, o SeeContents) error {
	if o.All && (o.Limit <= 0 || o.Limit > p.lim.Ops) {
		return fmt.Errorf("%w: a limit of %d messages to see; 1 to %d", ErrGroup, o.Limit, p.lim.Ops)
	}
	user := o.User
	if owner := o.Box.User(); owner != 0 {
		user = owner
	}
	named, err := p.named(ctx, o.Box, o.IDs, o.Contents)
	if err != nil {
		return err
	}
	var own, all []lamplight.MessageID // what changed for the user alone, and for all who share the copy
	for _, kind := range []UnseenKind{UnseenMention, UnseenReaction} {
		if kind == UnseenMention && !o.Mentions || kind == UnseenReaction && !o.Reactions || user == 0 {
			continue
		}
		ids := named
		if o.All {
			if ids, err = p.allUnseen(ctx, o, user, kind); err != nil {
				return err
			}
		}
		for _, id := range ids {
			seen, err := p.seen(ctx, o, user, kind, id)
			if err != nil {
				return err
			}
			if seen {
				own = append(own, id)
			}
		}
	}
	if o.Unseen {
		for _, id := range named {
			heard, err := p.heard(ctx, o, id)
			if err != nil {
				return err
			}
			if heard {
				all = append(all, id)
			}
		}
	}
	told := o.told()
	if told == o.Box {
		own, all = append(own, all...), nil
	}
	for _, e := range []struct {
		box lamplight.BoxID
		ids []lamplight.MessageID
	}{{told, own}, {o.Box, all}} {
		if len(e.ids) == 0 {
			continue
		}
		slices.Sort(e.ids)
		if err := p.event(ctx, e.box, lamplight.Event{
			Kind: lamplight.EventReadContents, Peer: o.Peer, IDs: slices.Compact(e.ids), Number: int64(o.Thread),
		}); err != nil {
			return err
		}
	}
	return nil
}

// allUnseen returns the newest messages of which a user has not seen something, at most o.Limit, and adds to Result.Remaining
// how many more there are.
func (p *planner) allUnseen(ctx context.Context, o SeeContents, user lamplight.UserID, kind UnseenKind) ([]lamplight.MessageID, error) {
	prefix := unseenPrefix(o.Peer, user, kind, o.Thread)
	rows, err := p.rows.Scan(ctx, Range{
		Box: o.Box, Kind: KindUnseen, From: prefix, To: prefix + "\xff", Reverse: true, Limit: o.Limit + p.lim.Count,
	})
	if err != nil {
		return nil, err
	}
	p.result.Remaining += max(0, len(rows)-o.Limit)
	ids := make([]lamplight.MessageID, min(len(rows), o.Limit))
	for i := range ids {
		ids[i] = messageKeyID(rows[i].Key)
	}
	return ids, nil
}

// seen takes note that a user saw something of a message, and reports whether that is news.
func (p *planner) seen(ctx context.Context, o SeeContents, user lamplight.UserID, kind UnseenKind, id lamplight.MessageID) (bool, error) {
	at := &lamplight.Message{Box: o.Box, ID: id, Peer: o.Peer}
	v, err := get(ctx, p.rows, unseenKey(at, user, kind, 0))
	if err != nil || v == nil {
		return false, err
	}
	thread, _, err := readUnseen(v)
	if err != nil {
		return false, err
	}
	if thread != 0 {
		at.Reply = &lamplight.Reply{Thread: thread}
	}
	if err := p.undraw(ctx, at, user, kind); err != nil || kind != UnseenReaction {
		return true, err
	}
	before, ok, err := p.message(ctx, o.Box, id)
	if err != nil || !ok || before.Reactions == nil {
		return true, err
	}
	m, rs := before, *before.Reactions
	rs.Recent = slices.Clone(rs.Recent)
	for i := range rs.Recent {
		rs.Recent[i].Unread = false
	}
	m.Reactions = &rs
	return true, p.putMessage(ctx, &before, &m)
}

// heard takes note that a voice or round video message was listened to, and reports whether that is news.
func (p *planner) heard(ctx context.Context, o SeeContents, id lamplight.MessageID) (bool, error) {
	before, ok, err := p.message(ctx, o.Box, id)
	if err != nil || !ok || !before.Unseen || before.Peer != o.Peer {
		return false, err
	}
	m := before
	m.Unseen = false
	return true, p.putMessage(ctx, &before, &m)
}

// Unseen implements Log.
func (r *Reader) Unseen(
	ctx context.Context, box lamplight.BoxID, peer lamplight.Peer, user lamplight.UserID, ids []lamplight.MessageID,
) (map[lamplight.MessageID]UnseenKind, error) {
	rows, end, err := r.View(ctx, box)
	if err != nil {
		return nil, err
	}
	defer end()
	kinds := []UnseenKind{UnseenMention, UnseenReaction}
	keys := make([]Key, 0, len(kinds)*len(ids))
	for _, id := range ids {
		for _, kind := range kinds {
			keys = append(keys, unseenKey(&lamplight.Message{Box: box, Peer: peer, ID: id}, user, kind, 0))
		}
	}
	values, err := rows.Get(ctx, keys)
	if err != nil {
		return nil, err
	}
	out := map[lamplight.MessageID]UnseenKind{}
	for i, v := range values {
		if v != nil {
			out[ids[i/len(kinds)]] |= kinds[i%len(kinds)]
		}
	}
	return out, nil
}

// UnseenCounts implements Log.
func (r *Reader) UnseenCounts(ctx context.Context, qs []UnseenQuery) ([]int, error) {
	ids := make([]lamplight.BoxID, len(qs))
	ranges := make([]Range, len(qs))
	for i, q := range qs {
		prefix := unseenPrefix(q.Peer, q.User, q.Kind, q.Thread)
		ids[i] = q.Box
		ranges[i] = Range{Box: q.Box, Kind: KindUnseen, From: prefix, To: prefix + "\xff", Limit: r.Limits.Count}
	}
	rows, end, err := r.View(ctx, ids...)
	if err != nil {
		return nil, err
	}
	defer end()
	found, err := scans(ctx, rows, ranges)
	if err != nil {
		return nil, err
	}
	counts := make([]int, len(qs))
	for i := range found {
		counts[i] = len(found[i])
	}
	return counts, nil
}
