package boxes

import (
	"context"

	"lamplight"
)

// What is unread in a channel is each reader's own affair, so nothing is counted for them when something is written. It is
// worked out when it is asked for, from ids: the ids of a channel's box are given one after the other, so the messages after
// an id are those ids less the ones that have no message. These are kept in rows for gapSize ids each, which only deleting
// writes: a channel in which nothing was deleted costs one scan that finds nothing.

// Unread implements Log.
func (r *Reader) Unread(ctx context.Context, qs []UnreadQuery) ([]int, error) {
	cs := make([]Conversation, len(qs))
	for i, q := range qs {
		cs[i] = Conversation{q.Box, q.Peer}
	}
	rows, end, err := r.View(ctx, boxesOf(cs)...)
	if err != nil {
		return nil, err
	}
	defer end()
	return unreadIn(ctx, rows, r.Limits, qs)
}

func unreadIn(ctx context.Context, rows Rows, lim Limits, qs []UnreadQuery) ([]int, error) {
	u := unreads{qs: qs, lim: lim, heads: make([]headRow, len(qs)), threads: make([]countRow, len(qs)), counts: make([]int, len(qs))}
	for _, step := range []func(context.Context, Rows) error{u.read, u.scan, u.gaps} {
		if err := step(ctx, rows); err != nil {
			return nil, err
		}
	}
	return u.counts, nil
}

type unreads struct {
	qs      []UnreadQuery
	lim     Limits
	heads   []headRow
	threads []countRow
	counts  []int
	partial []Range // of the ids right after After, where some of them have no message
	of      []int   // the queries these belong to
}

// read gets the last ids of boxes and the counters of threads.
func (u *unreads) read(ctx context.Context, rows Rows) error {
	keys := make([]Key, len(u.qs))
	for i, q := range u.qs {
		keys[i] = headKey(q.Box)
		if q.Thread != 0 {
			keys[i] = Key{q.Box, KindCounts, idKey(q.Thread)}
		}
	}
	values, err := rows.Get(ctx, keys)
	if err != nil {
		return err
	}
	for i, v := range values {
		if u.qs[i].Thread != 0 {
			u.threads[i], err = decodeCounts(v)
		} else {
			u.heads[i], err = decodeHead(v)
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// scan counts what can be counted by one look: threads, conversations of accounts, gaps, and what the reader wrote.
func (u *unreads) scan(ctx context.Context, rows Rows) error {
	ranges := make([]Range, 0, 2*len(u.qs))
	for _, q := range u.qs {
		switch {
		case q.Thread != 0:
			prefix := threadPrefix(q.Peer, q.Thread)
			ranges = append(ranges, Range{Box: q.Box, Kind: KindThread, From: withID(prefix, q.After+1), To: prefix + "\xff", Limit: u.lim.Count})
		case q.Box.Channel() == 0:
			ranges = append(ranges, conversation(q.Box, q.Peer, q.After+1, 0, false, u.lim.Count))
		default:
			ranges = append(ranges, Range{Box: q.Box, Kind: KindGap, From: gapKey(gapOf(q.After + 1)), Limit: u.lim.Page})
			if q.By != 0 {
				prefix := authorPrefix(q.Peer, q.By)
				ranges = append(ranges, Range{Box: q.Box, Kind: KindAuthor, From: withID(prefix, q.After+1), To: prefix + "\xff", Limit: u.lim.Count})
			}
		}
	}
	found, err := scans(ctx, rows, ranges)
	if err != nil {
		return err
	}
	for i, q := range u.qs {
		switch {
		case q.Thread != 0:
			err = u.thread(i, found[0])
		case q.Box.Channel() == 0:
			err = u.account(i, found[0])
		default:
			err = u.channel(i, found[0])
			if q.By != 0 {
				found = found[1:]
				u.counts[i] -= len(found[0])
			}
		}
		if err != nil {
			return err
		}
		found = found[1:]
	}
	return nil
}

func (u *unreads) thread(i int, rows []Row) error {
	q, c := u.qs[i], u.threads[i]
	n := 0
	for _, r := range rows {
		_, _, by, err := readThreadValue(r.Value)
		if err != nil {
			return err
		}
		if q.By == 0 || by != q.By {
			n++
		}
	}
	if span := int(c.Top - q.Thread); len(rows) == u.lim.Count && span > 0 {
		n = max(n, c.Replies*int(c.Top-max(q.After, q.Thread))/span)
	}
	u.counts[i] = n
	return nil
}

func (u *unreads) account(i int, rows []Row) error {
	for _, r := range rows {
		flags, _, _, err := peek(r.Value)
		if err != nil {
			return err
		}
		if flags&flagIncoming != 0 || u.qs[i].By == 0 {
			u.counts[i]++
		}
	}
	return nil
}

// channel counts ids after After, less those that have no message. Of the row that After falls into it is not known which
// ids these are: there, the messages are looked for.
func (u *unreads) channel(i int, gaps []Row) error {
	q := u.qs[i]
	n := int(u.heads[i].Top) - int(max(q.After, 0))
	for _, r := range gaps {
		gone, err := decodeGap(r.Value)
		if err != nil {
			return err
		}
		bucket := uint32(messageKeyID(r.Key))
		if bucket != gapOf(q.After+1) || q.After+1 <= gapSize*lamplight.MessageID(bucket) {
			n -= gone
			continue
		}
		end := int64(bucket+1) * gapSize
		n -= int(min(end-1, int64(u.heads[i].Top)) - int64(q.After))
		u.partial = append(u.partial, Range{
			Box: q.Box, Kind: KindByID, From: idKey(q.After + 1), To: idKey(lamplight.MessageID(min(end, maxInt32))), Limit: gapSize,
		})
		u.of = append(u.of, i)
	}
	u.counts[i] = n
	return nil
}

func (u *unreads) gaps(ctx context.Context, rows Rows) error {
	found, err := scans(ctx, rows, u.partial)
	if err != nil {
		return err
	}
	for j, i := range u.of {
		u.counts[i] += len(found[j])
	}
	for i := range u.counts {
		u.counts[i] = max(0, u.counts[i])
	}
	return nil
}
