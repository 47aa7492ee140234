package boxestest

import (
	"cmp"
	"fmt"
	"maps"
	"math"
	"reflect"
	"slices"
	"testing"

	"pgregory.net/rapid"

	"lamplight"
	"lamplight/boxes"
)

// testChannelModel applies random groups to a channel's box and to a small model of it, and compares what can be read. The
// model keeps the posts and counts anew each time; it shares no code with package boxes.
func testChannelModel(t *testing.T, n New) {
	w := fresh(t, n, boxes.Limits{})
	round := int64(0)
	rapid.Check(t, func(rt *rapid.T) {
		round++ // a channel and people that no other round had
		id := lamplight.ChannelID(round)
		m := &channelModel{
			rt: rt, w: w, box: lamplight.ChannelBox(id), peer: lamplight.ChannelPeer(id), next: lamplight.ContentID(round * 1000),
			posts: map[lamplight.MessageID]*post{}, threadRead: map[lamplight.MessageID]lamplight.MessageID{},
		}
		for i := range 3 {
			m.users = append(m.users, lamplight.UserID(round*10+int64(i)+1))
		}
		for range rapid.IntRange(1, 40).Draw(rt, "groups") {
			m.step()
		}
		m.compare()
	})
}

// A post is a message of the model with all that stands beside it.
type post struct {
	lamplight.Message
	views, forwards, elsewhere int
	reacted                    map[lamplight.UserID][]lamplight.Reaction
	order                      []lamplight.UserID // who reacted, the last one last
	mention                    map[lamplight.UserID]bool
	unread                     map[lamplight.UserID]bool // reactors that the author has not seen
}

type channelModel struct {
	rt         *rapid.T
	w          *world
	box        lamplight.BoxID
	peer       lamplight.Peer
	users      []lamplight.UserID
	now        int
	next       lamplight.ContentID
	top        lamplight.MessageID
	pts        lamplight.PTS
	posts      map[lamplight.MessageID]*post
	readOut    lamplight.MessageID
	threadRead map[lamplight.MessageID]lamplight.MessageID
}

var (
	thumb  = lamplight.Reaction{Emoji: "👍"}
	fire   = lamplight.Reaction{Emoji: "🔥"}
	custom = lamplight.Reaction{Document: 9}
)

func (m *channelModel) user(what string) lamplight.UserID {
	return rapid.SampledFrom(m.users).Draw(m.rt, what)
}

// id draws an id that may or may not be that of a post.
func (m *channelModel) id(what string) lamplight.MessageID {
	return lamplight.MessageID(rapid.IntRange(1, int(m.top)+1).Draw(m.rt, what))
}

// shown returns the posts that everybody sees, oldest first.
func (m *channelModel) shown() (ps []*post) {
	for _, id := range slices.Sorted(maps.Keys(m.posts)) {
		if !m.posts[id].Held {
			ps = append(ps, m.posts[id])
		}
	}
	return ps
}

func (m *channelModel) apply(fails bool, ops ...boxes.Op) boxes.Result {
	m.now++
	r, err := m.w.Apply(ctx(), boxes.Group{Now: at(m.now), Origin: 7, Ops: ops})
	if fails != (err != nil) {
		m.rt.Fatalf("%+v: %v; fails %v", ops, err, fails)
	}
	return r
}

// tells holds the events of the channel's box against what is wanted: kinds, and the pts that they cost.
func (m *channelModel) tells(r boxes.Result, want ...lamplight.EventKind) {
	var got []lamplight.EventKind
	for _, e := range r.Events {
		if e.Box == m.box {
			got = append(got, e.Kind)
			m.pts += lamplight.PTS(e.Count)
			if e.PTS != 0 && e.PTS != m.pts {
				m.rt.Fatalf("event %+v: want pts %d", e, m.pts)
			}
		}
	}
	if !slices.Equal(got, want) {
		m.rt.Fatalf("events %v, want %v", got, want)
	}
}

