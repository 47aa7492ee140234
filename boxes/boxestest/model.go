package boxestest

import (
	"cmp"
	"fmt"
	"reflect"
	"slices"
	"testing"
	"time"

	"pgregory.net/rapid"

	"lamplight"
	"lamplight/boxes"
)

// testModel applies random groups to a log and to a small model of it, and compares everything that can be read. The
// model keeps one list of messages for each box and counts anew each time; it shares no code with package boxes.
func testModel(t *testing.T, n New) {
	w := fresh(t, n, boxes.Limits{Page: 7})
	round := lamplight.UserID(0)
	rapid.Check(t, func(rt *rapid.T) {
		round += 10 // boxes that no other round wrote to
		m := &model{rt: rt, w: w, users: []lamplight.UserID{round + 1, round + 2, round + 3}, boxes: map[lamplight.BoxID]*modelBox{}}
		for _, u := range m.users {
			m.boxes[box(u)] = &modelBox{id: box(u), dialogs: map[lamplight.Peer]*modelDialog{}}
		}
		for range rapid.IntRange(1, 40).Draw(rt, "groups") {
			m.step()
		}
		for _, u := range m.users {
			m.compare(m.boxes[box(u)])
		}
		m.compareExpiries()
		for _, u := range m.users { // what is left to go is nothing to the next round
			if _, err := w.Apply(ctx(), boxes.Group{Now: at(1000), Ops: m.expire(at(1000), m.boxes[box(u)])}); err != nil {
				rt.Fatal(err)
			}
		}
	})
}

type model struct {
	rt       *rapid.T
	w        *world
	users    []lamplight.UserID
	boxes    map[lamplight.BoxID]*modelBox
	now      int
	contents []lamplight.ContentID
	archived []boxes.Conversation // in the archive, that messages of the group came into
}

type modelBox struct {
	id       lamplight.BoxID
	top      lamplight.MessageID
	pts      lamplight.PTS
	seq      int64
	date     time.Time
	messages []lamplight.Message // by id
	dialogs  map[lamplight.Peer]*modelDialog
	events   []lamplight.Event // with the pts
	notes    []lamplight.Event
}

// A modelDialog is what cannot be counted from the messages.
type modelDialog struct {
	readIn, readOut, cleared lamplight.MessageID
	date                     time.Time
	mark, hidden             bool
	pinned, folder, ttl      int
	draft                    string
}

func (b *modelBox) dialog(p lamplight.Peer) *modelDialog {
	if b.dialogs[p] == nil {
		b.dialogs[p] = &modelDialog{hidden: true}
	}
	return b.dialogs[p]
}

// with returns the messages of a conversation, oldest first.
func (b *modelBox) with(p lamplight.Peer) (ms []lamplight.Message) {
	for _, m := range b.messages {
		if m.Peer == p {
			ms = append(ms, m)
		}
	}
	return ms
}

func (b *modelBox) unread(p lamplight.Peer) (n int) {
	for _, m := range b.with(p) {
		if !m.Out && m.From.User() != b.id.User() && m.ID > b.dialogs[p].readIn {
			n++
		}
	}
	return n
}

func (b *modelBox) event(now time.Time, e lamplight.Event, count int) {
	e.Box, e.Date, e.Origin, e.Count = b.id, now, 7, int32(count)
	b.date = now
	if count == 0 {
		b.seq++
		e.Seq = b.seq
		b.notes = append(b.notes, e)
		return
	}
	b.pts += lamplight.PTS(count)
	e.PTS = b.pts
	b.events = append(b.events, e)
}

func (b *modelBox) remove(now time.Time, gone func(lamplight.Message) bool) {
	var ids []lamplight.MessageID
	touched := map[lamplight.Peer]bool{}
	b.messages = slices.DeleteFunc(b.messages, func(m lamplight.Message) bool {
		if gone(m) {
			ids = append(ids, m.ID)
			touched[m.Peer] = true
			return true
		}
		return false
	})
	for p := range touched {
		if left := b.with(p); len(left) > 0 {
			b.dialogs[p].date = left[len(left)-1].Sent
		}
	}
	if len(ids) > 0 {
		b.event(now, lamplight.Event{Kind: lamplight.EventDeleteMessages, IDs: ids}, len(ids))
	}
}

