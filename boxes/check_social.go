package boxes

import (
	"bytes"
	"context"
	"encoding/binary"
	"errors"
	"maps"
	"slices"

	"lamplight"
)

// exactly says which rows of a kind are not the wanted ones.
func (c *checker) exactly(kind Kind, want map[string][]byte) error {
	err := c.all(kind, func(r Row) error {
		v, ok := want[r.Key]
		if !ok {
			c.say("kind %d has a row %x that stands for nothing", kind, r.Key)
		} else if !bytes.Equal(v, r.Value) {
			c.say("kind %d has %x in row %x, want %x", kind, r.Value, r.Key, v)
		}
		delete(want, r.Key)
		return nil
	})
	for k := range want {
		c.say("kind %d lacks row %x", kind, k)
	}
	return err
}

// held looks at messages that wait, and then at what the head counts.
func (c *checker) held() error {
	err := c.all(KindHeld, func(r Row) error {
		id := messageKeyID(r.Key)
		m, err := decodeMessage(c.box, id, r.Value)
		if err != nil {
			return err
		}
		if c.box.Channel() == 0 || !m.Held || c.byID[id] != nil || id > c.head.Top {
			c.say("message %d is said to wait", id)
		}
		c.count++
		c.size += SizeOf(&m)
		c.waiting[id] = true
		c.wants(id, KindContent, contentKey(m.Content), binary.BigEndian.AppendUint32(nil, uint32(id)))
		return nil
	})
	if c.head.Counted == countedBy && (c.head.Messages != c.count || c.head.Bytes != c.size) {
		c.say("the head counts %d messages and %d bytes; there are %d and %d", c.head.Messages, c.head.Bytes, c.count, c.size)
	}
	return err
}

// counts holds what is counted beside messages of a channel's box against threads.
func (c *checker) counts() error {
	replies := map[lamplight.MessageID][]*lamplight.Message{}
	for _, m := range c.byID {
		if thread := m.Thread(); thread != 0 && c.box.Channel() != 0 {
			replies[thread] = append(replies[thread], m)
		}
	}
	err := c.all(KindCounts, func(r Row) error {
		id := messageKeyID(r.Key)
		row, err := decodeCounts(r.Value)
		if err != nil {
			return err
		}
		if row.empty() || row.Views < 0 || row.Forwards < 0 || row.Elsewhere < 0 {
			c.say("message %d counts %+v", id, row)
		}
		if c.byID[id] == nil && row.Views+row.Forwards+row.Elsewhere > 0 {
			c.say("message %d is not there and counts %+v", id, row)
		}
		of := replies[id]
		delete(replies, id)
		var top *lamplight.Message
		wrote := map[lamplight.Peer]bool{}
		for _, m := range of {
			wrote[m.From] = true
			if top == nil || m.ID > top.ID {
				top = m
			}
		}
		if row.Replies != len(of) || top != nil && (row.Top != top.ID || row.TopSent != seconds(top.Sent)) || top == nil && row.Top != 0 {
			c.say("the thread of %d counts %d messages, the last %d; there are %d", id, row.Replies, row.Top, len(of))
		}
		for i, p := range row.Repliers {
			if len(of) > 0 && !wrote[p] && i == 0 || slices.Contains(row.Repliers[:i], p) || i >= maxRepliers {
				c.say("the thread of %d names %v", id, row.Repliers)
			}
		}
		return nil
	})
	for id := range replies {
		c.say("the thread of %d counts nothing", id)
	}
	return err
}

// gaps holds what says how many ids have no message against the ids.
func (c *checker) gaps() error {
	want := map[string][]byte{}
	if c.box.Channel() != 0 {
		gone := map[uint32]int{}
		for id := lamplight.MessageID(1); id <= c.head.Top; id++ {
			if c.byID[id] == nil {
				gone[gapOf(id)]++
			}
		}
		for bucket, n := range gone {
			want[gapKey(bucket)] = []byte{version, byte(n >> 8), byte(n)}
		}
	}
	return c.exactly(KindGap, want)
}

// reactions holds who reacted against tallies, and the lists of who reacted against both.
func (c *checker) reactions() error {
	lists := map[string]bool{}
	tallies := map[lamplight.MessageID]map[lamplight.Reaction]int{}
	if err := c.all(KindReacted, func(r Row) error {
		var row reactedRow
		if err := decode(r.Value, &row); err != nil {
			return err
		}
		id := lamplight.MessageID(binary.BigEndian.Uint32([]byte(r.Key)))
		if tallies[id] == nil {
			tallies[id] = map[lamplight.Reaction]int{}
		}
		for i, x := range row.Reactions {
			tallies[id][x]++
			if row.Named {
				lists[reactorKey(reactorPrefix(id, lamplight.Reaction{}), row.Seq, i)] = true
				lists[reactorKey(reactorPrefix(id, x), row.Seq, i)] = true
			}
		}
		return nil
	}); err != nil {
		return err
	}
	for id, m := range c.byID {
		got := map[lamplight.Reaction]int{}
		if m.Reactions != nil {
			for _, t := range m.Reactions.Tallies {
				got[t.Reaction] = t.Count
			}
		}
		if !maps.Equal(got, tallies[id]) {
			c.say("message %d has %d reactions; there are %d", id, len(got), len(tallies[id]))
		}
		delete(tallies, id)
	}
	for id := range tallies {
		c.say("somebody reacted to message %d, which is not there", id)
	}
	newest := map[lamplight.MessageID][]lamplight.Reactor{}
	err := c.all(KindReactor, func(r Row) error {
		if !lists[r.Key] {
			c.say("a list of who reacted has a row %x", r.Key)
		}
		delete(lists, r.Key)
		x, err := decodeReactor(r.Value)
		id := lamplight.MessageID(binary.BigEndian.Uint32([]byte(r.Key)))
		if r.Key[idSize] == 0 && len(newest[id]) < recentReactors {
			newest[id] = append(newest[id], x)
		}
		return err
	})
	for k := range lists {
		c.say("a list of who reacted lacks row %x", k)
	}
	for id, m := range c.byID {
		if m.Reactions == nil || !m.Reactions.Named {
			continue
		}
		recent := slices.Clone(m.Reactions.Recent)
		for i := range recent {
			recent[i].Unread = false
		}
		if !slices.Equal(recent, newest[id]) {
			c.say("message %d names %d reactors; the newest are %d others", id, len(recent), len(newest[id]))
		}
	}
	return err
}

