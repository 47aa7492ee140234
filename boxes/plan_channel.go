package boxes

import (
	"context"
	"fmt"
	"slices"
	"time"

	"lamplight"
)

func (p *planner) readChannel(ctx context.Context, o ReadChannel) error {
	channel := o.Peer.Channel()
	if channel == 0 || o.Box.User() == 0 {
		return fmt.Errorf("%w: a read mark for %v in box %d", ErrGroup, o.Peer, o.Box)
	}
	upTo := o.MaxID
	if o.Appended {
		upTo = p.given[lamplight.ChannelBox(channel)]
	}
	if o.Thread != 0 {
		return p.readThread(ctx, o, upTo)
	}
	d, err := p.dialog(ctx, o.Box, o.Peer)
	if err != nil || upTo <= d.Dialog.ReadInbox && !d.Dialog.UnreadMark {
		return err
	}
	d.Dialog.ReadInbox = max(d.Dialog.ReadInbox, upTo)
	if err := p.event(ctx, o.Box, lamplight.Event{
		Kind: lamplight.EventReadChannel, Peer: o.Peer, MaxID: d.Dialog.ReadInbox, Unread: o.Unread,
	}); err != nil {
		return err
	}
	return p.unmark(ctx, o.Box, d)
}

func (p *planner) readThread(ctx context.Context, o ReadChannel, upTo lamplight.MessageID) error {
	t, err := p.threadMark(ctx, o.Box, o.Peer, o.Thread)
	if err != nil || upTo <= t.ReadInbox {
		return err
	}
	t.ReadInbox = upTo
	if err := p.putThreadMark(o.Box, t); err != nil {
		return err
	}
	return p.event(ctx, o.Box, lamplight.Event{
		Kind: lamplight.EventReadChannel, Peer: o.Peer, MaxID: upTo, Unread: o.Unread, Number: int64(o.Thread),
	})
}

func (p *planner) setThread(ctx context.Context, o SetThread) error {
	if o.Peer.Channel() == 0 || o.Thread <= 0 || o.Box.User() == 0 {
		return fmt.Errorf("%w: thread %d of %v in box %d", ErrGroup, o.Thread, o.Peer, o.Box)
	}
	before, err := p.threadMark(ctx, o.Box, o.Peer, o.Thread)
	if err != nil {
		return err
	}
	want := before
	if want.Draft != nil { // Change may write through the pointer
		draft := *want.Draft
		draft.Entities, draft.QuoteEntities = slices.Clone(draft.Entities), slices.Clone(draft.QuoteEntities)
		want.Draft = &draft
	}
	o.Change(&want)
	normalDraft(want.Draft)
	if sameDraft(want.Draft, before.Draft) {
		return nil
	}
	next := before
	next.Draft = want.Draft
	if err := p.putThreadMark(o.Box, next); err != nil {
		return err
	}
	if o.Event.Kind == 0 {
		return nil
	}
	return p.note(ctx, Note{Box: o.Box, Event: o.Event})
}

func (p *planner) threadMark(
	ctx context.Context, box lamplight.BoxID, peer lamplight.Peer, thread lamplight.MessageID,
) (ThreadMark, error) {
	v, err := get(ctx, p.rows, Key{box, KindThreadMark, threadPrefix(peer, thread)})
	if err != nil {
		return ThreadMark{}, err
	}
	return decodeThreadMark(peer, thread, v)
}

// decodeThreadMark takes a missing value for an empty one.
func decodeThreadMark(peer lamplight.Peer, thread lamplight.MessageID, v []byte) (t ThreadMark, err error) {
	if v != nil {
		err = decode(v, &t)
		normalDraft(t.Draft)
	}
	t.Peer, t.Thread = peer, thread
	return t, err
}

// putThreadMark writes a mark; one that says nothing has no row.
func (p *planner) putThreadMark(box lamplight.BoxID, t ThreadMark) error {
	k := Key{box, KindThreadMark, threadPrefix(t.Peer, t.Thread)}
	if t.ReadInbox == 0 && t.Draft == nil {
		p.rows.Put(k, nil)
		return nil
	}
	v, err := encode(&t)
	if err != nil {
		return err
	}
	p.rows.Put(k, v)
	return nil
}

// readerMarks is how many marks of a reader are kept.
const readerMarks = 16

// readerRow is how far somebody read, with when: the newest marks, oldest first.
type readerRow struct {
	Marks []readerMark `cbor:"1,keyasint"`
}