// step draws a group, applies it to both and compares what Apply returned.
func (m *model) step() {
	m.now += rapid.IntRange(0, 3).Draw(m.rt, "seconds")
	now := at(m.now)
	type mark struct {
		events, notes int
	}
	before := map[lamplight.BoxID]mark{}
	for id, b := range m.boxes {
		before[id] = mark{len(b.events), len(b.notes)}
	}
	var ops []boxes.Op
	remaining := 0
	m.archived = nil
	for range rapid.IntRange(1, 3).Draw(m.rt, "operations") {
		more, left := m.draw(now)
		ops, remaining = append(ops, more...), remaining+left
	}
	r, err := m.w.Apply(ctx(), boxes.Group{Now: now, Origin: 7, Ops: ops})
	if err != nil {
		m.rt.Fatalf("apply %+v: %v", ops, err)
	}
	if r.Remaining != remaining {
		m.rt.Fatalf("%+v: remaining %d, want %d", ops, r.Remaining, remaining)
	}
	if !slices.Equal(r.Archived, m.archived) {
		m.rt.Fatalf("%+v: into the archive came %v, want %v", ops, r.Archived, m.archived)
	}
	for id, b := range m.boxes {
		var got []string
		for _, e := range r.Events {
			if e.Box == id && e.PTS != 0 {
				got = append(got, show(e))
			}
		}
		var want []string
		for _, e := range b.events[before[id].events:] {
			want = append(want, show(e))
		}
		if !slices.Equal(got, want) {
			m.rt.Fatalf("%+v: events of box %d\n%v\nwant\n%v", ops, id, got, want)
		}
	}
}

// show tells two events apart.
func show(e lamplight.Event) string {
	var c lamplight.ContentID
	if e.Message != nil {
		c = e.Message.Content
	}
	return fmt.Sprint(e.Kind, e.Box, e.PTS, e.Count, e.Seq, e.Date.Unix(), e.Origin, e.IDs, e.Peer, e.MaxID, e.Unread, c)
}

// draw draws operations, applies them to the model, and returns them with what a clearing leaves.
func (m *model) draw(now time.Time) (ops []boxes.Op, remaining int) {
	u := rapid.SampledFrom(m.users).Draw(m.rt, "user")
	p := peer(rapid.SampledFrom(m.users).Draw(m.rt, "peer"))
	b := m.boxes[box(u)]
	switch rapid.SampledFrom([]string{"send", "send", "send", "edit", "delete", "clear", "read", "read out", "pin", "set", "expire", "note"}).Draw(m.rt, "kind") {
	case "send":
		return m.send(now, u, p.User()), 0
	case "edit":
		return m.edit(now, b), 0
	case "delete":
		ids := rapid.SliceOfN(rapid.Custom(func(t *rapid.T) lamplight.MessageID {
			return lamplight.MessageID(rapid.IntRange(1, int(b.top)+2).Draw(t, "id"))
		}), 0, 4).Draw(m.rt, "ids")
		var contents []lamplight.ContentID
		if len(m.contents) > 0 {
			contents = rapid.SliceOfN(rapid.SampledFrom(m.contents), 0, 2).Draw(m.rt, "contents")
		}
		b.remove(now, func(x lamplight.Message) bool {
			return slices.Contains(ids, x.ID) || slices.Contains(contents, x.Content)
		})
		return []boxes.Op{boxes.Delete{Box: b.id, IDs: ids, Contents: contents}}, 0
	case "clear":
		return m.clear(now, b, p)
	case "read":
		return m.read(now, b, p), 0
	case "read out":
		return m.readOut(now, b, p), 0
	case "pin":
		return m.pin(now, b, p)
	case "set":
		return m.set(now, b, p), 0
	case "expire":
		return m.expire(now, b), 0
	default:
		b.event(now, lamplight.Event{Kind: lamplight.EventUser, Peer: p}, 0)
		return []boxes.Op{boxes.Note{Box: b.id, Event: lamplight.Event{Kind: lamplight.EventUser, Peer: p}}}, 0
	}
}

