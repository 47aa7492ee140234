package boxes

import (
	"context"
	"fmt"
	"slices"

	"lamplight"
)

// recentReactors is how many of the newest reactors a message names.
const recentReactors = 3

// maxReactions is how many reactions of one reactor a message can have, whatever the caller allows: a byte counts them.
const maxReactions = 255

// Errors of React.
var (
	errReactionsTooMany = &lamplight.Error{Kind: lamplight.Invalid, Code: "REACTIONS_TOO_MANY"}
	errNotModified      = &lamplight.Error{Kind: lamplight.Invalid, Code: "MESSAGE_NOT_MODIFIED"}
)

// reactedRow is what a reactor has on a message, with the place in the lists of who reacted.
type reactedRow struct {
	Reactions []lamplight.Reaction `cbor:"1,keyasint"`
	Seq       int64                `cbor:"2,keyasint,omitempty"`
	Named     bool                 `cbor:"3,keyasint,omitempty"`
}

func (p *planner) react(ctx context.Context, o React) error {
	id := o.ID
	if id == 0 {
		var err error
		if id, err = p.copyOf(ctx, o.Box, o.Content); err != nil || id == 0 {
			return err
		}
	}
	before, ok, err := p.message(ctx, o.Box, id)
	if err != nil || !ok {
		return err
	}
	want, err := o.wanted()
	if err != nil {
		return err
	}
	k := Key{o.Box, KindReacted, reactedKey(id, o.Reactor)}
	v, err := get(ctx, p.rows, k)
	if err != nil {
		return err
	}
	var was reactedRow
	if v != nil {
		if err := decode(v, &was); err != nil {
			return err
		}
	}
	if slices.Equal(was.Reactions, want) {
		return errNotModified
	}
	m := before
	if m.Reactions, err = o.tally(before.Reactions, was.Reactions, want); err != nil {
		return err
	}
	h, err := p.head(ctx, o.Box)
	if err != nil {
		return err
	}
	is := reactedRow{Reactions: want, Seq: h.Seq + 1, Named: o.Named} // the Seq of the event below
	p.list(&before, o, was, is)
	if len(want) == 0 {
		p.rows.Put(k, nil)
	} else {
		if v, err = encode(&is); err != nil {
			return err
		}
		p.rows.Put(k, v)
	}
	if err := p.recent(ctx, o, &m, is.Seq); err != nil {
		return err
	}
	if err := p.putMessage(ctx, &before, &m); err != nil {
		return err
	}
	return p.event(ctx, o.Box, lamplight.Event{Kind: lamplight.EventReactions, Peer: m.Peer, IDs: []lamplight.MessageID{id}})
}

// wanted returns the reactions that are to be, each once.
func (o React) wanted() ([]lamplight.Reaction, error) {
	var want []lamplight.Reaction
	for _, r := range o.Reactions {
		if (r.Emoji == "") == (r.Document == 0) || len(r.Emoji) > maxReactions {
			return nil, fmt.Errorf("%w: reaction %+v", ErrGroup, r)
		}
		if !slices.Contains(want, r) {
			want = append(want, r)
		}
	}
	if o.PerUser > 0 && len(want) > o.PerUser || len(want) > maxReactions {
		return nil, errReactionsTooMany
	}
	if o.Reactor.IsZero() {
		return nil, fmt.Errorf("%w: a reaction of nobody", ErrGroup)
	}
	return want, nil
}

// tally counts what was put to a message once one reactor has want in place of was.
func (o React) tally(before *lamplight.Reactions, was, want []lamplight.Reaction) (*lamplight.Reactions, error) {
	var ts []lamplight.Tally
	if before != nil {
		ts = slices.Clone(before.Tallies)
	}
	grew := false
	for _, c := range []struct {
		of []lamplight.Reaction
		n  int
	}{{was, -1}, {want, 1}} {
		for _, r := range c.of {
			i := slices.IndexFunc(ts, func(t lamplight.Tally) bool { return t.Reaction == r })
			if i < 0 {
				i, ts = len(ts), append(ts, lamplight.Tally{Reaction: r})
				grew = true
			}
			ts[i].Count += c.n
		}
	}
	ts = slices.DeleteFunc(ts, func(t lamplight.Tally) bool { return t.Count <= 0 })
	if grew && o.Max > 0 && len(ts) > o.Max {
		return nil, errReactionsTooMany
	}
	if len(ts) == 0 {
		return nil, nil
	}
	slices.SortStableFunc(ts, func(a, b lamplight.Tally) int { return b.Count - a.Count })
	return &lamplight.Reactions{Tallies: ts, Named: o.Named}, nil
}

// list brings the lists of who reacted up to date: one of all reactions, and one for each.
func (p *planner) list(m *lamplight.Message, o React, was, is reactedRow) {
	if was.Named {
		for i, r := range was.Reactions {
			p.rows.Put(Key{o.Box, KindReactor, reactorKey(reactorPrefix(m.ID, lamplight.Reaction{}), was.Seq, i)}, nil)
			p.rows.Put(Key{o.Box, KindReactor, reactorKey(reactorPrefix(m.ID, r), was.Seq, i)}, nil)
		}
	}
	if !is.Named {
		return
	}
	for i, r := range is.Reactions {
		v, err := encode(&lamplight.Reactor{Peer: o.Reactor, Reaction: r, Date: p.now, Big: o.Big})
		if err != nil {
			panic(err) // of a struct of ours: it cannot be
		}
		p.rows.Put(Key{o.Box, KindReactor, reactorKey(reactorPrefix(m.ID, lamplight.Reaction{}), is.Seq, i)}, v)
		p.rows.Put(Key{o.Box, KindReactor, reactorKey(reactorPrefix(m.ID, r), is.Seq, i)}, v)
	}
}

