package boxes

import (
	"errors"
	"strings"
	"testing"
	"time"

	"lamplight"
)

// TestCheckSees breaks each kind of row of a good box: the check that other tests rest on notices.
func TestCheckSees(t *testing.T) {
	const box = lamplight.BoxID(1001)
	peer := lamplight.UserPeer(1002)
	fresh := func(t *testing.T) *Overlay {
		rows := NewOverlay(nothing{})
		for i := range 9 {
			ops := []Op{Append{Box: box, Message: lamplight.Message{Peer: peer, From: peer, Content: lamplight.ContentID(i + 1), Text: "text"}}}
			if i == 5 {
				ops = append(ops, Pin{Box: box, Peer: peer, IDs: []lamplight.MessageID{2}, Pinned: true}, Delete{Box: box, IDs: []lamplight.MessageID{3, 4}},
					ReadInbox{Box: box, Peer: peer, MaxID: 5}, Note{Box: box, Event: lamplight.Event{Kind: lamplight.EventUser, Peer: peer}})
			}
			_, writes, err := Plan(t.Context(), rows, Limits{Events: 10}, Group{Key: string(rune('a' + i)), KeyBox: box, Now: time.Unix(1_700_000_000, 0), Ops: ops})
			if err != nil {
				t.Fatal(err)
			}
			rows.Merge(writes)
		}
		return rows
	}
	if err := Check(t.Context(), fresh(t), box); err != nil {
		t.Fatalf("a good box: %v", err)
	}
	for _, kind := range Kinds() {
		if kind == KindKey || kind == KindReadTime || kind > KindReadTime {
			continue // what is forgotten in time may be missing; what an account's box has not is looked at below
		}
		rows := fresh(t)
		found, err := rows.Scan(t.Context(), Range{Box: box, Kind: kind, Limit: 100})
		if err != nil || len(found) == 0 {
			t.Fatalf("kind %d: %d rows, %v", kind, len(found), err)
		}
		for _, r := range found {
			rows := fresh(t)
			rows.Put(Key{box, kind, r.Key}, nil)
			if Check(t.Context(), rows, box) == nil {
				t.Errorf("a row of kind %d is missing, and nothing is said", kind)
			}
		}
	}
	for name, breakIt := range map[string]func(*headRow){
		"messages": func(h *headRow) { h.Messages++ }, "bytes": func(h *headRow) { h.Bytes-- }, "unread": func(h *headRow) { h.Unread++ },
		"listed": func(h *headRow) { h.Listed[1]++ }, "pts": func(h *headRow) { h.PTS++ }, "seq": func(h *headRow) { h.Seq++ },
		"top": func(h *headRow) { h.Top -= 2 }, "oldest": func(h *headRow) { h.OldestPTS-- },
	} {
		rows := fresh(t)
		h, err := readHead(t.Context(), rows, box)
		if err != nil {
			t.Fatal(err)
		}
		breakIt(&h)
		v, err := encode(&h)
		if err != nil {
			t.Fatal(err)
		}
		rows.Put(headKey(box), v)
		if err := Check(t.Context(), rows, box); err == nil || !strings.Contains(err.Error(), "box 1001") {
			t.Errorf("a wrong number of %s: %v", name, err)
		}
	}
}

// TestCheckSeesChannels does so with what groups and channels have.
func TestCheckSeesChannels(t *testing.T) {
	channel, owner := lamplight.ChannelBox(5), lamplight.AccountBox(1001)
	peer, group := lamplight.ChannelPeer(5), lamplight.ChatPeer(6)
	by := func(u lamplight.UserID) lamplight.Peer { return lamplight.UserPeer(u) }
	fresh := func(t *testing.T) *Overlay {
		rows := NewOverlay(nothing{})
		root := lamplight.Message{Peer: peer, From: by(1), Text: "root", Media: &lamplight.Media{Kind: lamplight.MediaPhoto, Photo: &lamplight.Photo{
			ID: 1, Sizes: []lamplight.PhotoSize{{Type: "x", Hash: lamplight.FileHash{7}}}}}, Views: 1}
		answer := lamplight.Message{Peer: peer, From: by(2), Reply: &lamplight.Reply{ID: 1, Thread: 1}, Mentions: []lamplight.UserID{1}, Forward: &lamplight.Forward{Content: 77}}
		for i, ops := range [][]Op{
			{Append{Box: channel, Message: with(root, 1)}},
			{Append{Box: channel, Message: with(answer, 2)}},
			{Append{Box: channel, Message: with(answer, 3)}, Delete{Box: channel, IDs: []lamplight.MessageID{3}}},
			{Append{Box: channel, Message: with(root, 4), Held: true}},
			{Pin{Box: channel, Peer: peer, IDs: []lamplight.MessageID{2}, Pinned: true}},
			{React{Box: channel, ID: 1, Reactor: by(3), Reactions: []lamplight.Reaction{{Emoji: "👍"}}, Named: true, Unread: true}},
			{MarkOutbox{Box: channel, MaxID: 2, Reader: 3}},
			{Append{Box: owner, Message: with(lamplight.Message{Peer: group, From: by(9), Mentioned: true}, 5)}},
			{ReadChannel{Box: owner, Peer: peer, MaxID: 2}, ReadChannel{Box: owner, Peer: peer, Thread: 1, MaxID: 2}},
		} {
			_, writes, err := Plan(t.Context(), rows, Limits{}, Group{Now: time.Unix(1_700_000_000+int64(i), 0), Ops: ops})
			if err != nil {
				t.Fatal(err)
			}
			rows.Merge(writes)
		}
		return rows
	}
	all := func(rows Rows) error {
		return errors.Join(Check(t.Context(), rows, channel), Check(t.Context(), rows, owner),
			CheckCopies(t.Context(), rows, []lamplight.BoxID{channel, owner}))
	}
	if err := all(fresh(t)); err != nil {
		t.Fatalf("good boxes: %v", err)
	}
	for _, k := range []struct {
		box  lamplight.BoxID
		kind Kind
	}{
		{channel, KindHead}, {channel, KindMessage}, {channel, KindDialog}, {channel, KindEvent}, {channel, KindNote}, {channel, KindByID}, {channel, KindContent},
		{channel, KindPinned}, {channel, KindCounts}, {channel, KindReacted}, {channel, KindReactor}, {channel, KindThread},
		{channel, KindFilter}, {channel, KindAuthor}, {channel, KindGap}, {channel, KindHeld}, {copiesBox, KindCopy}, {filesBox, KindFile},
		{owner, KindUnseen}, {owner, KindAuthor},
	} {
		found, err := fresh(t).Scan(t.Context(), Range{Box: k.box, Kind: k.kind, Limit: 100})
		if err != nil || len(found) == 0 {
			t.Fatalf("kind %d: %d rows, %v", k.kind, len(found), err)
		}
		for _, r := range found {
			rows := fresh(t)
			rows.Put(Key{k.box, k.kind, r.Key}, nil)
			if all(rows) == nil {
				t.Errorf("a row of kind %d is missing, and nothing is said", k.kind)
			}
			rows = fresh(t)
			rows.Put(Key{k.box, k.kind, "\x7f" + r.Key[min(len(r.Key), 1):]}, r.Value)
			if k.kind != KindHead && all(rows) == nil {
				t.Errorf("there is a row of kind %d too many, and nothing is said", k.kind)
			}
		}
	}
}

func with(m lamplight.Message, c lamplight.ContentID) lamplight.Message {
	m.Content = c
	return m
}