func (m *model) send(now time.Time, from, to lamplight.UserID) []boxes.Op {
	c := lamplight.ContentID(int64(from)*1000 + int64(len(m.contents)) + 1)
	m.contents = append(m.contents, c)
	read := rapid.Bool().Draw(m.rt, "read inbox")
	x := lamplight.Message{From: peer(from), Content: c, Sent: now, Text: "text"}
	out, in := x, x
	out.Peer, out.Out = peer(to), to != from
	in.Peer = peer(from)
	ttl := m.boxes[box(from)].dialog(peer(to)).ttl // the sender's side decides for both
	ops := []boxes.Op{boxes.Append{Box: box(from), Message: out, ReadInbox: read, ClearDraft: read}}
	out.TTL, in.TTL = ttl, ttl
	m.add(now, m.boxes[box(from)], out, read)
	if from != to {
		ops = append(ops, boxes.Append{Box: box(to), Message: in})
		m.add(now, m.boxes[box(to)], in, false)
	}
	return ops
}

func (m *model) add(now time.Time, b *modelBox, x lamplight.Message, read bool) {
	b.top++
	x.Box, x.ID = b.id, b.top
	d := b.dialog(x.Peer)
	marked := d.mark
	unread := b.unread(x.Peer) > 0 || marked
	b.messages = append(b.messages, x)
	d.date, d.hidden = now, false
	b.event(now, lamplight.Event{Kind: lamplight.EventNewMessage, Message: &x}, 1)
	if c := (boxes.Conversation{Box: b.id, Peer: x.Peer}); d.folder == 1 && !x.Out && x.Peer != peer(b.id.User()) && !slices.Contains(m.archived, c) {
		m.archived = append(m.archived, c)
	}
	if x.Peer.User() == b.id.User() {
		d.readIn, d.readOut = x.ID, x.ID
	}
	if !read {
		return
	}
	d.readIn, d.mark = x.ID, false
	if unread {
		b.event(now, lamplight.Event{Kind: lamplight.EventReadInbox, Peer: x.Peer, MaxID: x.ID}, 1)
		b.unmark(now, x.Peer, marked)
	}
	if d.draft != "" {
		d.draft = ""
		b.event(now, lamplight.Event{Kind: lamplight.EventDraft, Peer: x.Peer}, 0)
	}
}

// unmark tells that the mark by hand is gone, if there was one.
func (b *modelBox) unmark(now time.Time, p lamplight.Peer, marked bool) {
	if marked {
		b.event(now, lamplight.Event{Kind: lamplight.EventDialogUnread, Peer: p}, 0)
	}
}

func (m *model) edit(now time.Time, b *modelBox) []boxes.Op {
	if len(m.contents) == 0 {
		return nil
	}
	c := rapid.SampledFrom(m.contents).Draw(m.rt, "content")
	text := lamplight.Text(rapid.StringN(1, 8, 32).Draw(m.rt, "text"))
	for i := range b.messages {
		if b.messages[i].Content == c {
			b.messages[i].Text = text
			x := b.messages[i]
			b.event(now, lamplight.Event{Kind: lamplight.EventEditMessage, Message: &x}, 1)
		}
	}
	return []boxes.Op{boxes.Edit{Box: b.id, Content: c, Change: func(x *lamplight.Message) { x.Text = text }}}
}