func (m *channelModel) step() {
	switch rapid.SampledFrom([]string{"post", "post", "post", "delete", "release", "react", "react", "see", "count", "edit", "pin", "read", "clear"}).Draw(m.rt, "kind") {
	case "post":
		m.post()
	case "delete":
		ids := rapid.SliceOfN(rapid.Custom(func(t *rapid.T) lamplight.MessageID {
			return lamplight.MessageID(rapid.IntRange(1, int(m.top)+1).Draw(t, "id"))
		}), 1, 3).Draw(m.rt, "ids")
		told := m.gone(ids)
		m.tells(m.apply(false, boxes.Delete{Box: m.box, IDs: ids}), told...)
	case "release":
		id := m.id("id")
		p, r := m.posts[id], m.apply(false, boxes.Release{Box: m.box, ID: id})
		if p == nil || !p.Held {
			m.tells(r)
			return
		}
		m.tells(r, lamplight.EventNewMessage)
		p.Held = false
		p.arrive()
	case "react":
		m.react()
	case "see":
		m.see()
	case "count":
		o := boxes.Count{Box: m.box, ID: m.id("id"), Views: rapid.IntRange(-1, 3).Draw(m.rt, "views"), Forwards: rapid.IntRange(-1, 2).Draw(m.rt, "forwards"), Replies: rapid.IntRange(-1, 2).Draw(m.rt, "replies")}
		if p := m.posts[o.ID]; p != nil && !p.Held {
			p.views, p.forwards, p.elsewhere = max(0, p.views+o.Views), max(0, p.forwards+o.Forwards), max(0, p.elsewhere+o.Replies)
		}
		m.tells(m.apply(false, o))
	case "edit":
		p := m.posts[m.id("id")]
		if p == nil {
			return
		}
		media := m.media()
		r := m.apply(false, boxes.Edit{Box: m.box, Content: p.Content, Change: func(x *lamplight.Message) { x.Media, x.Text = media, "edited" }})
		p.Media, p.Text = media, "edited"
		if p.Held {
			m.tells(r)
			return
		}
		m.tells(r, lamplight.EventEditMessage)
	case "pin":
		o := boxes.Pin{Box: m.box, Peer: m.peer, IDs: []lamplight.MessageID{m.id("id")}, Pinned: rapid.Bool().Draw(m.rt, "pinned")}
		p := m.posts[o.IDs[0]]
		if p == nil || p.Held || p.Pinned == o.Pinned {
			m.tells(m.apply(false, o))
			return
		}
		p.Pinned = o.Pinned
		m.tells(m.apply(false, o), lamplight.EventPinMessages)
	case "read":
		m.read()
	case "clear":
		id := m.id("id")
		var ids []lamplight.MessageID
		for _, p := range m.shown() {
			if p.ID <= id {
				ids = append(ids, p.ID)
			}
		}
		ids = ids[max(0, len(ids)-2):]
		told := m.gone(ids)
		m.tells(m.apply(false, boxes.Clear{Box: m.box, Peer: m.peer, MaxID: id, Limit: 2}), told...)
	}
}

// media draws what a post carries, or nothing.
func (m *channelModel) media() *lamplight.Media {
	hash := lamplight.FileHash{byte(rapid.IntRange(1, 3).Draw(m.rt, "file")), 0xff}
	switch rapid.IntRange(0, 5).Draw(m.rt, "media") {
	case 0:
		return &lamplight.Media{Kind: lamplight.MediaPhoto, Photo: &lamplight.Photo{ID: 1, Date: noon, Sizes: []lamplight.PhotoSize{{Type: "m", Hash: hash}, {Type: "i", Inline: []byte{1}}}}}
	case 1:
		return &lamplight.Media{Kind: lamplight.MediaDocument, Document: &lamplight.Document{ID: 2, Date: noon, Kind: lamplight.DocumentVoice, Hash: hash}}
	case 2:
		return &lamplight.Media{Kind: lamplight.MediaPoll, Poll: 5}
	default:
		return nil
	}
}

