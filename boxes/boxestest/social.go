package boxestest

import (
	"errors"
	"reflect"
	"slices"
	"testing"

	"lamplight"
	"lamplight/boxes"
)

const (
	club  lamplight.ChannelID = 77
	gang  lamplight.ChatID    = 78
	other lamplight.ChannelID = 79
)

var (
	clubBox  = lamplight.ChannelBox(club)
	clubPeer = lamplight.ChannelPeer(club)
	gangPeer = lamplight.ChatPeer(gang)
)

// publish returns the operation of a post in a channel.
func publish(by lamplight.UserID, c lamplight.ContentID, change ...func(*lamplight.Message)) boxes.Append {
	m := lamplight.Message{Peer: clubPeer, From: peer(by), Content: c, Text: "post"}
	for _, f := range change {
		f(&m)
	}
	return boxes.Append{Box: clubBox, Message: m}
}

// everybody returns the operations of a message in a basic group.
func everybody(by lamplight.UserID, c lamplight.ContentID, change func(to lamplight.UserID, m *lamplight.Message)) (ops []boxes.Op) {
	for _, u := range []lamplight.UserID{ann, bob, cy} {
		m := lamplight.Message{Peer: gangPeer, From: peer(by), Out: u == by, Content: c, Text: "hello"}
		if change != nil {
			change(u, &m)
		}
		ops = append(ops, boxes.Append{Box: box(u), Message: m, Fresh: true})
	}
	return ops
}

func (w *world) check(ids ...lamplight.BoxID) {
	w.t.Helper()
	err := w.Log.(interface {
		Check(ctxType, ...lamplight.BoxID) error
	}).Check(ctx(), ids...)
	if err != nil {
		w.t.Error(err)
	}
}

// testReadChannel moves read marks of a channel in an account's box, which has it in no list.
func testReadChannel(t *testing.T, n New) {
	w := fresh(t, n, boxes.Limits{})
	w.do(boxes.SetDialog{Box: box(ann), Peer: clubPeer, Change: func(d *lamplight.Dialog) {
		d.UnreadMark, d.Pinned, d.Folder, d.Hidden, d.Draft = true, 3, 1, true, &lamplight.Draft{Text: "draft"}
	}})
	for i, s := range []struct {
		op     boxes.ReadChannel
		events []lamplight.EventKind
		at     lamplight.MessageID
	}{
		{boxes.ReadChannel{MaxID: 0}, []lamplight.EventKind{lamplight.EventReadChannel, lamplight.EventDialogUnread}, 0},
		{boxes.ReadChannel{MaxID: 5, Unread: 2}, []lamplight.EventKind{lamplight.EventReadChannel}, 5},
		{boxes.ReadChannel{MaxID: 4}, nil, 5},
		{boxes.ReadChannel{MaxID: 9, Thread: 3}, []lamplight.EventKind{lamplight.EventReadChannel}, 5},
		{boxes.ReadChannel{MaxID: 9, Thread: 3}, nil, 5},
		{boxes.ReadChannel{MaxID: 6, Thread: 4}, []lamplight.EventKind{lamplight.EventReadChannel}, 5},
	} {
		s.op.Box, s.op.Peer = box(ann), clubPeer
		r := w.do(s.op)
		var kinds []lamplight.EventKind
		for _, e := range r.Events {
			kinds = append(kinds, e.Kind)
		}
		if !slices.Equal(kinds, s.events) {
			t.Errorf("step %d: %+v", i, r.Events)
		}
		if len(r.Events) == 1 && (r.Events[0].MaxID != s.op.MaxID || r.Events[0].Unread != s.op.Unread || r.Events[0].Number != int64(s.op.Thread) || r.Events[0].PTS != 0) {
			t.Errorf("step %d: %+v", i, r.Events)
		}
		if d := w.dialog(box(ann), clubPeer); d.ReadInbox != s.at || d.UnreadMark || d.Pinned != 3 || d.Folder != 1 || d.Hidden || d.Draft == nil {
			t.Errorf("step %d: %+v", i, d)
		}
	}
	draft := func(text lamplight.Text) boxes.Op {
		return boxes.SetThread{Box: box(ann), Peer: clubPeer, Thread: 4, Event: lamplight.Event{Kind: lamplight.EventDraft, Peer: clubPeer, Number: 4}, Change: func(m *boxes.ThreadMark) {
			m.ReadInbox, m.Draft = 1000, nil // the mark is not for it to set
			if text != "" {
				m.Draft = &lamplight.Draft{Text: text}
			}
		}}
	}
	if r := w.do(draft("words")); len(r.Events) != 1 || r.Events[0].Kind != lamplight.EventDraft {
		t.Errorf("a draft in a thread: %+v", r.Events)
	}
	if r := w.do(draft("words")); len(r.Events) != 0 {
		t.Errorf("the same draft: %+v", r.Events)
	}
	other := lamplight.ChannelPeer(other)
	w.do(boxes.ReadChannel{Box: box(ann), Peer: other, Thread: 1, MaxID: 2})
	want := []boxes.ThreadMark{
		{Peer: clubPeer, Thread: 3, ReadInbox: 9}, {Peer: clubPeer, Thread: 4, ReadInbox: 6, Draft: &lamplight.Draft{Text: "words"}}, {Peer: other, Thread: 1, ReadInbox: 2},
	}
	for _, q := range []struct {
		peer    lamplight.Peer
		threads []lamplight.MessageID
		want    []boxes.ThreadMark
	}{
		{lamplight.Peer{}, nil, want}, {clubPeer, nil, want[:2]}, {clubPeer, []lamplight.MessageID{4, 3}, []boxes.ThreadMark{want[1], want[0]}},
		{other, []lamplight.MessageID{4}, []boxes.ThreadMark{{Peer: other, Thread: 4}}},
	} {
		if got, err := w.ThreadMarks(ctx(), box(ann), q.peer, q.threads...); err != nil || !reflect.DeepEqual(got, q.want) {
			t.Errorf("marks of %v, %v: %+v, %v", q.peer, q.threads, got, err)
		}
	}
	w.say(bob, ann, 50, 1)
	if p, err := w.Dialogs(ctx(), box(ann), boxes.DialogQuery{Folder: boxes.AllFolders, Limit: 10}); err != nil || p.Count != 1 || len(p.Dialogs) != 1 {
		t.Errorf("the list has %+v, %v", p, err)
	}
	w.do(boxes.SetDialog{Box: box(ann), Peer: other, Change: func(d *lamplight.Dialog) { d.Pinned = 1 }})
	if ds, err := w.Channels(ctx(), box(ann)); err != nil || len(ds) != 2 || ds[0].Peer != clubPeer || ds[1].Peer != other || ds[1].Pinned != 1 {
		t.Errorf("channels: %+v, %v", ds, err)
	}
	if h := w.head(box(ann)); h.Unread != 1 {
		t.Errorf("%d conversations unread", h.Unread)
	}
	w.check(box(ann))
}