func (m *model) clear(now time.Time, b *modelBox, p lamplight.Peer) ([]boxes.Op, int) {
	op := boxes.Clear{
		Box: b.id, Peer: p, Keep: rapid.Bool().Draw(m.rt, "keep"), Limit: rapid.IntRange(1, 5).Draw(m.rt, "limit"),
		MaxID: lamplight.MessageID(rapid.IntRange(0, int(b.top)+1).Draw(m.rt, "max id")),
	}
	if rapid.IntRange(0, 3).Draw(m.rt, "dated") == 0 {
		from := rapid.IntRange(0, m.now).Draw(m.rt, "since")
		op.Since, op.Until = at(from), at(rapid.IntRange(from, m.now+1).Draw(m.rt, "until"))
	}
	all := b.with(p)
	var match []lamplight.MessageID
	for _, x := range all {
		if (op.MaxID == 0 || x.ID <= op.MaxID) && (op.Since.IsZero() || !x.Sent.Before(op.Since) && !x.Sent.After(op.Until)) {
			match = append(match, x.ID)
		}
	}
	left := max(0, len(match)-op.Limit)
	b.remove(now, func(x lamplight.Message) bool { return slices.Contains(match[left:], x.ID) })
	if b.dialogs[p] == nil {
		return []boxes.Op{op}, left
	}
	d := b.dialogs[p]
	if op.Since.IsZero() && left == 0 && len(all) > 0 {
		upTo := all[len(all)-1].ID
		if op.MaxID > 0 {
			upTo = min(upTo, op.MaxID)
		}
		d.cleared = max(d.cleared, upTo)
	}
	if len(b.with(p)) == 0 && !op.Keep {
		if d.pinned > 0 {
			b.event(now, lamplight.Event{Kind: lamplight.EventDialogPinned, Peer: p, Number: int64(d.folder)}, 0)
		}
		b.unmark(now, p, d.mark)
		d.hidden, d.pinned, d.mark = true, 0, false
	}
	return []boxes.Op{op}, left
}

func (m *model) read(now time.Time, b *modelBox, p lamplight.Peer) []boxes.Op {
	op := boxes.ReadInbox{Box: b.id, Peer: p, MaxID: lamplight.MessageID(rapid.IntRange(0, int(b.top)+2).Draw(m.rt, "max id"))}
	d := b.dialogs[p]
	if d == nil {
		return []boxes.Op{op}
	}
	upTo := min(op.MaxID, b.top)
	if len(b.with(p)) == 0 {
		upTo = 0
	}
	if upTo <= d.readIn && !d.mark {
		return []boxes.Op{op}
	}
	marked := d.mark
	d.readIn, d.mark = max(d.readIn, upTo), false
	b.event(now, lamplight.Event{Kind: lamplight.EventReadInbox, Peer: p, MaxID: d.readIn, Unread: b.unread(p)}, 1)
	b.unmark(now, p, marked)
	return []boxes.Op{op}
}

func (m *model) readOut(now time.Time, b *modelBox, p lamplight.Peer) []boxes.Op {
	if len(m.contents) == 0 {
		return nil
	}
	op := boxes.ReadOutbox{
		Box: b.id, Peer: p, Content: rapid.SampledFrom(m.contents).Draw(m.rt, "content"), Sent: at(rapid.IntRange(0, m.now).Draw(m.rt, "sent")),
	}
	var id lamplight.MessageID
	held := slices.IndexFunc(b.messages, func(x lamplight.Message) bool { return x.Content == op.Content })
	switch {
	case held >= 0 && b.messages[held].Peer == p:
		id = b.messages[held].ID
	case held < 0:
		for _, x := range b.with(p) {
			if x.Sent.Before(op.Sent) {
				id = x.ID
			}
		}
	}
	if id == 0 || id <= b.dialog(p).readOut {
		return []boxes.Op{op}
	}
	b.dialog(p).readOut = id
	b.event(now, lamplight.Event{Kind: lamplight.EventReadOutbox, Peer: p, MaxID: id}, 1)
	return []boxes.Op{op}
}

