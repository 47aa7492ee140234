package search

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"testing"
	"time"

	"lamplight"
	"lamplight/boxes"
	"lamplight/store"
)

// rooms stand for service/chats: what Ann is in, and what she may see.
type rooms struct {
	in     []lamplight.ChannelID
	access map[lamplight.ChannelID]lamplight.Access
}

var errPrivate = &lamplight.Error{Kind: lamplight.Invalid, Code: "CHANNEL_PRIVATE"}

func (r rooms) Access(_ context.Context, _ lamplight.UserID, p lamplight.Peer) (lamplight.Access, error) {
	a := r.access[p.Channel()]
	if p.Channel() != 0 && (a.Chat.Peer.IsZero() || a.Chat.Forbidden) {
		return a, errPrivate
	}
	return a, nil
}

func (r rooms) Accesses(_ context.Context, _ lamplight.UserID, ps ...lamplight.Peer) (out []lamplight.Access, err error) {
	for _, p := range ps {
		out = append(out, r.access[p.Channel()])
	}
	return out, nil
}

func (r rooms) ChannelsOf(context.Context, lamplight.UserID) ([]lamplight.ChannelID, error) {
	return slices.Clone(r.in), nil
}

// quiz asks the same in every poll.
type quiz struct{}

func (quiz) Polls(_ context.Context, _ lamplight.UserID, ids ...lamplight.PollID) (ps []lamplight.Poll, err error) {
	for _, id := range ids {
		ps = append(ps, lamplight.Poll{ID: id, Question: "Which lantern?", Answers: []lamplight.PollAnswer{{Text: "brass"}}})
	}
	return ps, nil
}

const club, news, open, shut = lamplight.ChannelID(1000000001), lamplight.ChannelID(1000000002), lamplight.ChannelID(1000000003), lamplight.ChannelID(1000000004)