// testChannelRefuses appends where a message does not belong.
func testChannelRefuses(t *testing.T, n New) {
	w := fresh(t, n, boxes.Limits{})
	m := lamplight.Message{From: peer(ann), Content: 5}
	for name, o := range map[string]boxes.Op{
		"a private message in a channel":    boxes.Append{Box: clubBox, Message: lamplight.Message{Peer: peer(bob), Content: 1}},
		"another channel's":                 boxes.Append{Box: clubBox, Message: lamplight.Message{Peer: lamplight.ChannelPeer(other), Content: 1}},
		"a channel's in an account":         boxes.Append{Box: box(ann), Message: lamplight.Message{Peer: clubPeer, Content: 1}},
		"one that waits in an account":      boxes.Append{Box: box(ann), Message: func() lamplight.Message { m.Peer = peer(bob); return m }(), Held: true},
		"a read mark in a channel's box":    boxes.ReadChannel{Box: clubBox, Peer: clubPeer, MaxID: 1},
		"a read mark for a person":          boxes.ReadChannel{Box: box(ann), Peer: peer(bob), MaxID: 1},
		"what all read in an account's box": boxes.MarkOutbox{Box: box(ann), MaxID: 1},
		"a thread of nothing":               boxes.SetThread{Box: box(ann), Peer: clubPeer, Change: func(*boxes.ThreadMark) {}},
		"all without a limit":               boxes.SeeContents{Box: clubBox, Peer: clubPeer, User: ann, All: true, Mentions: true},
	} {
		if _, err := w.Apply(ctx(), boxes.Group{Now: at(1), Ops: []boxes.Op{o}}); !errors.Is(err, boxes.ErrGroup) {
			t.Errorf("%s: %v", name, err)
		}
	}
	w.do(publish(ann, 6))
	for name, o := range map[string]boxes.React{
		"nothing":  {ID: 1, Reactor: peer(bob), Reactions: []lamplight.Reaction{{}}},
		"two ways": {ID: 1, Reactor: peer(bob), Reactions: []lamplight.Reaction{{Emoji: "x", Document: 1}}},
		"nobody":   {ID: 1, Reactions: []lamplight.Reaction{thumb}},
	} {
		o.Box = clubBox
		if _, err := w.Apply(ctx(), boxes.Group{Now: at(1), Ops: []boxes.Op{o}}); !errors.Is(err, boxes.ErrGroup) {
			t.Errorf("a reaction of %s: %v", name, err)
		}
	}
	for _, q := range []boxes.HistoryQuery{
		{Peer: clubPeer, Pinned: true, Author: ann}, {Peer: clubPeer, Filter: lamplight.FilterLink, Unseen: boxes.UnseenMention}, {Peer: clubPeer, Thread: 1, Author: ann},
	} {
		if p, err := w.History(ctx(), clubBox, q); err == nil {
			t.Errorf("%+v: %+v", q, p)
		}
	}
}