type readerMark struct {
	_  struct{} `cbor:",toarray"`
	ID lamplight.MessageID
	At int64 // Unix seconds
}

func (p *planner) markOutbox(ctx context.Context, o MarkOutbox) error {
	channel := o.Box.Channel()
	if channel == 0 {
		return fmt.Errorf("%w: who read in box %d is told by ReadOutbox", ErrGroup, o.Box)
	}
	d, err := p.dialog(ctx, o.Box, lamplight.ChannelPeer(channel))
	if err != nil {
		return err
	}
	upTo := min(o.MaxID, d.Dialog.Top) // what does not exist yet cannot have been read
	if upTo <= 0 {
		return nil
	}
	if o.Reader != 0 {
		if err := p.keepReader(ctx, o, upTo); err != nil {
			return err
		}
	}
	if o.Thread == 0 {
		if upTo <= d.Dialog.ReadOutbox {
			return nil
		}
		d.Dialog.ReadOutbox = upTo
	} else {
		c, err := p.counts(ctx, o.Box, o.Thread)
		if err != nil || upTo <= c.ReadOutbox || c.Replies == 0 {
			return err
		}
		c.ReadOutbox = upTo
		if err := p.putCounts(o.Box, o.Thread, c); err != nil {
			return err
		}
	}
	return p.event(ctx, o.Box, lamplight.Event{
		Kind: lamplight.EventReadChannelOutbox, Peer: d.Dialog.Peer, MaxID: upTo, Number: int64(o.Thread),
	})
}

// keepReader keeps that somebody read up to an id, and forgets marks that are too old.
func (p *planner) keepReader(ctx context.Context, o MarkOutbox, upTo lamplight.MessageID) error {
	k := Key{o.Box, KindReader, readerKey(o.Thread, o.Reader)}
	v, err := get(ctx, p.rows, k)
	if err != nil {
		return err
	}
	var row readerRow
	if v != nil {
		if err := decode(v, &row); err != nil {
			return err
		}
	}
	if n := len(row.Marks); n > 0 && row.Marks[n-1].ID >= upTo {
		return nil
	}
	row.Marks = append(row.Marks, readerMark{ID: upTo, At: p.now.Unix()})
	oldest := p.now.Add(-p.lim.ReadTimes).Unix()
	row.Marks = slices.DeleteFunc(row.Marks, func(m readerMark) bool { return m.At < oldest })
	row.Marks = row.Marks[max(0, len(row.Marks)-readerMarks):]
	if v, err = encode(&row); err != nil {
		return err
	}
	p.rows.Put(k, v)
	return nil
}

// Readers implements Log: the first mark of a reader at the message or after it tells when they read it.
func (r *Reader) Readers(ctx context.Context, box lamplight.BoxID, id lamplight.MessageID) ([]Reading, error) {
	rows, end, err := r.View(ctx, box)
	if err != nil {
		return nil, err
	}
	defer end()
	ms, err := messagesAt(ctx, rows, []Place{{box, lamplight.ChannelPeer(box.Channel()), id}})
	if err != nil || ms[0] == nil {
		return nil, err
	}
	at := map[lamplight.UserID]int64{}
	for _, thread := range slices.Compact([]lamplight.MessageID{0, ms[0].Thread()}) {
		prefix := readerPrefix(thread)
		found, err := rows.Scan(ctx, Range{Box: box, Kind: KindReader, From: prefix, To: readerPrefix(thread + 1), Limit: r.Limits.Page})
		if err != nil {
			return nil, err
		}
		for _, f := range found {
			var row readerRow
			if err := decode(f.Value, &row); err != nil {
				return nil, err
			}
			u := lamplight.UserID(readSeq(f.Key[len(prefix):]))
			i := slices.IndexFunc(row.Marks, func(m readerMark) bool { return m.ID >= id })
			if before, ok := at[u]; i >= 0 && (!ok || row.Marks[i].At < before) {
				at[u] = row.Marks[i].At
			}
		}
	}
	out := make([]Reading, 0, len(at))
	for u, s := range at {
		out = append(out, Reading{Reader: u, At: time.Unix(s, 0).UTC()})
	}
	slices.SortFunc(out, func(a, b Reading) int {
		if c := a.At.Compare(b.At); c != 0 {
			return c
		}
		return int(min(1, max(-1, a.Reader-b.Reader)))
	})
	return out, nil
}