func (m *channelModel) post() {
	m.next++
	by := m.user("author")
	x := lamplight.Message{Peer: m.peer, From: lamplight.UserPeer(by), Content: m.next, Text: "text", Media: m.media(), Unseen: rapid.Bool().Draw(m.rt, "voice")}
	if rapid.IntRange(0, 4).Draw(m.rt, "unnamed") == 0 {
		x.From, x.Sender = m.peer, by
	}
	if ps := m.shown(); len(ps) > 0 && rapid.Bool().Draw(m.rt, "answers") {
		to := rapid.SampledFrom(ps).Draw(m.rt, "to")
		thread := to.Thread()
		if thread == 0 {
			thread = to.ID
		}
		x.Reply = &lamplight.Reply{ID: to.ID, Thread: thread}
	}
	if rapid.Bool().Draw(m.rt, "mentions") {
		x.Mentions = []lamplight.UserID{m.user("named")}
	}
	if rapid.IntRange(0, 3).Draw(m.rt, "forwarded") == 0 {
		x.Forward = &lamplight.Forward{From: lamplight.UserPeer(1), Date: noon, Content: m.source()}
	}
	o := boxes.Append{Box: m.box, Message: x, Held: rapid.IntRange(0, 3).Draw(m.rt, "held") == 0}
	o.Message.Views = rapid.IntRange(0, 1).Draw(m.rt, "views")
	r := m.apply(false, o, boxes.ReadChannel{Box: box(by), Peer: m.peer, Appended: true})
	m.top++
	x.Box, x.ID, x.Sent, x.Held = m.box, m.top, at(m.now), o.Held
	p := &post{Message: x, reacted: map[lamplight.UserID][]lamplight.Reaction{}, mention: map[lamplight.UserID]bool{}, unread: map[lamplight.UserID]bool{}}
	m.posts[x.ID] = p
	if d := m.w.dialog(box(by), m.peer); d.ReadInbox != x.ID || d.Hidden {
		m.rt.Fatalf("what one writes is read: %+v, want %d", d, x.ID)
	}
	if o.Held {
		m.tells(r)
		return
	}
	p.views = o.Message.Views
	p.arrive()
	m.tells(r, lamplight.EventNewMessage)
	if !reflect.DeepEqual(*r.Events[0].Message, m.full(p)) {
		m.rt.Fatalf("told of %+v\nwant %+v", *r.Events[0].Message, m.full(p))
	}
}

func (m *channelModel) source() lamplight.ContentID { return m.peerless() }

// peerless is a content that posts of this round are taken from.
func (m *channelModel) peerless() lamplight.ContentID {
	return lamplight.ContentID(-1 - int64(m.box.Channel()))
}

func (p *post) arrive() {
	for _, u := range p.Mentions {
		if u != p.Wrote() {
			p.mention[u] = true
		}
	}
}

// gone removes posts and returns the events that tell of it.
func (m *channelModel) gone(ids []lamplight.MessageID) (told []lamplight.EventKind) {
	for _, id := range ids {
		if p := m.posts[id]; p != nil {
			if !p.Held {
				told = []lamplight.EventKind{lamplight.EventDeleteMessages}
			}
			delete(m.posts, id)
			if t := p.Thread(); t != 0 && !p.Held && m.replies(t) == 0 {
				delete(m.threadRead, t)
			}
		}
	}
	return told
}

func (m *channelModel) replies(thread lamplight.MessageID) (n int) {
	for _, p := range m.shown() {
		if p.Thread() == thread {
			n++
		}
	}
	return n
}

func (m *channelModel) react() {
	o := boxes.React{Box: m.box, ID: m.id("id"), Reactor: lamplight.UserPeer(m.user("reactor")), Named: true, Unread: true, Max: 2, PerUser: 2}
	o.Reactions = rapid.SliceOfNDistinct(rapid.SampledFrom([]lamplight.Reaction{thumb, fire, custom}), 0, 3, rapid.ID[lamplight.Reaction]).Draw(m.rt, "reactions")
	p, u := m.posts[o.ID], o.Reactor.User()
	if p == nil || p.Held {
		m.tells(m.apply(false, o))
		return
	}
	after := maps.Clone(p.reacted)
	after[u] = o.Reactions
	before, distinct := tallyOf(p.reacted), tallyOf(after)
	grew := false
	for r := range distinct {
		grew = grew || before[r] == 0
	}
	if len(o.Reactions) > 2 || slices.Equal(p.reacted[u], o.Reactions) || grew && len(distinct) > 2 {
		m.apply(true, o)
		return
	}
	p.reacted[u] = o.Reactions
	p.order = slices.DeleteFunc(p.order, func(x lamplight.UserID) bool { return x == u })
	delete(p.unread, u)
	if len(o.Reactions) > 0 {
		p.order = append(p.order, u)
		if u != p.Wrote() {
			p.unread[u] = true
		}
	}
	m.tells(m.apply(false, o), lamplight.EventReactions)
	m.settle(p)
}