// testReaders asks who read a message, and when.
func testReaders(t *testing.T, n New) {
	w := fresh(t, n, boxes.Limits{})
	for i := range 40 {
		w.do(publish(ann, lamplight.ContentID(i+1)))
	}
	w.now = 100
	w.do(boxes.MarkOutbox{Box: clubBox, MaxID: 3, Reader: bob})   // 101
	w.do(boxes.MarkOutbox{Box: clubBox, MaxID: 2, Reader: cy})    // 102
	w.do(boxes.MarkOutbox{Box: clubBox, MaxID: 10, Reader: bob})  // 103
	w.do(boxes.MarkOutbox{Box: clubBox, MaxID: 1, Reader: bob})   // goes back
	w.do(boxes.MarkOutbox{Box: clubBox, MaxID: 1000, Reader: cy}) // 105: not beyond the last
	w.do(boxes.MarkOutbox{Box: clubBox, MaxID: 40})               // by nobody in particular
	for id, want := range map[lamplight.MessageID][]boxes.Reading{
		1: {{Reader: bob, At: at(101)}, {Reader: cy, At: at(102)}}, 3: {{Reader: bob, At: at(101)}, {Reader: cy, At: at(105)}},
		4: {{Reader: bob, At: at(103)}, {Reader: cy, At: at(105)}}, 40: {{Reader: cy, At: at(105)}}, 41: nil,
	} {
		if got, err := w.Readers(ctx(), clubBox, id); err != nil || len(got) != len(want) || len(want) > 0 && !reflect.DeepEqual(got, want) {
			t.Errorf("readers of %d: %+v, %v; want %+v", id, got, err, want)
		}
	}
	for id := range lamplight.MessageID(30) { // only the last ones are kept
		w.do(boxes.MarkOutbox{Box: clubBox, MaxID: 11 + id, Reader: bob})
	}
	if got, err := w.Readers(ctx(), clubBox, 1); err != nil || len(got) != 2 || got[1].Reader != bob || !got[1].At.After(at(103)) {
		t.Errorf("readers of 1 after many marks: %+v, %v", got, err)
	}
	w.check(clubBox)
}