// pin pins or unpins up to three messages, or unpins the newest ones.
func (m *model) pin(now time.Time, b *modelBox, p lamplight.Peer) ([]boxes.Op, int) {
	op := boxes.Pin{Box: b.id, Peer: p, Pinned: rapid.Bool().Draw(m.rt, "pinned")}
	op.IDs = rapid.SliceOfN(rapid.Custom(func(t *rapid.T) lamplight.MessageID {
		return lamplight.MessageID(rapid.IntRange(1, int(b.top)+2).Draw(t, "id"))
	}), 0, 3).Draw(m.rt, "ids")
	named, remaining := op.IDs, 0
	if !op.Pinned && rapid.Bool().Draw(m.rt, "all") {
		op.All, op.Limit = true, rapid.IntRange(1, 2).Draw(m.rt, "limit")
		named = nil
		for _, x := range slices.Backward(b.with(p)) {
			switch {
			case !x.Pinned:
			case len(named) < op.Limit:
				named = append(named, x.ID)
			default:
				remaining++
			}
		}
	}
	var changed []lamplight.MessageID
	for i := range b.messages {
		x := &b.messages[i]
		if x.Peer == p && x.Pinned != op.Pinned && slices.Contains(named, x.ID) {
			x.Pinned = op.Pinned
			changed = append(changed, x.ID)
		}
	}
	if len(changed) > 0 {
		b.event(now, lamplight.Event{Kind: lamplight.EventPinMessages, Peer: p, IDs: changed, Flag: op.Pinned}, 1)
	}
	return []boxes.Op{op}, remaining
}

func (m *model) set(now time.Time, b *modelBox, p lamplight.Peer) []boxes.Op {
	d := *b.dialog(p)
	switch rapid.IntRange(0, 5).Draw(m.rt, "what") {
	case 0:
		d.mark = rapid.Bool().Draw(m.rt, "mark")
	case 1:
		d.pinned = rapid.IntRange(0, 3).Draw(m.rt, "pinned")
	case 2:
		d.folder = rapid.IntRange(0, 1).Draw(m.rt, "folder")
	case 3:
		d.draft = rapid.SampledFrom([]string{"", "a", "b"}).Draw(m.rt, "draft")
	case 4:
		d.ttl = rapid.SampledFrom([]int{0, 1, 5, 30}).Draw(m.rt, "timer")
	default:
		d.hidden = rapid.Bool().Draw(m.rt, "hidden")
	}
	if d != *b.dialog(p) {
		*b.dialog(p) = d
		b.event(now, lamplight.Event{Kind: lamplight.EventDialogUnread, Peer: p}, 0)
	}
	return []boxes.Op{boxes.SetDialog{
		Box: b.id, Peer: p, Event: lamplight.Event{Kind: lamplight.EventDialogUnread, Peer: p},
		Change: func(x *lamplight.Dialog) {
			x.UnreadMark, x.Pinned, x.Folder, x.Hidden, x.TTL, x.Draft = d.mark, d.pinned, d.folder, d.hidden, d.ttl, nil
			if d.draft != "" {
				x.Draft = &lamplight.Draft{Text: lamplight.Text(d.draft)}
			}
		},
	}}
}

// expire removes what is to go by now, as the messages themselves say.
func (m *model) expire(now time.Time, b *modelBox) []boxes.Op {
	op := boxes.Expire{Box: b.id}
	var gone []lamplight.MessageID
	for _, e := range b.expiries() {
		if !e.At.After(now) {
			op.Due, gone = append(op.Due, e), append(gone, e.ID)
		}
	}
	b.remove(now, func(x lamplight.Message) bool { return slices.Contains(gone, x.ID) })
	return []boxes.Op{op}
}

func (b *modelBox) expiries() (out []boxes.Expiry) {
	for _, x := range b.messages {
		if x.TTL > 0 {
			out = append(out, boxes.Expiry{Box: b.id, ID: x.ID, At: x.Sent.Add(time.Duration(x.TTL) * time.Second)})
		}
	}
	return out
}

