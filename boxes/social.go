package boxes

import (
	"context"
	"slices"

	"lamplight"
)

// boxesOf returns the boxes of conversations, each once.
func boxesOf(cs []Conversation) []lamplight.BoxID {
	ids := make([]lamplight.BoxID, len(cs))
	for i, c := range cs {
		ids[i] = c.Box
	}
	slices.Sort(ids)
	return slices.Compact(ids)
}

// dialogRows returns the rows of conversations, and the heads of those in channels' boxes, in their order.
func (r *Reader) dialogRows(ctx context.Context, cs []Conversation) ([]dialogRow, []headRow, error) {
	rows, end, err := r.View(ctx, boxesOf(cs)...)
	if err != nil {
		return nil, nil, err
	}
	defer end()
	keys := make([]Key, 0, 2*len(cs))
	for _, c := range cs {
		keys = append(keys, dialogKey(c.Box, c.Peer))
		if c.Box.Channel() != 0 {
			keys = append(keys, headKey(c.Box))
		}
	}
	values, err := rows.Get(ctx, keys)
	if err != nil {
		return nil, nil, err
	}
	ds, hs := make([]dialogRow, len(cs)), make([]headRow, len(cs))
	for i, c := range cs {
		ds[i].Dialog.Peer = c.Peer
		if values[0] != nil {
			if ds[i], err = decodeDialog(values[0]); err != nil {
				return nil, nil, err
			}
		}
		if values = values[1:]; c.Box.Channel() != 0 {
			if hs[i], err = decodeHead(values[0]); err != nil {
				return nil, nil, err
			}
			values = values[1:]
		}
	}
	return ds, hs, nil
}

// DialogsOf implements Log.
func (r *Reader) DialogsOf(ctx context.Context, cs []Conversation) ([]lamplight.Dialog, error) {
	rows, heads, err := r.dialogRows(ctx, cs)
	if err != nil {
		return nil, err
	}
	ds := make([]lamplight.Dialog, len(cs))
	for i := range rows {
		ds[i] = rows[i].Dialog
		ds[i].PTS = heads[i].PTS
	}
	return ds, nil
}

// Counts implements Log.
func (r *Reader) Counts(ctx context.Context, cs []Conversation) ([]int, error) {
	rows, _, err := r.dialogRows(ctx, cs)
	if err != nil {
		return nil, err
	}
	ns := make([]int, len(cs))
	for i := range rows {
		ns[i] = rows[i].Count
	}
	return ns, nil
}

// MessagesOf implements Log.
func (r *Reader) MessagesOf(ctx context.Context, at []Place) ([]lamplight.Message, error) {
	ids := make([]lamplight.BoxID, len(at))
	for i := range at {
		ids[i] = at[i].Box
	}
	slices.Sort(ids)
	rows, end, err := r.View(ctx, slices.Compact(ids)...)
	if err != nil {
		return nil, err
	}
	defer end()
	found, err := messagesAt(ctx, rows, at)
	if err != nil {
		return nil, err
	}
	ms := make([]lamplight.Message, 0, len(found))
	for _, m := range found {
		if m != nil {
			ms = append(ms, *m)
		}
	}
	return ms, nil
}

// Channels implements Log.
func (r *Reader) Channels(ctx context.Context, box lamplight.BoxID) ([]lamplight.Dialog, error) {
	rows, end, err := r.View(ctx, box)
	if err != nil {
		return nil, err
	}
	defer end()
	all := Range{
		Box: box, Kind: KindDialog, Limit: r.Limits.Page,
		From: string([]byte{byte(lamplight.PeerChannel)}), To: string([]byte{byte(lamplight.PeerChannel) + 1}),
	}
	var ds []lamplight.Dialog
	for {
		found, err := rows.Scan(ctx, all)
		if err != nil {
			return nil, err
		}
		for _, f := range found {
			d, err := decodeDialog(f.Value)
			if err != nil {
				return nil, err
			}
			ds = append(ds, d.Dialog)
		}
		if len(found) < all.Limit {
			return ds, nil
		}
		all.From = found[len(found)-1].Key + "\x00"
	}
}

