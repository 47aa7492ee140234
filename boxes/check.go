package boxes

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"

	"lamplight"
)

// Check reads everything that a box holds and returns an error that says what does not agree: indexes with messages,
// the conversation list with conversations, counters with what they count, events and notes with their positions. It
// counts anew and shares no code with the planner but the forms of rows. The indexes that stand together for all boxes are
// for CheckExpiring and CheckCopies to look at.
func Check(ctx context.Context, rows Rows, box lamplight.BoxID) error {
	c := &checker{ctx: ctx, rows: rows, box: box, want: map[Kind]map[string][]byte{}}
	for _, step := range []func() error{
		c.readHead, c.messages, c.held, c.indexes, c.dialogs, c.events, c.notes, c.keys, c.counts, c.gaps, c.reactions, c.unseen, c.marks,
	} {
		if err := step(); err != nil {
			return err // of reading
		}
	}
	return errors.Join(c.wrong...)
}

// maxWrong is how many disagreements are said.
const maxWrong = 20

type checker struct {
	ctx   context.Context
	rows  Rows
	box   lamplight.BoxID
	head  headRow
	talks map[lamplight.Peer][]lamplight.Message // by id
	want  map[Kind]map[string][]byte             // what indexes should hold
	wrong []error

	byID        map[lamplight.MessageID]*lamplight.Message
	waiting     map[lamplight.MessageID]bool // ids of what is held
	drawn       map[lamplight.Peer][2]int    // unread mentions and messages with unread reactions
	count, size int64
}

func (c *checker) say(format string, args ...any) {
	if len(c.wrong) < maxWrong {
		c.wrong = append(c.wrong, fmt.Errorf("box %d: %w", c.box, fmt.Errorf(format, args...)))
	}
}

// all calls f with every row of a kind.
func (c *checker) all(kind Kind, f func(Row) error) error {
	const page = 1000
	for from := ""; ; {
		found, err := c.rows.Scan(c.ctx, Range{Box: c.box, Kind: kind, From: from, Limit: page})
		if err != nil {
			return err
		}
		for _, r := range found {
			if err := f(r); err != nil {
				return err
			}
		}
		if len(found) < page {
			return nil
		}
		from = found[len(found)-1].Key + "\x00"
	}
}

func (c *checker) readHead() (err error) {
	c.head, err = readHead(c.ctx, c.rows, c.box)
	return err
}

func (c *checker) messages() error {
	c.talks, c.byID, c.waiting = map[lamplight.Peer][]lamplight.Message{}, map[lamplight.MessageID]*lamplight.Message{}, map[lamplight.MessageID]bool{}
	return c.all(KindMessage, func(r Row) error {
		id := messageKeyID(r.Key)
		m, err := decodeMessage(c.box, id, r.Value)
		if err != nil {
			return err
		}
		if m.Peer != readPeer(r.Key) {
			c.say("message %d is kept with %v and says %v", id, readPeer(r.Key), m.Peer)
		}
		if id > c.head.Top {
			c.say("message %d is beyond the last id %d", id, c.head.Top)
		}
		c.count++
		c.size += SizeOf(&m)
		c.talks[m.Peer] = append(c.talks[m.Peer], m)
		c.byID[id] = &m
		for _, ix := range indexes {
			if k, v, ok := ix.row(&m); ok && !ix.all {
				c.wants(id, ix.kind, k, v)
			}
		}
		for _, w := range derived(&m) {
			if w.Box == c.box && c.head.Counted == countedBy {
				c.wants(id, w.Kind, w.Key.Key, w.Value)
			}
		}
		return nil
	})
}

// wants notes a row that an index should hold.
func (c *checker) wants(id lamplight.MessageID, kind Kind, k string, v []byte) {
	if c.want[kind] == nil {
		c.want[kind] = map[string][]byte{}
	}
	if _, twice := c.want[kind][k]; twice {
		c.say("message %d has the row of another one in index %d", id, kind)
	}
	c.want[kind][k] = v
}

func (c *checker) indexes() error {
	kinds := []Kind{KindThread, KindFilter, KindAuthor}
	for _, ix := range indexes {
		if !ix.all {
			kinds = append(kinds, ix.kind)
		}
	}
	for _, kind := range kinds {
		if err := c.exactly(kind, c.want[kind]); err != nil {
			return err
		}
	}
	return nil
}