// recent gives a message its newest reactors, and its author something to see, or no more.
func (p *planner) recent(ctx context.Context, o React, m *lamplight.Message, seq int64) error {
	author := p.drawn(m)
	first, err := p.firstUnseen(ctx, m, author)
	if err != nil {
		return err
	}
	if o.Unread && author != 0 && first == 0 && len(o.Reactions) > 0 && o.Reactor.User() != author {
		if first, err = seq, p.draw(ctx, m, author, UnseenReaction, seq); err != nil {
			return err
		}
	}
	unread := false
	if m.Reactions != nil && o.Named {
		rows, err := p.rows.Scan(ctx, reactorRange(o.Box, reactorPrefix(m.ID, lamplight.Reaction{}), recentReactors))
		if err != nil {
			return err
		}
		for _, r := range rows {
			x, err := decodeReactor(r.Value)
			if err != nil {
				return err
			}
			x.Unread = first > 0 && reactorSeq(r.Key) >= first && x.Peer.User() != author
			unread = unread || x.Unread
			m.Reactions.Recent = append(m.Reactions.Recent, x)
		}
	}
	if first > 0 && (m.Reactions == nil || o.Named && !unread) {
		return p.undraw(ctx, m, author, UnseenReaction)
	}
	return nil
}

func reactorRange(box lamplight.BoxID, prefix string, limit int) Range {
	return Range{Box: box, Kind: KindReactor, From: prefix, To: prefix + "\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff", Limit: limit}
}

func decodeReactor(v []byte) (x lamplight.Reactor, err error) {
	err = decode(v, &x)
	x.Date = whole(x.Date)
	return x, err
}

// removeReactions takes away who reacted to a message that is removed.
func (p *planner) removeReactions(ctx context.Context, m *lamplight.Message) error {
	if m.Reactions == nil {
		return nil
	}
	prefix := idKey(m.ID)
	for _, kind := range []Kind{KindReacted, KindReactor} {
		for {
			rows, err := p.rows.Scan(ctx, Range{Box: m.Box, Kind: kind, From: prefix, To: idKey(m.ID + 1), Limit: p.lim.Page})
			if err != nil {
				return err
			}
			for _, r := range rows {
				p.rows.Put(Key{m.Box, kind, r.Key}, nil)
			}
			if len(rows) < p.lim.Page {
				break
			}
		}
	}
	return nil
}

// Reactors implements Log.
func (r *Reader) Reactors(ctx context.Context, box lamplight.BoxID, q ReactorQuery) (ReactorPage, error) {
	rows, end, err := r.View(ctx, box)
	if err != nil {
		return ReactorPage{}, err
	}
	defer end()
	m, err := messageIn(ctx, rows, box, q.ID)
	if err != nil || m == nil || m.Reactions == nil {
		return ReactorPage{}, err
	}
	var page ReactorPage
	for _, t := range m.Reactions.Tallies {
		if q.Reaction == (lamplight.Reaction{}) || q.Reaction == t.Reaction {
			page.Count += t.Count
		}
	}
	limit := min(q.Limit, r.Limits.Page)
	if limit <= 0 {
		return page, nil
	}
	prefix := reactorPrefix(q.ID, q.Reaction)
	rng := reactorRange(box, prefix, limit+1)
	if q.Offset != "" {
		if len(q.Offset) != reactorPlace {
			return ReactorPage{}, lamplight.ErrInputInvalid
		}
		rng.From = prefix + q.Offset + "\x00"
	}
	found, err := rows.Scan(ctx, rng)
	if err != nil {
		return ReactorPage{}, err
	}
	if len(found) > limit {
		found = found[:limit]
		page.Next = found[limit-1].Key[len(prefix):]
	}
	for _, f := range found {
		x, err := decodeReactor(f.Value)
		if err != nil {
			return ReactorPage{}, err
		}
		page.Reactors = append(page.Reactors, x)
	}
	return page, nil
}

// Reacted implements Log.
func (r *Reader) Reacted(
	ctx context.Context, box lamplight.BoxID, reactor lamplight.Peer, ids []lamplight.MessageID,
) (map[lamplight.MessageID][]lamplight.Reaction, error) {
	rows, end, err := r.View(ctx, box)
	if err != nil {
		return nil, err
	}
	defer end()
	keys := make([]Key, len(ids))
	for i, id := range ids {
		keys[i] = Key{box, KindReacted, reactedKey(id, reactor)}
	}
	values, err := rows.Get(ctx, keys)
	if err != nil {
		return nil, err
	}
	out := make(map[lamplight.MessageID][]lamplight.Reaction)
	for i, v := range values {
		if v == nil {
			continue
		}
		var row reactedRow
		if err := decode(v, &row); err != nil {
			return nil, err
		}
		out[ids[i]] = row.Reactions
	}
	return out, nil
}

// messageIn returns a message of a box, nil if the box does not hold it.
func messageIn(ctx context.Context, rows Rows, box lamplight.BoxID, id lamplight.MessageID) (*lamplight.Message, error) {
	v, err := get(ctx, rows, Key{box, KindByID, idKey(id)})
	if err != nil || v == nil {
		return nil, err
	}
	ms, err := messagesAt(ctx, rows, []Place{{box, readPeer(string(v)), id}})
	if err != nil {
		return nil, err
	}
	return ms[0], nil
}
