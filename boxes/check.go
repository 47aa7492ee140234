package boxes

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"

	"lamplight"
)

// Check reads everything that a box holds and returns an error that says what does not agree: indexes with messages,
// the conversation list with conversations, counters with what they count, events and notes with their positions. It
// counts anew and shares no code with the planner but the forms of rows. The index of what goes by itself stands together
// for all boxes: CheckExpiring looks at that.
func Check(ctx context.Context, rows Rows, box lamplight.BoxID) error {
	c := &checker{ctx: ctx, rows: rows, box: box, want: map[Kind]map[string][]byte{}}
	for _, step := range []func() error{c.readHead, c.messages, c.indexes, c.dialogs, c.events, c.notes, c.keys} {
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
	c.talks = map[lamplight.Peer][]lamplight.Message{}
	var count, size int64
	err := c.all(KindMessage, func(r Row) error {
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
		count++
		size += SizeOf(&m)
		c.talks[m.Peer] = append(c.talks[m.Peer], m)
		for _, ix := range indexes {
			if k, v, ok := ix.row(&m); ok && !ix.all {
				if c.want[ix.kind] == nil {
					c.want[ix.kind] = map[string][]byte{}
				}
				if _, twice := c.want[ix.kind][k]; twice {
					c.say("message %d has the row of another one in index %d", id, ix.kind)
				}
				c.want[ix.kind][k] = v
			}
		}
		return nil
	})
	if c.head.Counted == countedBy && (c.head.Messages != count || c.head.Bytes != size) {
		c.say("the head counts %d messages and %d bytes; there are %d and %d", c.head.Messages, c.head.Bytes, count, size)
	}
	return err
}

func (c *checker) indexes() error {
	for _, ix := range indexes {
		if ix.all {
			continue
		}
		want := c.want[ix.kind]
		err := c.all(ix.kind, func(r Row) error {
			v, ok := want[r.Key]
			if !ok {
				c.say("index %d has a row %x of no message", ix.kind, r.Key)
			} else if !bytes.Equal(v, r.Value) {
				c.say("index %d has %x in row %x, want %x", ix.kind, r.Value, r.Key, v)
			}
			delete(want, r.Key)
			return nil
		})
		if err != nil {
			return err
		}
		for k := range want {
			c.say("index %d lacks row %x", ix.kind, k)
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
		c.dialog(d, row.Count)
		if !d.Hidden {
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
func (c *checker) dialog(d lamplight.Dialog, count int) {
	ms := c.talks[d.Peer]
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