// settle forgets what is unread of a post where nothing of it is among the newest any more.
func (m *channelModel) settle(p *post) {
	if !slices.ContainsFunc(m.recent(p), func(x lamplight.Reactor) bool { return x.Unread }) {
		clear(p.unread)
	}
}

func tallyOf(reacted map[lamplight.UserID][]lamplight.Reaction) map[lamplight.Reaction]int {
	n := map[lamplight.Reaction]int{}
	for _, rs := range reacted {
		for _, r := range rs {
			n[r]++
		}
	}
	return n
}

// reactors lists who reacted, newest first.
func (m *channelModel) reactors(p *post) (all []lamplight.Reactor) {
	for _, u := range slices.Backward(p.order) {
		for _, r := range p.reacted[u] {
			all = append(all, lamplight.Reactor{Peer: lamplight.UserPeer(u), Reaction: r, Unread: p.unread[u]})
		}
	}
	return all
}

func (m *channelModel) recent(p *post) []lamplight.Reactor {
	all := m.reactors(p)
	return all[:min(3, len(all))]
}

func (m *channelModel) see() {
	u := m.user("user")
	o := boxes.SeeContents{
		Box: m.box, Peer: m.peer, User: u, Mentions: rapid.Bool().Draw(m.rt, "mentions"), Reactions: rapid.Bool().Draw(m.rt, "reactions"),
		Unseen: rapid.Bool().Draw(m.rt, "listened"), All: rapid.Bool().Draw(m.rt, "all"), Limit: 2000,
	}
	if !o.All {
		o.IDs = []lamplight.MessageID{m.id("id"), m.id("id")}
	} else if rapid.Bool().Draw(m.rt, "in a thread") {
		o.Thread = m.id("thread")
	}
	var own, all []lamplight.MessageID
	for _, p := range m.shown() {
		if o.All && o.Thread != 0 && p.Thread() != o.Thread || !o.All && !slices.Contains(o.IDs, p.ID) {
			continue
		}
		news := false
		if o.Mentions && p.mention[u] {
			delete(p.mention, u)
			news = true
		}
		if o.Reactions && p.Wrote() == u && len(p.unread) > 0 {
			clear(p.unread)
			news = true
		}
		if news {
			own = append(own, p.ID)
		}
		if o.Unseen && !o.All && p.Message.Unseen {
			p.Message.Unseen = false
			all = append(all, p.ID)
		}
	}
	r := m.apply(false, o)
	for _, e := range r.Events {
		want := own
		if e.Box == m.box {
			want = all
		}
		if e.Kind != lamplight.EventReadContents || !slices.Equal(e.IDs, want) || e.Peer != m.peer || e.Box != m.box && e.Box != box(u) || e.Number != int64(o.Thread) {
			m.rt.Fatalf("%+v: %+v; want %v, %v", o, e, own, all)
		}
	}
	if len(r.Events) != min(1, len(own))+min(1, len(all)) {
		m.rt.Fatalf("%+v: %+v; want %v, %v", o, r.Events, own, all)
	}
}

// read tells that somebody read, the channel or a thread.
func (m *channelModel) read() {
	o := boxes.MarkOutbox{Box: m.box, MaxID: m.id("id"), Reader: m.user("reader")}
	if rapid.Bool().Draw(m.rt, "in a thread") {
		o.Thread = m.id("thread")
	}
	var top lamplight.MessageID
	if ps := m.shown(); len(ps) > 0 {
		top = ps[len(ps)-1].ID
	}
	id := min(o.MaxID, top)
	r := m.apply(false, o)
	switch {
	case o.Thread == 0 && id > m.readOut:
		m.readOut = id
	case o.Thread != 0 && m.replies(o.Thread) > 0 && id > m.threadRead[o.Thread]:
		m.threadRead[o.Thread] = id
	default:
		m.tells(r)
		return
	}
	m.tells(r, lamplight.EventReadChannelOutbox)
	if e := r.Events[0]; e.MaxID != id || e.Number != int64(o.Thread) || e.Peer != m.peer {
		m.rt.Fatalf("%+v: %+v", o, e)
	}
}

// full returns a post as the box should give it.
func (m *channelModel) full(p *post) lamplight.Message {
	x := p.Message
	x.Views, x.Forwards, x.Replies = p.views, p.forwards, p.elsewhere
	for _, q := range m.shown() {
		if q.Thread() == x.ID {
			x.Replies++
			x.LastReply = q.ID
		}
	}
	if tally := tallyOf(p.reacted); len(tally) > 0 {
		x.Reactions = &lamplight.Reactions{Named: true}
		for r, n := range tally {
			x.Reactions.Tallies = append(x.Reactions.Tallies, lamplight.Tally{Reaction: r, Count: n})
		}
		x.Reactions.Recent = m.recent(p)
	}
	return x
}