// testBasicGroup has mentions, reactions and media in the copies that the members of a basic group hold.
func testBasicGroup(t *testing.T, n New) {
	w := fresh(t, n, boxes.Limits{})
	w.do(everybody(ann, 50, func(to lamplight.UserID, m *lamplight.Message) { m.Mentioned = to == bob })...)
	w.do(everybody(bob, 51, func(to lamplight.UserID, m *lamplight.Message) {
		m.Media, m.Unseen = &lamplight.Media{Kind: lamplight.MediaDocument, Document: &lamplight.Document{ID: 1, Kind: lamplight.DocumentVoice, Hash: lamplight.FileHash{5}}}, true
	})...)
	if d := w.dialog(box(bob), gangPeer); d.Mentions != 1 || d.Unread != 1 {
		t.Errorf("who is named: %+v", d)
	}
	if d := w.dialog(box(cy), gangPeer); d.Mentions != 0 || d.Unread != 2 {
		t.Errorf("who is not: %+v", d)
	}
	react := func(c lamplight.ContentID, by lamplight.UserID, rs ...lamplight.Reaction) (ops []boxes.Op) {
		for _, u := range []lamplight.UserID{ann, bob, cy} {
			ops = append(ops, boxes.React{Box: box(u), Content: c, Reactor: peer(by), Reactions: rs, Named: true, Unread: true, Max: 3, PerUser: 1})
		}
		return ops
	}
	r := w.do(react(50, bob, fire)...)
	if len(r.Events) != 3 || r.Events[0].Kind != lamplight.EventReactions || !slices.Equal(r.Events[0].IDs, []lamplight.MessageID{1}) || r.Events[0].PTS != 0 {
		t.Errorf("a reaction: %+v", r.Events)
	}
	for _, u := range []lamplight.UserID{ann, bob, cy} {
		want := 0
		if u == ann {
			want = 1
		}
		if d := w.dialog(box(u), gangPeer); d.Reacted != want {
			t.Errorf("of %d: %+v", u, d)
		}
		p := w.history(box(u), boxes.HistoryQuery{Peer: gangPeer, Unseen: boxes.UnseenReaction, Limit: 10})
		if len(p.Messages) != want || want > 0 && !p.Messages[0].Reactions.Recent[0].Unread {
			t.Errorf("what %d has not seen: %+v", u, p)
		}
	}
	for code, ops := range map[string][]boxes.Op{"MESSAGE_NOT_MODIFIED": react(50, bob, fire), "REACTIONS_TOO_MANY": react(50, bob, fire, thumb)} {
		var e *lamplight.Error
		if _, err := w.Apply(ctx(), boxes.Group{Now: at(9), Ops: ops}); !errors.As(err, &e) || e.Code != code {
			t.Errorf("%v, want %s", err, code)
		}
	}
	if r := w.do(react(999, bob, fire)...); len(r.Events) != 0 {
		t.Errorf("a reaction to nothing: %+v", r.Events)
	}
	r = w.do(boxes.SeeContents{Box: box(bob), Peer: gangPeer, IDs: []lamplight.MessageID{1, 2, 3}, Mentions: true, Reactions: true})
	if len(r.Events) != 1 || r.Events[0].Kind != lamplight.EventReadContents || !slices.Equal(r.Events[0].IDs, []lamplight.MessageID{1}) || r.Events[0].Box != box(bob) {
		t.Errorf("a mention that is seen: %+v", r.Events)
	}
	r = w.do(boxes.SeeContents{Box: box(cy), Peer: gangPeer, IDs: []lamplight.MessageID{2}, Unseen: true}, boxes.SeeContents{Box: box(bob), Peer: gangPeer, Contents: []lamplight.ContentID{51}, Unseen: true})
	if len(r.Events) != 2 || r.Events[1].Box != box(bob) {
		t.Errorf("a voice message that is heard: %+v", r.Events)
	}
	if ms, err := w.Messages(ctx(), box(cy), []lamplight.MessageID{2}); err != nil || ms[0].Unseen {
		t.Errorf("afterwards: %+v, %v", ms, err)
	}
	w.do(boxes.SeeContents{Box: box(ann), Peer: gangPeer, All: true, Limit: 10, Reactions: true})
	if d := w.dialog(box(ann), gangPeer); d.Reacted != 0 {
		t.Errorf("reactions that are seen: %+v", d)
	}
	for _, q := range []struct {
		q    boxes.HistoryQuery
		want []lamplight.MessageID
	}{
		{boxes.HistoryQuery{Filter: lamplight.FilterVoice}, []lamplight.MessageID{2}}, {boxes.HistoryQuery{Filter: lamplight.FilterRoundVoice}, []lamplight.MessageID{2}},
		{boxes.HistoryQuery{Filter: lamplight.FilterPhoto}, nil}, {boxes.HistoryQuery{Author: ann}, []lamplight.MessageID{1}},
	} {
		q.q.Peer, q.q.Limit = gangPeer, 10
		if p := w.history(box(cy), q.q); !slices.Equal(idsOf(p.Messages), q.want) || p.Count != len(q.want) {
			t.Errorf("%+v: %v of %d", q.q, idsOf(p.Messages), p.Count)
		}
	}
	copies, err := w.CopiesOf(ctx(), 50, boxes.Copy{}, 10)
	holding, err2 := w.Holding(ctx(), lamplight.FileHash{5}, boxes.Copy{}, 10)
	if err != nil || err2 != nil || len(copies) != 3 || len(holding) != 3 || copies[1] != (boxes.Copy{Box: box(bob), ID: 1, Content: 50}) {
		t.Errorf("copies %+v, %v; files %+v, %v", copies, err, holding, err2)
	}
	var ops []boxes.Op
	for _, c := range append(copies, holding...) {
		ops = append(ops, boxes.Delete{Box: c.Box, Contents: []lamplight.ContentID{c.Content}})
	}
	w.do(everybody(ann, 52, func(to lamplight.UserID, m *lamplight.Message) { m.Mentioned = to != ann })...)
	w.do(react(52, cy, thumb)...)
	w.check(box(ann), box(bob), box(cy))
	ops = append(ops, boxes.Delete{Box: box(bob), IDs: []lamplight.MessageID{3}}, boxes.Delete{Box: box(ann), IDs: []lamplight.MessageID{3}})
	w.do(ops...)
	for _, u := range []lamplight.UserID{ann, bob} {
		if d := w.dialog(box(u), gangPeer); d.Mentions != 0 || d.Reacted != 0 || d.Top != 0 {
			t.Errorf("with everything gone: %+v", d)
		}
	}
	if left, err := w.CopiesOf(ctx(), 50, boxes.Copy{}, 10); err != nil || len(left) != 0 {
		t.Errorf("copies left: %+v, %v", left, err)
	}
	w.check(box(ann), box(bob), box(cy))
}