// inRooms has Ann be in a supergroup, of whose history she sees what came after the second message, and in a channel; there is
// a public channel besides, and a private one that she is not in.
func inRooms(t *testing.T, w *world) {
	room := func(id lamplight.ChannelID, member, broadcast, forbidden bool, from lamplight.MessageID) lamplight.Access {
		return lamplight.Access{
			Viewer: ann, Member: member, From: from, Chat: lamplight.Chat{Peer: lamplight.ChannelPeer(id), Broadcast: broadcast, Forbidden: forbidden},
		}
	}
	w.chats = rooms{in: []lamplight.ChannelID{club, news}, access: map[lamplight.ChannelID]lamplight.Access{
		club: room(club, true, false, false, 3), news: room(news, true, true, false, 0), open: room(open, false, true, false, 0),
		shut: room(shut, false, true, true, 0),
	}}
	w.polls = quiz{}
	err := w.db.Write(t.Context(), func(tx store.Tx) error {
		for _, id := range []lamplight.ChannelID{open, shut} {
			p := lamplight.ChannelPeer(id)
			if err := errors.Join(tx.AddChat(store.Chat{Peer: p, Broadcast: true, Created: w.clock}), tx.SetUsername(p, fmt.Sprintf("room%d", id))); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}

// post says something in a supergroup or channel.
func (w *world) post(ch lamplight.ChannelID, from lamplight.UserID, text string, change ...func(*lamplight.Message)) lamplight.ContentID {
	w.t.Helper()
	w.content++
	m := lamplight.Message{Peer: lamplight.ChannelPeer(ch), From: peer(from), Content: w.content, Text: lamplight.Text(text)}
	for _, f := range change {
		f(&m)
	}
	w.apply(boxes.Append{Box: lamplight.ChannelBox(ch), Message: m, Held: m.Held})
	return w.content
}

func (w *world) everywhere(q GlobalQuery) (out []string, p Page) {
	w.t.Helper()
	q.User = ann
	if q.Limit == 0 {
		q.Limit = 100
	}
	p, err := w.Global(w.t.Context(), q)
	if err != nil {
		w.t.Fatal(err)
	}
	out = []string{}
	for _, m := range p.Messages {
		out = append(out, string(m.Text))
	}
	return out, p
}

func TestChannels(t *testing.T) {
	for name, newOne := range worlds {
		if testing.Short() && name == "postgres" {
			continue
		}
		t.Run(name, func(t *testing.T) {
			w := newOne(t, Limits{}, boxes.Limits{})
			inRooms(t, w)
			thread := func(m *lamplight.Message) { m.Reply = &lamplight.Reply{ID: 3, Thread: 3, Topic: true} }
			file := func(m *lamplight.Message) {
				m.Media = &lamplight.Media{Kind: lamplight.MediaDocument, Document: &lamplight.Document{ID: 7, Name: "Отчёт_2026.pdf"}}
			}
			w.post(club, bob, "hidden lamp")                                                                                     // 1
			gone := w.post(club, bob, "lamp that goes")                                                                          // 2
			w.post(club, bob, "lamp of the club")                                                                                // 3
			w.post(club, cid, "lamp in a topic", thread)                                                                         // 4
			w.post(club, bob, "you, @ann", func(m *lamplight.Message) { m.Mentions = []lamplight.UserID{ann} })                  // 5
			w.post(club, cid, "caption", file)                                                                                   // 6
			w.post(club, cid, "", func(m *lamplight.Message) { m.Media = &lamplight.Media{Kind: lamplight.MediaPoll, Poll: 5} }) // 7
			edited := w.post(club, bob, "lamp, soon edited")                                                                     // 8
			w.post(club, bob, "held lamp", func(m *lamplight.Message) { m.Held = true })                                         // 9
			w.post(club, bob, "", func(m *lamplight.Message) {
				m.Action = &lamplight.Action{Kind: lamplight.ActionChatTitle, Title: "lamp"}
			}) // 10
			w.post(club, bob, "brief lamp", func(m *lamplight.Message) { m.TTL = 30 }) // 11
			w.texts(Query{User: ann, Peer: lamplight.ChannelPeer(club), Text: "lamp"}) // indexed before it changes
			w.apply(boxes.Edit{Box: lamplight.ChannelBox(club), Content: edited, Change: func(m *lamplight.Message) { m.Text = "changed" }},
				boxes.Delete{Box: lamplight.ChannelBox(club), Contents: []lamplight.ContentID{gone}})
			for name, tt := range map[string]struct {
				q    Query
				want []string
			}{
				"words":           {Query{Text: "lamp"}, []string{"lamp in a topic", "lamp of the club"}},
				"an author's":     {Query{Text: "lamp", From: peer(bob)}, []string{"lamp of the club"}},
				"a topic's":       {Query{Text: "lamp", Thread: 3}, []string{"lamp in a topic"}},
				"outside topics":  {Query{Text: "lamp", Thread: topicless}, []string{"lamp of the club"}},
				"mentions":        {Query{Mentioned: true}, []string{"you, @ann"}},
				"a file's name":   {Query{Text: "отчет"}, []string{"caption"}},
				"a file's part":   {Query{Text: "2026"}, []string{"caption"}},
				"words and kind":  {Query{Text: "caption", Filter: lamplight.FilterDocument}, []string{"caption"}},
				"the wrong kind":  {Query{Text: "caption", Filter: lamplight.FilterPhoto}, []string{}},
				"what is asked":   {Query{Text: "lantern"}, []string{""}},
				"what is changed": {Query{Text: "changed"}, []string{"changed"}},
				"what was":        {Query{Text: "edited"}, []string{}},
				"all of a day":    {Query{Since: w.clock.Add(-24 * time.Hour)}, []string{"changed", "", "caption", "you, @ann", "lamp in a topic", "lamp of the club"}},
			} {
				tt.q.User, tt.q.Peer = ann, lamplight.ChannelPeer(club)
				if got := w.texts(tt.q); !slices.Equal(got, tt.want) {
					t.Errorf("%s: %q, want %q", name, got, tt.want)
				}
			}
			for _, ch := range []lamplight.ChannelID{shut, 1000000009} {
				q := Query{User: ann, Peer: lamplight.ChannelPeer(ch), Text: "lamp", Limit: 10}
				_, page := w.Search(t.Context(), q)
				_, _, count := w.Count(t.Context(), q)
				if !errors.Is(page, errPrivate) || !errors.Is(count, errPrivate) {
					t.Errorf("in %d: %v and %v, want %v", ch, page, count, errPrivate)
				}
			}
			if err := w.log.Erase(t.Context(), lamplight.ChannelBox(club)); err != nil {
				t.Fatal(err)
			}
			if got := w.texts(Query{User: ann, Peer: lamplight.ChannelPeer(club), Text: "lamp"}); len(got) > 0 {
				t.Errorf("an erased channel has %q", got)
			}
		})
	}
}

func TestGlobal(t *testing.T) {
	for name, newOne := range worlds {
		if testing.Short() && name == "postgres" {
			continue
		}
		t.Run(name, func(t *testing.T) {
			w := newOne(t, Limits{Posts: 2}, boxes.Limits{})
			inRooms(t, w)
			w.post(club, bob, "hidden lamp")
			w.post(club, bob, "another")
			w.post(club, bob, "club lamp")
			w.say(bob, ann, "private lamp")
			w.post(news, bob, "news #lamp")
			w.post(open, bob, "open lamp")
			w.post(open, bob, "open #lamp")
			w.post(shut, bob, "shut lamp")
			w.say(ann, bob, "last lamp")
			all := []string{"last lamp", "open #lamp", "open lamp", "news #lamp", "private lamp", "club lamp"}
			for name, tt := range map[string]struct {
				q    GlobalQuery
				want []string
			}{
				"everywhere": {GlobalQuery{Query: Query{Text: "lamp"}}, all},
				"people":     {GlobalQuery{Query: Query{Text: "lamp"}, Where: People}, []string{"last lamp", "private lamp"}},
				"groups":     {GlobalQuery{Query: Query{Text: "lamp"}, Where: Groups}, []string{"club lamp"}},
				"channels":   {GlobalQuery{Query: Query{Text: "lamp"}, Where: Channels}, []string{"open #lamp", "open lamp", "news #lamp"}},
				"posts":      {GlobalQuery{Query: Query{Text: "#lamp"}, Where: Posts}, []string{"open #lamp"}},
				"archive":    {GlobalQuery{Query: Query{Text: "lamp", InFolder: true, Folder: 1}}, []string{}},
				"the list":   {GlobalQuery{Query: Query{Text: "lamp", InFolder: true}}, []string{"last lamp", "news #lamp", "private lamp", "club lamp"}},
				"before":     {GlobalQuery{Query: Query{Text: "lamp", Until: w.clock.Add(-5 * time.Minute)}}, []string{"private lamp", "club lamp"}},
				"own ids":    {GlobalQuery{Query: Query{Text: "lamp"}, Least: 1, Most: 1}, []string{"private lamp"}},
			} {
				if got, _ := w.everywhere(tt.q); !slices.Equal(got, tt.want) {
					t.Errorf("%s: %q, want %q", name, got, tt.want)
				}
			}
			for _, size := range []int{1, 2, 4} { // page by page, all are found once
				var got []string
				q := GlobalQuery{Query: Query{Text: "lamp", Limit: size}}
				for range 10 {
					texts, p := w.everywhere(q)
					if got = append(got, texts...); !p.More {
						break
					}
					if p.Count < len(all) {
						t.Errorf("count %d", p.Count)
					}
					last := p.Messages[len(p.Messages)-1]
					q.OffsetRate, q.OffsetPeer, q.OffsetID = last.Sent, last.Peer, last.ID
				}
				if !slices.Equal(got, all) {
					t.Errorf("by %d: %q", size, got)
				}
			}
			post := func(text string) error {
				_, err := w.Posts(t.Context(), GlobalQuery{Query: Query{User: ann, Text: text, Limit: 10}})
				return err
			}
			if err := errors.Join(post("lamp"), post("#lamp"), post("lamp"), post("#lamp")); err != nil {
				t.Error(err)
			}
			if left, err := w.PostsLeft(t.Context(), ann); err != nil || left.Left != 0 || left.Daily != 2 || !left.Until.After(w.clock) {
				t.Errorf("left %+v, %v", left, err)
			}
			var e *lamplight.Error
			if err := post("lamp"); !errors.As(err, &e) || e.Code != "FLOOD_WAIT" {
				t.Errorf("the third: %v", err)
			}
		})
	}
}