// plain takes from a message what the model does not follow: in which order the same counts come, when somebody reacted, and who
// wrote before the last one in a thread.
func plain(x lamplight.Message) lamplight.Message {
	x.Repliers = nil
	if x.Reactions != nil {
		rs := *x.Reactions
		rs.Tallies, rs.Recent = slices.Clone(rs.Tallies), slices.Clone(rs.Recent)
		slices.SortFunc(rs.Tallies, func(a, b lamplight.Tally) int {
			return cmp.Or(b.Count-a.Count, cmp.Compare(a.Reaction.Emoji, b.Reaction.Emoji))
		})
		for i := range rs.Recent {
			rs.Recent[i].Date = noon
		}
		x.Reactions = &rs
	}
	return x
}

func (m *channelModel) compare() {
	rt, w, shown := m.rt, m.w, m.shown()
	if err := w.Log.(interface {
		Check(ctxType, ...lamplight.BoxID) error
	}).Check(ctx(), append([]lamplight.BoxID{m.box}, box(m.users[0]), box(m.users[1]), box(m.users[2]))...); err != nil {
		rt.Fatal(err)
	}
	page := func(what string, q boxes.HistoryQuery, chosen func(*post) bool) {
		q.Peer, q.Limit = m.peer, 100
		var want []lamplight.Message
		count := 0
		for _, p := range slices.Backward(shown) {
			if chosen(p) {
				want = append(want, m.full(p))
				count++
			}
		}
		got := w.history(m.box, q)
		if len(got.Messages) != len(want) || got.Count != count {
			rt.Fatalf("%s: %v of %d, want %v of %d", what, idsOf(got.Messages), got.Count, idsOf(want), count)
		}
		for i := range want {
			if g, x := plain(got.Messages[i]), plain(want[i]); !reflect.DeepEqual(g, x) {
				rt.Fatalf("%s: %+v %+v\nwant %+v %+v", what, g, g.Reactions, x, x.Reactions)
			}
		}
		if len(want) > 1 { // the second page of one
			q.Limit, q.OffsetID = 1, want[0].ID
			if next := w.history(m.box, q); len(next.Messages) != 1 || next.Messages[0].ID != want[1].ID || next.Count != count || next.OffsetIDOffset != 1 {
				rt.Fatalf("%s, page two: %+v, want %d", what, next, want[1].ID)
			}
		}
	}
	page("all", boxes.HistoryQuery{}, func(*post) bool { return true })
	page("pinned", boxes.HistoryQuery{Pinned: true}, func(p *post) bool { return p.Pinned })
	for f := lamplight.FilterPhoto; f < lamplight.Filters; f++ {
		page(fmt.Sprint("filter ", f), boxes.HistoryQuery{Filter: f}, func(p *post) bool { return slices.Contains(p.Filters(), f) })
	}
	for id := lamplight.MessageID(1); id <= m.top; id++ {
		in := func(p *post) bool { return p.Thread() == id }
		page("thread", boxes.HistoryQuery{Thread: id}, in)
		page("pinned in a thread", boxes.HistoryQuery{Thread: id, Pinned: true}, func(p *post) bool { return in(p) && p.Pinned })
		page("photos of a thread", boxes.HistoryQuery{Thread: id, Filter: lamplight.FilterPhotoVideo}, func(p *post) bool {
			return in(p) && p.Media != nil && p.Media.Kind == lamplight.MediaPhoto
		})
	}
	for _, u := range m.users {
		page("author", boxes.HistoryQuery{Author: u}, func(p *post) bool { return p.Wrote() == u })
		page("mentions", boxes.HistoryQuery{Unseen: boxes.UnseenMention, User: u}, func(p *post) bool { return p.mention[u] })
		page("reactions", boxes.HistoryQuery{Unseen: boxes.UnseenReaction, User: u}, func(p *post) bool { return p.Wrote() == u && len(p.unread) > 0 })
		page("mentions in a thread", boxes.HistoryQuery{Unseen: boxes.UnseenMention, User: u, Thread: 1}, func(p *post) bool { return p.mention[u] && p.Thread() == 1 })
		m.compareUser(u, shown)
	}
	m.compareBox(shown)
	m.compareCopies()
}