// unseen holds what users have not seen against messages.
func (c *checker) unseen() error {
	c.drawn = map[lamplight.Peer][2]int{}
	rows := map[string]string{} // with the thread of the conversation → with that of the message
	err := c.all(KindUnseen, func(r Row) error {
		peer, id := readPeer(r.Key), messageKeyID(r.Key)
		user := lamplight.UserID(binary.BigEndian.Uint64([]byte(r.Key[peerSize:])))
		kind := UnseenKind(r.Key[peerSize+userSize])
		thread := messageKeyID(r.Key[:len(r.Key)-idSize])
		of, _, err := readUnseen(r.Value)
		if err != nil {
			return err
		}
		m := c.byID[id]
		switch {
		case m == nil || m.Peer != peer:
			c.say("user %d has not seen message %d, which is not there", user, id)
			return nil
		case of != m.Thread() || thread != 0 && thread != of:
			c.say("user %d has not seen message %d in thread %d, which is in %d", user, id, thread, m.Thread())
		case kind == UnseenMention && c.box.Channel() != 0 && !slices.Contains(m.Mentions, user),
			kind == UnseenMention && c.box.User() != 0 && (user != c.box.User() || !m.Mentioned),
			kind == UnseenReaction && (m.Reactions == nil || c.box.Channel() != 0 && m.Wrote() != user):
			c.say("message %d has nothing of kind %d for user %d", id, kind, user)
		}
		if of != 0 {
			k := withID(unseenPrefix(peer, user, kind, 0), id)
			rows[k] += string([]byte{byte(min(1, thread))})
		}
		if n := c.drawn[peer]; thread == 0 {
			n[kind/2]++
			c.drawn[peer] = n
		}
		return nil
	})
	for k, v := range rows {
		if v != "\x00\x01" {
			c.say("what is unseen in a thread has rows %x of %x", v, k)
		}
	}
	if err != nil || c.box.User() == 0 {
		return err
	}
	return c.all(KindDialog, func(r Row) error {
		d, err := decodeDialog(r.Value)
		if n := c.drawn[d.Dialog.Peer]; n != [2]int{d.Dialog.Mentions, d.Dialog.Reacted} {
			c.say("dialog with %v counts %d mentions and %d reacted; there are %v", d.Dialog.Peer, d.Dialog.Mentions, d.Dialog.Reacted, n)
		}
		return err
	})
}

// marks reads what nothing else in the box says.
func (c *checker) marks() error {
	err := c.all(KindThreadMark, func(r Row) error {
		t, err := decodeThreadMark(readPeer(r.Key), messageKeyID(r.Key), r.Value)
		if t.Peer.Channel() == 0 || t.Thread <= 0 || c.box.User() == 0 {
			c.say("a mark in thread %d of %v", t.Thread, t.Peer)
		}
		return err
	})
	return errors.Join(err, c.all(KindReader, func(r Row) error {
		var row readerRow
		err := decode(r.Value, &row)
		if !slices.IsSortedFunc(row.Marks, func(a, b readerMark) int { return int(a.ID - b.ID) }) || c.box.Channel() == 0 {
			c.say("a reader's marks %v", row.Marks)
		}
		return err
	}))
}

// CheckCopies holds the indexes of copies and of files, which stand together for all boxes, against the messages of the given
// boxes, which must be all that there are.
func CheckCopies(ctx context.Context, rows Rows, ids []lamplight.BoxID) error {
	want := map[Kind]map[string][]byte{KindCopy: {}, KindFile: {}}
	for _, id := range ids {
		c := &checker{ctx: ctx, rows: rows, box: id}
		for _, kind := range []Kind{KindMessage, KindHeld} {
			err := c.all(kind, func(r Row) error {
				m, err := decodeMessage(id, messageKeyID(r.Key), r.Value)
				if err != nil {
					return err
				}
				for _, w := range shared(&m) {
					want[w.Kind][w.Key.Key] = w.Value
				}
				return nil
			})
			if err != nil {
				return err
			}
		}
	}
	c := &checker{ctx: ctx, rows: rows, box: copiesBox}
	err := c.exactly(KindCopy, want[KindCopy])
	c.box = filesBox
	return errors.Join(err, c.exactly(KindFile, want[KindFile]), errors.Join(c.wrong...))
}

// Check holds everything that boxes hold against itself, as the function Check does. It reads all of it.
func (r *Reader) Check(ctx context.Context, ids ...lamplight.BoxID) error {
	rows, end, err := r.View(ctx, ids...)
	if err != nil {
		return err
	}
	defer end()
	var wrong []error
	for _, id := range ids {
		wrong = append(wrong, Check(ctx, rows, id))
	}
	return errors.Join(wrong...)
}
