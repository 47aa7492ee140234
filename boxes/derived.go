package boxes

import (
	"context"
	"encoding/binary"
	"fmt"
	"slices"

	"lamplight"
)

// derived returns the rows that stand for m in the indexes of which one message may have several rows. A plain text between
// two people has none, and finding that out allocates nothing.
func derived(m *lamplight.Message) []Write {
	ws := shared(m)
	add := func(kind Kind, prefix string, value []byte) {
		ws = append(ws, Write{Key{m.Box, kind, withID(prefix, m.ID)}, value})
	}
	thread := m.Thread()
	if thread != 0 {
		add(KindThread, threadPrefix(m.Peer, thread), threadValue(m))
		if m.Pinned {
			add(KindFilter, filterPrefix(m.Peer, thread, filterPinned), mark)
		}
	}
	if by := m.Wrote(); by != 0 && m.Peer.Kind != lamplight.PeerUser {
		add(KindAuthor, authorPrefix(m.Peer, by), mark)
	}
	for _, f := range m.Filters() {
		add(KindFilter, filterPrefix(m.Peer, 0, f), mark)
		if thread != 0 {
			add(KindFilter, filterPrefix(m.Peer, thread, f), mark)
		}
	}
	return ws
}

// mark is the value of a row that says all by being there. It is never changed.
var mark = []byte{version}

// shared returns the rows of m that stand together for all boxes: by what it is a copy of, and by the files that it carries.
// A message that waits has them as well.
func shared(m *lamplight.Message) []Write {
	sources := [3]lamplight.ContentID{1: m.Source}
	if m.Peer.Kind != lamplight.PeerUser || m.Media != nil {
		sources[0] = m.Content
	}
	if m.Forward != nil {
		sources[2] = m.Forward.Content
	}
	var ws []Write
	var value []byte
	add := func(in lamplight.BoxID, kind Kind, prefix string) {
		if value == nil {
			value = binary.BigEndian.AppendUint64([]byte{version}, uint64(m.Content))
		}
		ws = append(ws, Write{Key{in, kind, copyKey(prefix, m.Box, m.ID)}, value})
	}
	for i, c := range sources {
		if c != 0 && !slices.Contains(sources[:i], c) {
			add(copiesBox, KindCopy, contentKey(c))
		}
	}
	for _, h := range m.Files() {
		add(filesBox, KindFile, string(h[:]))
	}
	return ws
}

// Elsewhere returns the rows that messages of a box have in the indexes of copies and of files, which stand together for all
// boxes: found are rows of KindMessage or KindHeld. Who erases the box removes them before it.
func Elsewhere(box lamplight.BoxID, found []Row) ([]Key, error) {
	var keys []Key
	for _, r := range found {
		m, err := decodeMessage(box, messageKeyID(r.Key), r.Value)
		if err != nil {
			return nil, err
		}
		for _, w := range shared(&m) {
			keys = append(keys, w.Key)
		}
	}
	return keys, nil
}

// threadValue says when a message of a thread was sent, and by whom: as it shows, and in truth.
func threadValue(m *lamplight.Message) []byte {
	b := binary.AppendVarint([]byte{version}, seconds(m.Sent))
	return binary.AppendUvarint(appendPeer(b, m.From), uint64(m.Wrote()))
}

func readThreadValue(b []byte) (sent int64, from lamplight.Peer, by lamplight.UserID, err error) {
	if len(b) > 1 && b[0] == version {
		s, n := binary.Varint(b[1:])
		if rest := b[1+max(n, 0):]; n > 0 && len(rest) > peerSize {
			if u, k := binary.Uvarint(rest[peerSize:]); k > 0 {
				return s, readPeer(string(rest[:peerSize])), lamplight.UserID(u), nil
			}
		}
	}
	return 0, lamplight.Peer{}, 0, fmt.Errorf("%w: a message of a thread", errRow)
}

// derive brings the rows that derived gives, and the conversation's counters by filter, from before (nil: there was none)
// to after (nil: it goes).
func (p *planner) derive(ctx context.Context, before, after *lamplight.Message) error {
	var was, is []Write
	if before != nil {
		was = derived(before)
	}
	if after != nil {
		is = derived(after)
	}
	p.turn(was, is)
	if before != nil {
		if err := p.countFilters(ctx, before, -1); err != nil {
			return err
		}
	}
	if after != nil {
		return p.countFilters(ctx, after, 1)
	}
	return nil
}

// turn writes what is new of is, and removes what of was is there no more.
func (p *planner) turn(was, is []Write) {
	same := func(k Key) func(Write) bool { return func(w Write) bool { return w.Key == k } }
	for _, w := range was {
		if !slices.ContainsFunc(is, same(w.Key)) {
			p.rows.Put(w.Key, nil)
		}
	}
	for _, w := range is {
		if !slices.ContainsFunc(was, same(w.Key)) {
			p.rows.Put(w.Key, w.Value)
		}
	}
}

func (p *planner) countFilters(ctx context.Context, m *lamplight.Message, n int) error {
	fs := m.Filters()
	if len(fs) == 0 {
		return nil
	}
	d, err := p.counters(ctx, m.Box, m.Peer)
	if err != nil {
		return err
	}
	d.filtered = true
	for _, f := range fs {
		for len(d.Filtered) <= int(f) {
			d.Filtered = append(d.Filtered, 0)
		}
		d.Filtered[f] += n
	}
	return nil
}

// filtered returns how many messages of a conversation a filter chooses.
func (d *dialogRow) filteredBy(f lamplight.Filter) int {
	if int(f) < len(d.Filtered) {
		return d.Filtered[f]
	}
	return 0
}