func (m *channelModel) compareUser(u lamplight.UserID, shown []*post) {
	rt, w := m.rt, m.w
	var qs []boxes.UnreadQuery
	var want []int
	for after := lamplight.MessageID(0); after <= m.top; after++ {
		for thread := lamplight.MessageID(0); thread <= min(2, m.top); thread++ {
			n := 0
			for _, p := range shown {
				if p.ID > after && p.Wrote() != u && (thread == 0 || p.Thread() == thread) {
					n++
				}
			}
			qs, want = append(qs, boxes.UnreadQuery{Box: m.box, Peer: m.peer, After: after, Thread: thread, By: u}), append(want, n)
		}
	}
	if got, err := w.Unread(ctx(), qs); err != nil || !slices.Equal(got, want) {
		rt.Fatalf("unread of %d: %v, %v; want %v", u, got, err, want)
	}
	var all []lamplight.MessageID
	reacted, unseen := map[lamplight.MessageID][]lamplight.Reaction{}, map[lamplight.MessageID]boxes.UnseenKind{}
	mentions := 0
	for id := range m.top + 1 {
		all = append(all, id)
		p := m.posts[id]
		if p == nil {
			continue
		}
		if len(p.reacted[u]) > 0 {
			reacted[id] = p.reacted[u]
		}
		if p.mention[u] {
			unseen[id] |= boxes.UnseenMention
			mentions++
		}
		if p.Wrote() == u && len(p.unread) > 0 {
			unseen[id] |= boxes.UnseenReaction
		}
	}
	if got, err := w.Reacted(ctx(), m.box, lamplight.UserPeer(u), all); err != nil || !reflect.DeepEqual(got, reacted) {
		rt.Fatalf("reacted by %d: %v, %v; want %v", u, got, err, reacted)
	}
	if got, err := w.Unseen(ctx(), m.box, m.peer, u, all); err != nil || !reflect.DeepEqual(got, unseen) {
		rt.Fatalf("unseen by %d: %v, %v; want %v", u, got, err, unseen)
	}
	if got, err := w.UnseenCounts(ctx(), []boxes.UnseenQuery{{Box: m.box, Peer: m.peer, User: u, Kind: boxes.UnseenMention}}); err != nil || got[0] != mentions {
		rt.Fatalf("mentions of %d: %v, %v; want %d", u, got, err, mentions)
	}
	var waiting []lamplight.MessageID
	for _, id := range slices.Sorted(maps.Keys(m.posts)) {
		if p := m.posts[id]; p.Held && p.Wrote() == u {
			waiting = append(waiting, id)
		}
	}
	if got, err := w.Held(ctx(), m.box, u); err != nil || !slices.Equal(idsOf(got), waiting) {
		rt.Fatalf("held of %d: %v, %v; want %v", u, idsOf(got), err, waiting)
	}
	if len(shown) > 0 {
		for _, p := range shown {
			waiting = append(waiting, p.ID)
		}
		slices.Sort(waiting)
		slices.Reverse(waiting)
		if got := w.seen(m.box, boxes.HistoryQuery{Peer: m.peer, Limit: 1000, For: u}); !slices.Equal(got, waiting) {
			rt.Fatalf("what %d sees: %v, want %v", u, got, waiting)
		}
	}
}

func (w *world) seen(b lamplight.BoxID, q boxes.HistoryQuery) []lamplight.MessageID {
	return idsOf(w.history(b, q).Messages)
}