// ThreadMarks implements Log.
func (r *Reader) ThreadMarks(
	ctx context.Context, box lamplight.BoxID, peer lamplight.Peer, threads ...lamplight.MessageID,
) ([]ThreadMark, error) {
	rows, end, err := r.View(ctx, box)
	if err != nil {
		return nil, err
	}
	defer end()
	if len(threads) == 0 {
		return allThreadMarks(ctx, rows, box, peer, r.Limits.Page)
	}
	keys := make([]Key, len(threads))
	for i, t := range threads {
		keys[i] = Key{box, KindThreadMark, threadPrefix(peer, t)}
	}
	values, err := rows.Get(ctx, keys)
	if err != nil {
		return nil, err
	}
	ts := make([]ThreadMark, len(threads))
	for i, v := range values {
		if ts[i], err = decodeThreadMark(peer, threads[i], v); err != nil {
			return nil, err
		}
	}
	return ts, nil
}

func allThreadMarks(ctx context.Context, rows Rows, box lamplight.BoxID, peer lamplight.Peer, limit int) ([]ThreadMark, error) {
	all := Range{Box: box, Kind: KindThreadMark, Limit: limit}
	if !peer.IsZero() {
		all.From, all.To = peerKey(peer), peerKey(peer)+"\xff"
	}
	found, err := rows.Scan(ctx, all)
	if err != nil {
		return nil, err
	}
	ts := make([]ThreadMark, len(found))
	for i, f := range found {
		if ts[i], err = decodeThreadMark(readPeer(f.Key), messageKeyID(f.Key), f.Value); err != nil {
			return nil, err
		}
	}
	return ts, nil
}

// Threads implements Log.
func (r *Reader) Threads(ctx context.Context, box lamplight.BoxID, roots ...lamplight.MessageID) ([]Thread, error) {
	rows, end, err := r.View(ctx, box)
	if err != nil {
		return nil, err
	}
	defer end()
	keys := make([]Key, len(roots))
	for i, id := range roots {
		keys[i] = Key{box, KindCounts, idKey(id)}
	}
	values, err := rows.Get(ctx, keys)
	if err != nil {
		return nil, err
	}
	ts := make([]Thread, len(roots))
	for i, v := range values {
		c, err := decodeCounts(v)
		if err != nil {
			return nil, err
		}
		ts[i] = c.thread(roots[i])
	}
	return ts, nil
}

// CopiesOf implements Log.
func (r *Reader) CopiesOf(ctx context.Context, content lamplight.ContentID, after Copy, limit int) ([]Copy, error) {
	return r.copies(ctx, copiesBox, KindCopy, contentKey(content), after, limit)
}

// Holding implements Log.
func (r *Reader) Holding(ctx context.Context, file lamplight.FileHash, after Copy, limit int) ([]Copy, error) {
	return r.copies(ctx, filesBox, KindFile, string(file[:]), after, limit)
}

func (r *Reader) copies(ctx context.Context, in lamplight.BoxID, kind Kind, prefix string, after Copy, limit int) ([]Copy, error) {
	rows, end, err := r.View(ctx, in)
	if err != nil {
		return nil, err
	}
	defer end()
	if limit = min(limit, r.Limits.Page); limit <= 0 {
		return nil, nil
	}
	const last = "\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff"
	q := Range{Box: in, Kind: kind, From: prefix, To: prefix + last, Limit: limit}
	if after != (Copy{}) {
		q.From = copyKey(prefix, after.Box, after.ID) + "\x00"
	}
	found, err := rows.Scan(ctx, q)
	if err != nil {
		return nil, err
	}
	cs := make([]Copy, len(found))
	for i, f := range found {
		if cs[i], err = readCopy(f); err != nil {
			return nil, err
		}
	}
	return cs, nil
}