// compareExpiries holds what the log says is to go against what the messages of all boxes say.
func (m *model) compareExpiries() {
	var want []boxes.Expiry
	for _, b := range m.boxes {
		want = append(want, b.expiries()...)
	}
	slices.SortFunc(want, func(x, y boxes.Expiry) int {
		return cmp.Or(x.At.Compare(y.At), cmp.Compare(x.Box, y.Box), cmp.Compare(x.ID, y.ID))
	})
	want = want[:min(len(want), 7)] // a page
	got, err := m.w.Expired(ctx(), boxes.Expiry{}, time.Time{}, 100)
	if err != nil || !slices.Equal(got, want) {
		m.rt.Fatalf("to go: %+v, %v\nwant %+v", got, err, want)
	}
}

// compare reads everything of a box and holds it against the model.
func (m *model) compare(b *modelBox) {
	rt, w := m.rt, m.w
	head := boxes.Head{PTS: b.pts, Seq: b.seq, Top: b.top, Date: b.date}
	for _, p := range m.peers(b) {
		if d := b.dialogs[p]; d != nil && !d.hidden && d.folder == 0 && (b.unread(p) > 0 || d.mark) {
			head.Unread++
		}
	}
	for _, x := range b.messages {
		head.Messages++
		head.Bytes += 256 + int64(len(x.Text)) // these have neither formatting nor quotes
	}
	got := w.head(b.id)
	if got.Box != 0 {
		head.Box = b.id
	}
	if got != head {
		rt.Fatalf("head %+v\nwant %+v", got, head)
	}
	m.compareLists(b)
	for _, p := range m.peers(b) {
		m.compareHistory(b, p)
	}
	var events, wantEvents []string
	for after, more := lamplight.PTS(0), true; more; {
		es, next, err := w.Events(ctx(), b.id, after, 5)
		if err != nil {
			rt.Fatal(err)
		}
		for _, e := range es {
			events, after = append(events, show(e)), e.PTS
		}
		more = next
	}
	for _, e := range b.events {
		if e.Message != nil && !slices.ContainsFunc(b.messages, func(x lamplight.Message) bool { return x.ID == e.Message.ID }) {
			e.Kind, e.IDs, e.Message = lamplight.EventDeleteMessages, []lamplight.MessageID{e.Message.ID}, nil
		}
		wantEvents = append(wantEvents, show(e))
	}
	if !slices.Equal(events, wantEvents) {
		rt.Fatalf("events\n%v\nwant\n%v", events, wantEvents)
	}
	for after := int64(0); after <= b.seq; after++ {
		notes, err := w.Notes(ctx(), b.id, after, noon, 1)
		if err != nil || len(notes) != min(1, int(b.seq-after)) || len(notes) == 1 && show(notes[0]) != show(b.notes[after]) {
			rt.Fatalf("notes after %d: %+v, %v", after, notes, err)
		}
	}
}

func (m *model) peers(*modelBox) (ps []lamplight.Peer) {
	for _, u := range m.users {
		ps = append(ps, peer(u))
	}
	return ps
}

// modelOf returns a dialog as the log should give it.
func (b *modelBox) modelOf(p lamplight.Peer) lamplight.Dialog {
	d := b.dialogs[p]
	if d == nil {
		return lamplight.Dialog{Peer: p}
	}
	out := lamplight.Dialog{
		Peer: p, TopDate: d.date, ReadInbox: d.readIn, ReadOutbox: d.readOut, Unread: b.unread(p), UnreadMark: d.mark,
		Pinned: d.pinned, Folder: d.folder, Cleared: d.cleared, Hidden: d.hidden, TTL: d.ttl,
	}
	if ms := b.with(p); len(ms) > 0 {
		out.Top = ms[len(ms)-1].ID
	}
	if d.draft != "" {
		out.Draft = &lamplight.Draft{Text: lamplight.Text(d.draft)}
	}
	return out
}