func (m *channelModel) compareBox(shown []*post) {
	rt, w := m.rt, m.w
	want := lamplight.Dialog{Peer: m.peer, PTS: m.pts, ReadOutbox: m.readOut}
	for _, p := range shown {
		want.Top, want.TopDate = p.ID, p.Sent
	}
	got, err := w.DialogsOf(ctx(), []boxes.Conversation{{Box: m.box, Peer: m.peer}, {Box: lamplight.ChannelBox(1 << 30), Peer: lamplight.ChannelPeer(1 << 30)}})
	if err != nil {
		rt.Fatal(err)
	}
	want.Cleared = got[0].Cleared
	if want.Top == 0 { // an empty conversation keeps its date
		want.TopDate = got[0].TopDate
	}
	if err != nil || got[0] != want || got[1] != (lamplight.Dialog{Peer: lamplight.ChannelPeer(1 << 30)}) {
		rt.Fatalf("dialogs %+v, %v; want %+v", got, err, want)
	}
	if ns, err := w.Counts(ctx(), []boxes.Conversation{{Box: m.box, Peer: m.peer}}); err != nil || ns[0] != len(shown) {
		rt.Fatalf("%v messages, %v; want %d", ns, err, len(shown))
	}
	for id := lamplight.MessageID(1); id <= m.top; id++ {
		ts, err := w.Threads(ctx(), m.box, id)
		want := boxes.Thread{Root: id, ReadOutbox: m.threadRead[id]}
		for _, p := range shown {
			if p.Thread() == id {
				want.Replies++
				want.Top, want.TopDate = p.ID, p.Sent
			}
		}
		if err == nil {
			want.Repliers = ts[0].Repliers
		}
		if err != nil || !reflect.DeepEqual(ts[0], want) || want.Replies > 0 != (len(want.Repliers) > 0) {
			rt.Fatalf("thread %+v, %v; want %+v", ts, err, want)
		}
		if p := m.posts[id]; p != nil && !p.Held {
			m.compareReactors(p)
		}
	}
}

func (m *channelModel) compareReactors(p *post) {
	for _, only := range []lamplight.Reaction{{}, thumb, custom} {
		var want, got []lamplight.Reactor
		for _, x := range m.reactors(p) {
			if x.Unread = false; only == (lamplight.Reaction{}) || x.Reaction == only {
				want = append(want, x)
			}
		}
		for offset := ""; ; {
			page, err := m.w.Reactors(ctx(), m.box, boxes.ReactorQuery{ID: p.ID, Reaction: only, Offset: offset, Limit: 2})
			if err != nil || page.Count != len(want) || len(page.Reactors) > 2 {
				m.rt.Fatalf("reactors of %d: %+v, %v; want %v", p.ID, page, err, want)
			}
			for _, x := range page.Reactors {
				x.Date = want[0].Date
				got = append(got, x)
			}
			if offset = page.Next; offset == "" {
				break
			}
		}
		if !slices.Equal(got, want) {
			m.rt.Fatalf("reactors of %d: %v, want %v", p.ID, got, want)
		}
	}
}

// compareCopies looks for what was forwarded and for files, over all boxes.
func (m *channelModel) compareCopies() {
	var copies []boxes.Copy
	holding := map[lamplight.FileHash][]boxes.Copy{}
	for _, id := range slices.Sorted(maps.Keys(m.posts)) {
		p := m.posts[id]
		c := boxes.Copy{Box: m.box, ID: id, Content: p.Content}
		if p.Forward != nil {
			copies = append(copies, c)
		}
		for _, h := range p.Files() {
			holding[h] = append(holding[h], c)
		}
		if own, err := m.w.CopiesOf(ctx(), p.Content, boxes.Copy{}, 10); err != nil || !slices.Equal(own, []boxes.Copy{c}) {
			m.rt.Fatalf("copies of post %d: %+v, %v", id, own, err)
		}
	}
	var got []boxes.Copy
	for after := (boxes.Copy{}); ; after = got[len(got)-1] {
		some, err := m.w.CopiesOf(ctx(), m.source(), after, 2)
		if err != nil {
			m.rt.Fatal(err)
		}
		if got = append(got, some...); len(some) == 0 {
			break
		}
	}
	if !slices.Equal(got, copies) {
		m.rt.Fatalf("copies %+v, want %+v", got, copies)
	}
	for b := range byte(4) {
		h := lamplight.FileHash{b, 0xff}
		all, err := m.w.Holding(ctx(), h, boxes.Copy{Box: m.box, ID: 0}, 100)
		all = slices.DeleteFunc(all, func(c boxes.Copy) bool { return c.Box != m.box })
		if err != nil || !slices.Equal(all, holding[h]) {
			m.rt.Fatalf("file %x: %+v, %v; want %+v", h[:2], all, err, holding[h])
		}
	}
	if all, err := m.w.Holding(ctx(), lamplight.FileHash{1, 0xff}, boxes.Copy{Box: math.MaxInt64}, 100); err != nil || len(all) > 0 {
		m.rt.Fatalf("after the last: %+v, %v", all, err)
	}
}