// testUnread counts what is unread of a long channel with pieces missing.
func testUnread(t *testing.T, n New) {
	w := fresh(t, n, boxes.Limits{Page: 2000})
	const posts = 3500
	var ops []boxes.Op
	for i := range posts {
		by := ann
		if i%500 == 7 {
			by = bob
		}
		if ops = append(ops, publish(by, lamplight.ContentID(i+1))); len(ops) == 500 {
			w.do(ops...)
			ops = nil
		}
	}
	gone := map[lamplight.MessageID]bool{}
	for _, id := range []lamplight.MessageID{1, 5, 1023, 1024, 1025, 1030, 2047, 2048, 2600, 3500} {
		gone[id] = true
		w.do(boxes.Delete{Box: clubBox, IDs: []lamplight.MessageID{id}})
	}
	var qs []boxes.UnreadQuery
	var want []int
	for _, after := range []lamplight.MessageID{0, 1, 4, 5, 1000, 1022, 1023, 1024, 1025, 2046, 2047, 2048, 3000, 3499, 3500, 4000} {
		for _, by := range []lamplight.UserID{0, bob} {
			count := 0
			for id := after + 1; id <= posts; id++ {
				if !gone[id] && !(by != 0 && (id-1)%500 == 7) {
					count++
				}
			}
			qs, want = append(qs, boxes.UnreadQuery{Box: clubBox, Peer: clubPeer, After: after, By: by}), append(want, count)
		}
	}
	if got, err := w.Unread(ctx(), qs); err != nil || !slices.Equal(got, want) {
		t.Errorf("%v, %v\nwant %v", got, err, want)
	}
	w.say(ann, bob, 9000, 5)
	w.do(private(bob, ann, 9100, "back")...)
	if got, err := w.Unread(ctx(), []boxes.UnreadQuery{{Box: box(bob), Peer: peer(ann), After: 2, By: bob}, {Box: clubBox, Peer: clubPeer, Thread: 5}, {Box: lamplight.ChannelBox(other), Peer: lamplight.ChannelPeer(other)}}); err != nil || !slices.Equal(got, []int{3, 0, 0}) {
		t.Errorf("in an account's box, a thread and nowhere: %v, %v", got, err)
	}
}