func (c *checker) dialogs() error {
	var listed [folders]int
	unread, order, seen := 0, map[string]bool{}, map[lamplight.Peer]bool{}
	err := c.all(KindDialog, func(r Row) error {
		row, err := decodeDialog(r.Value)
		if err != nil {
			return err
		}
		d := row.Dialog
		if d.Peer != readPeer(r.Key) {
			c.say("dialog with %v is kept for %v", d.Peer, readPeer(r.Key))
		}
		seen[d.Peer] = true
		c.dialog(&row)
		if !d.Hidden && inList(c.box, d.Peer) {
			order[orderKey(&d)] = true
			listed[d.Folder]++
			if d.Folder == 0 && (d.Unread > 0 || d.UnreadMark) {
				unread++
			}
		}
		return nil
	})
	if err != nil {
		return err
	}
	for p := range c.talks {
		if !seen[p] {
			c.say("there are messages with %v and no dialog", p)
		}
	}
	if listed != c.head.Listed || unread != c.head.Unread {
		c.say("the head counts %v conversations, %d unread; there are %v and %d", c.head.Listed, c.head.Unread, listed, unread)
	}
	if err := c.all(KindOrder, func(r Row) error {
		if !order[r.Key] {
			c.say("the list has %v where it is not", orderPeer(r.Key))
		}
		delete(order, r.Key)
		return nil
	}); err != nil {
		return err
	}
	for k := range order {
		c.say("the list lacks %v", orderPeer(k))
	}
	return nil
}

// dialog holds a conversation against its messages.
func (c *checker) dialog(row *dialogRow) {
	d, count := row.Dialog, row.Count
	ms := c.talks[d.Peer]
	filtered := make([]int, lamplight.Filters)
	for i := range ms {
		for _, f := range ms[i].Filters() {
			filtered[f]++
		}
	}
	for f := range lamplight.Filters {
		if n := row.filteredBy(f); n != filtered[f] && c.head.Counted == countedBy {
			c.say("dialog with %v counts %d messages of filter %d; there are %d", d.Peer, n, f, filtered[f])
		}
	}
	unread := 0
	var top lamplight.MessageID
	for i := range ms {
		if incoming(&ms[i]) && ms[i].ID > d.ReadInbox {
			unread++
		}
		top = max(top, ms[i].ID)
	}
	if count != len(ms) || d.Top != top || d.Unread != unread {
		c.say("dialog with %v counts %d messages, %d unread, the last %d; there are %d, %d, %d",
			d.Peer, count, d.Unread, d.Top, len(ms), unread, top)
	}
}

func (c *checker) events() error {
	at := c.head.OldestPTS
	first := true
	err := c.all(KindEvent, func(r Row) error {
		e, err := decodeEvent(r.Value)
		if err != nil {
			return err
		}
		pts := readPTS(r.Key)
		from := pts - lamplight.PTS(e.Count)
		// The first one that is left may tell of positions some of which were forgotten.
		if from != at && !(first && from < at && pts > at) {
			c.say("an event covers %d to %d; the one before ends at %d", from+1, pts, at)
		}
		at, first = pts, false
		return nil
	})
	if at != c.head.PTS {
		c.say("the events end at %d, the head is at %d", at, c.head.PTS)
	}
	return err
}

func (c *checker) notes() error {
	at := c.head.OldestSeq
	err := c.all(KindNote, func(r Row) error {
		if _, err := decodeEvent(r.Value); err != nil {
			return err
		}
		if seq := readSeq(r.Key); seq != at+1 {
			c.say("note %d comes after %d", seq, at)
		}
		at = readSeq(r.Key)
		return nil
	})
	if at != c.head.Seq {
		c.say("the notes end at %d, the head is at %d", at, c.head.Seq)
	}
	return err
}

func (c *checker) keys() error {
	return c.all(KindKey, func(r Row) error {
		var row keyRow
		if err := decode(r.Value, &row); err != nil {
			return err
		}
		for _, e := range row.Events {
			if e.Box == c.box && (e.PTS > c.head.PTS || e.Seq > c.head.Seq) {
				c.say("a remembered key names an event at %d, %d, which is still to come", e.PTS, e.Seq)
			}
		}
		return nil
	})
}

// CheckExpiring holds the index of what goes by itself, which stands together for all boxes, against the messages of the
// given boxes, which must be all that there are or ever were.
func CheckExpiring(ctx context.Context, rows Rows, ids []lamplight.BoxID) error {
	want := map[string]bool{}
	for _, id := range ids {
		c := &checker{ctx: ctx, rows: rows, box: id}
		err := c.all(KindMessage, func(r Row) error {
			m, err := decodeMessage(id, messageKeyID(r.Key), r.Value)
			if err == nil && m.TTL > 0 {
				want[expiryKey(expiryOf(&m))] = true
			}
			return err
		})
		if err != nil {
			return err
		}
	}
	c := &checker{ctx: ctx, rows: rows, box: expiryBox}
	err := c.all(KindExpiry, func(r Row) error {
		if !want[r.Key] {
			c.say("a row of what goes by itself is of no message: %x", r.Key)
		}
		delete(want, r.Key)
		return nil
	})
	for _, k := range slices.Sorted(maps.Keys(want)) {
		c.say("what goes by itself lacks a row: %x", k)
	}
	return errors.Join(err, errors.Join(c.wrong...))
}