func (m *model) compareLists(b *modelBox) {
	for folder := range 2 {
		var want []lamplight.Dialog
		for _, p := range m.peers(b) {
			d := b.modelOf(p)
			got := m.w.dialog(b.id, p)
			if !reflect.DeepEqual(got, d) && !(reflect.DeepEqual(got, lamplight.Dialog{Peer: p}) && reflect.DeepEqual(d, lamplight.Dialog{Peer: p, Hidden: true})) {
				m.rt.Fatalf("dialog %+v\nwant %+v", got, d)
			}
			if b.dialogs[p] != nil && !d.Hidden && d.Folder == folder {
				want = append(want, d)
			}
		}
		slices.SortFunc(want, func(x, y lamplight.Dialog) int {
			if (x.Pinned > 0) != (y.Pinned > 0) {
				return cmp.Compare(y.Pinned, x.Pinned)
			}
			if x.Pinned > 0 {
				return cmp.Or(cmp.Compare(y.Pinned, x.Pinned), cmp.Compare(x.Peer.ID, y.Peer.ID))
			}
			return cmp.Or(y.TopDate.Compare(x.TopDate), cmp.Compare(y.Top, x.Top), cmp.Compare(y.Peer.ID, x.Peer.ID))
		})
		page, err := m.w.Dialogs(ctx(), b.id, boxes.DialogQuery{Folder: folder, Limit: 5})
		if err != nil || page.Count != len(want) || len(page.Dialogs) != len(want) {
			m.rt.Fatalf("list %d: %d dialogs of %d, %v; want %d", folder, len(page.Dialogs), page.Count, err, len(want))
		}
		for i := range want {
			if !reflect.DeepEqual(page.Dialogs[i], want[i]) {
				m.rt.Fatalf("list %d at %d: %+v\nwant %+v", folder, i, page.Dialogs[i], want[i])
			}
		}
	}
}

func (m *model) compareHistory(b *modelBox, p lamplight.Peer) {
	all := b.with(p)
	slices.Reverse(all)
	var pinned []lamplight.MessageID
	for _, x := range all {
		if x.Pinned {
			pinned = append(pinned, x.ID)
		}
	}
	if got := m.w.history(b.id, boxes.HistoryQuery{Peer: p, Limit: 1000, Pinned: true}); len(pinned) <= 7 && !slices.Equal(idsOf(got.Messages), pinned) {
		m.rt.Fatalf("pinned %v, want %v", idsOf(got.Messages), pinned)
	}
	for _, add := range []int{0, 2, -3} {
		for _, limit := range []int{0, 1, 4} {
			q := boxes.HistoryQuery{Peer: p, AddOffset: add, Limit: limit, OffsetID: lamplight.MessageID(rapid.IntRange(0, int(b.top)+1).Draw(m.rt, "offset"))}
			all := all
			if rapid.IntRange(0, 2).Draw(m.rt, "bounded") == 0 {
				q.Least = lamplight.MessageID(rapid.IntRange(0, int(b.top)+1).Draw(m.rt, "least"))
				q.Most = lamplight.MessageID(rapid.IntRange(0, int(b.top)+1).Draw(m.rt, "most"))
				all = slices.DeleteFunc(slices.Clone(all), func(x lamplight.Message) bool {
					return x.ID < q.Least || q.Most > 0 && x.ID > q.Most
				})
			}
			pos := func(id lamplight.MessageID) int { // results up to id, inclusive
				n := 0
				for _, x := range all {
					if x.ID >= id {
						n++
					}
				}
				return n
			}
			from := add
			if q.OffsetID > 0 {
				from += pos(q.OffsetID)
			}
			to := min(max(from+limit, 0), len(all))
			from = min(max(from, 0), to)
			got := m.w.history(b.id, q)
			if got.Count != len(all) || len(got.Messages) != to-from {
				m.rt.Fatalf("history %+v: %v of %d; want %v of %d", q, idsOf(got.Messages), got.Count, idsOf(all[from:to]), len(all))
			}
			for i, x := range all[from:to] {
				if !reflect.DeepEqual(got.Messages[i], x) {
					m.rt.Fatalf("history %+v at %d: %+v\nwant %+v", q, i, got.Messages[i], x)
				}
			}
			if to > from && got.OffsetIDOffset != from {
				m.rt.Fatalf("history %+v: %d newer, want %d", q, got.OffsetIDOffset, from)
			}
		}
	}
}