// testHeld keeps messages back and lets them go.
func testHeld(t *testing.T, n New) {
	w := fresh(t, n, boxes.Limits{Quota: 1500})
	w.do(publish(ann, 1))
	for c := range lamplight.ContentID(3) {
		o := publish(bob, c+2)
		o.Held = true
		if r := w.do(o); len(r.Events) != 0 {
			t.Errorf("told of what waits: %+v", r.Events)
		}
	}
	w.do(publish(ann, 5))
	o := publish(bob, 6, func(m *lamplight.Message) { m.Text = lamplight.Text(make([]byte, 1000)) })
	o.Held = true
	if _, err := w.Apply(ctx(), boxes.Group{Now: at(50), Ops: []boxes.Op{o}}); !errors.Is(err, boxes.ErrQuota) {
		t.Errorf("what waits counts towards the quota: %v", err)
	}
	twice := publish(bob, 2)
	if _, err := w.Apply(ctx(), boxes.Group{Now: at(50), Ops: []boxes.Op{twice}}); !errors.Is(err, boxes.ErrGroup) {
		t.Errorf("the content of one that waits, again: %v", err)
	}
	if got := w.ids(clubBox, clubPeer); !slices.Equal(got, []lamplight.MessageID{5, 1}) {
		t.Errorf("everybody sees %v", got)
	}
	if ms, err := w.Messages(ctx(), clubBox, []lamplight.MessageID{2, 3, 5}); err != nil || len(ms) != 1 {
		t.Errorf("by id: %v, %v", idsOf(ms), err)
	}
	for _, s := range []struct {
		q    boxes.HistoryQuery
		want []lamplight.MessageID
	}{
		{boxes.HistoryQuery{Limit: 10, For: bob}, []lamplight.MessageID{5, 4, 3, 2, 1}}, {boxes.HistoryQuery{Limit: 10, For: ann}, []lamplight.MessageID{5, 1}},
		{boxes.HistoryQuery{Limit: 2, For: bob}, []lamplight.MessageID{5, 4}}, {boxes.HistoryQuery{Limit: 2, For: bob, OffsetID: 4}, []lamplight.MessageID{3, 2}},
		{boxes.HistoryQuery{Limit: 10, For: bob, OffsetID: 3}, []lamplight.MessageID{2, 1}}, {boxes.HistoryQuery{Limit: 10, For: bob, MinID: 2, MaxID: 5}, []lamplight.MessageID{4, 3}},
		{boxes.HistoryQuery{Limit: 10, For: bob, Pinned: true}, nil},
	} {
		s.q.Peer = clubPeer
		if got := w.seen(clubBox, s.q); !slices.Equal(got, s.want) {
			t.Errorf("%+v: %v, want %v", s.q, got, s.want)
		}
	}
	w.do(boxes.Edit{Box: clubBox, Content: 3, Change: func(m *lamplight.Message) { m.Text, m.Held = "other", false }})
	if r := w.do(boxes.Delete{Box: clubBox, Contents: []lamplight.ContentID{4}}); len(r.Events) != 0 {
		t.Errorf("told that it waits no more: %+v", r.Events)
	}
	w.check(clubBox)
	r := w.do(boxes.Release{Box: clubBox, ID: 3}, boxes.Release{Box: clubBox, ID: 4}, boxes.Release{Box: clubBox, ID: 99})
	if len(r.Events) != 1 || r.Events[0].Kind != lamplight.EventNewMessage || r.Events[0].PTS != 3 || r.Events[0].Message.ID != 3 || r.Events[0].Message.Text != "other" || r.Events[0].Message.Held {
		t.Errorf("let go: %+v", r.Events)
	}
	if got := w.ids(clubBox, clubPeer); !slices.Equal(got, []lamplight.MessageID{5, 3, 1}) {
		t.Errorf("then everybody sees %v", got)
	}
	if held, err := w.Held(ctx(), clubBox, 0); err != nil || !slices.Equal(idsOf(held), []lamplight.MessageID{2}) || !held[0].Held {
		t.Errorf("waits: %+v, %v", held, err)
	}
	w.check(clubBox)
}

// testManyBoxes reads the dialogs of many channels at once.
func testManyBoxes(t *testing.T, n New) {
	w := fresh(t, n, boxes.Limits{})
	var cs []boxes.Conversation
	var at []boxes.Place
	var ops []boxes.Op
	for i := range lamplight.ChannelID(500) {
		c := boxes.Conversation{Box: lamplight.ChannelBox(i + 1), Peer: lamplight.ChannelPeer(i + 1)}
		cs, at = append(cs, c), append(at, boxes.Place{Box: c.Box, Peer: c.Peer, ID: 1})
		ops = append(ops, boxes.Append{Box: c.Box, Message: lamplight.Message{Peer: c.Peer, From: peer(ann), Content: lamplight.ContentID(i + 1), Text: "post", Views: int(i)}})
	}
	w.do(ops...)
	ds, err := w.DialogsOf(ctx(), cs)
	if err != nil {
		t.Fatal(err)
	}
	for i, d := range ds {
		if d.Peer != cs[i].Peer || d.Top != 1 || d.PTS != 1 || d.Unread != 0 || d.Hidden || !d.TopDate.Equal(noon.Add(1e9)) {
			t.Fatalf("channel %d: %+v", i, d)
		}
	}
	ms, err := w.MessagesOf(ctx(), append(at, boxes.Place{Box: box(ann), Peer: peer(bob), ID: 1}))
	if err != nil || len(ms) != 500 || ms[77].Views != 77 || ms[77].Box != cs[77].Box {
		t.Fatalf("%d messages, %v", len(ms), err)
	}
}
