package messages

import (
	"context"
	"slices"
	"testing"

	"lamplight"
)

// fakeTopics are Topics in memory.
type fakeTopics map[lamplight.MessageID]lamplight.Topic

func (f fakeTopics) MayWriteIn(_ context.Context, a lamplight.Access, id lamplight.MessageID) error {
	t, ok := f[id]
	switch {
	case !ok:
		return invalid("TOPIC_DELETED")
	case t.Closed && !a.Leads():
		return invalid("TOPIC_CLOSED")
	}
	return nil
}

func (f fakeTopics) Topics(
	_ context.Context, _ lamplight.UserID, _ lamplight.ChannelID, ids ...lamplight.MessageID,
) (out []lamplight.Topic, err error) {
	if len(ids) == 0 {
		for id := range f {
			ids = append(ids, id)
		}
		slices.Sort(ids)
	}
	for _, id := range ids {
		if t, ok := f[id]; ok {
			out = append(out, t)
		}
	}
	return out, nil
}

func (f fakeTopics) ForgetTopic(
	_ context.Context, _ lamplight.UserID, _ lamplight.ChannelID, id lamplight.MessageID, _ bool,
) error {
	delete(f, id)
	return nil
}

// forum gives a world a forum: a supergroup with the general topic, and cats, which bob made.
func forum(t *testing.T) (*world, fakeTopics, lamplight.MessageID) {
	t.Helper()
	w, f := social(t)
	w.post(t, asAnn, inSuper, "before there were topics")
	f.all[inSuper].Forum = true
	topics := fakeTopics{1: {Chat: inSuper.Channel(), ID: 1, Title: "General"}}
	w.Service.topics = topics
	cats := w.post(t, asBob, inSuper, "cats begin").ID
	topics[cats] = lamplight.Topic{Chat: inSuper.Channel(), ID: cats, Title: "Cats", Creator: bob}
	return w, topics, cats
}

func into(topic lamplight.MessageID) func(*Draft) {
	return func(d *Draft) { d.Reply = &lamplight.Reply{ID: topic, Thread: topic} }
}

func TestWhatIsSaidInAForumIsInATopic(t *testing.T) {
	w, topics, cats := forum(t)
	plain := w.post(t, asAnn, inSuper, "to all")
	if r := plain.Reply; r == nil || r.Thread != lamplight.GeneralTopic || !r.Topic || r.ID != 0 {
		t.Fatalf("outside: %+v", plain.Reply)
	}
	grey := w.post(t, asAnn, inSuper, "mine is grey", into(cats))
	if r := grey.Reply; r.Thread != cats || !r.Topic || r.ID != cats || len(grey.Mentions) != 0 {
		t.Fatalf("in a topic: %+v, mentions %v", grey.Reply, grey.Mentions)
	}
	red := w.post(t, asCid, inSuper, "mine is red", answering(grey.ID))
	if r := red.Reply; r.Thread != cats || !r.Topic || r.ID != grey.ID || len(red.Mentions) != 1 {
		t.Errorf("an answer: %+v, mentions %v", red.Reply, red.Mentions)
	}
	if m := w.post(t, asCid, inSuper, "indeed", answering(plain.ID)); m.Thread() != lamplight.GeneralTopic || m.Reply.ID != plain.ID {
		t.Errorf("an answer outside: %+v", m.Reply)
	}
	r, err := w.Forward(t.Context(), Forwarding{
		Caller: asBob, From: inSuper, IDs: []lamplight.MessageID{plain.ID}, Randoms: []int64{77}, To: inSuper, Topic: cats,
	})
	if err != nil || r.Events[0].Message.Thread() != cats {
		t.Errorf("forwarded: %+v, %v", r, err)
	}
	_, page, err := w.Replies(t.Context(), bob, cats, HistoryQuery{Peer: inSuper, Limit: 9})
	if err != nil || page.Count != 3 {
		t.Errorf("the topic has %d, %v", page.Count, err)
	}
	_, page, err = w.Replies(t.Context(), bob, lamplight.GeneralTopic, HistoryQuery{Peer: inSuper, Limit: 9})
	if err != nil || page.Count != 3 {
		t.Errorf("the general topic has %d, %v", page.Count, err)
	}

	closed := topics[cats]
	closed.Closed = true
	topics[cats] = closed
	_, err = w.Send(t.Context(), Draft{Caller: asCid, To: inSuper, Text: "x", Random: 999, Reply: &lamplight.Reply{ID: cats, Thread: cats}})
	check(t, err, invalid("TOPIC_CLOSED"))
	_, err = w.Send(t.Context(), Draft{Caller: asCid, To: inSuper, Text: "x", Random: 998, Reply: &lamplight.Reply{Thread: 500}})
	check(t, err, invalid("TOPIC_DELETED"))
	_, err = w.Forward(t.Context(), Forwarding{
		Caller: asAnn, From: inSuper, IDs: []lamplight.MessageID{plain.ID}, Randoms: []int64{78}, To: inChannel, Topic: cats,
	})
	check(t, err, ErrTopicInvalid)
}

func TestTopicsAsTheyStand(t *testing.T) {
	w, topics, cats := forum(t)
	w.post(t, asAnn, inSuper, "to all")
	grey := w.post(t, asAnn, inSuper, "mine is grey", into(cats))
	red := w.post(t, asAnn, inSuper, "and yours?", answering(w.post(t, asCid, inSuper, "red", into(cats)).ID))
	list := func(q TopicQuery) TopicPage {
		t.Helper()
		q.Channel = inSuper.Channel()
		p, err := w.ForumTopics(t.Context(), cid, q)
		if err != nil {
			t.Fatal(err)
		}
		return p
	}
	p := list(TopicQuery{})
	if p.Count != 2 || p.Topics[0].ID != cats || p.Topics[0].Top != red.ID || p.Topics[0].Unread != 2 || p.Topics[0].Mentions != 1 ||
		p.Topics[1].Unread != 2 || len(p.Tops) != 2 {
		t.Errorf("topics %+v", p.Topics)
	}
	if p := list(TopicQuery{OffsetTopic: cats}); len(p.Topics) != 1 || p.Topics[0].ID != lamplight.GeneralTopic {
		t.Errorf("after cats: %+v", p.Topics)
	}
	if p := list(TopicQuery{Text: "CAT"}); p.Count != 1 || p.Topics[0].ID != cats {
		t.Errorf("found: %+v", p.Topics)
	}
	pinned := topics[1]
	pinned.Pinned = 1
	topics[1] = pinned
	if p := list(TopicQuery{Limit: 1}); len(p.Topics) != 1 || p.Topics[0].ID != 1 || p.Count != 2 {
		t.Errorf("pinned first: %+v", p.Topics)
	}

	if _, err := w.ReadThread(t.Context(), asCid, inSuper, cats, grey.ID); err != nil {
		t.Fatal(err)
	}
	if _, err := w.SaveDraftIn(t.Context(), asCid, inSuper, cats, lamplight.Draft{Text: "soon"}); err != nil {
		t.Fatal(err)
	}
	p = list(TopicQuery{IDs: []lamplight.MessageID{cats}})
	if got := p.Topics[0]; got.Unread != 1 || got.ReadInbox != grey.ID || got.ReadOutbox != grey.ID || got.Draft == nil || got.Draft.Text != "soon" {
		t.Errorf("after reading: %+v", got)
	}
	drafts, err := w.Drafts(t.Context(), cid)
	if err != nil || len(drafts) != 1 || drafts[0].Number != int64(cats) {
		t.Errorf("drafts %+v, %v", drafts, err)
	}
	w.post(t, asCid, inSuper, "now", into(cats), func(d *Draft) { d.ClearDraft = true })
	if p = list(TopicQuery{IDs: []lamplight.MessageID{cats}}); p.Topics[0].Draft != nil {
		t.Error("the draft is still there")
	}

	_, err = w.DeleteTopic(t.Context(), asBob, inSuper.Channel(), cats)
	check(t, err, ErrAdminRequired) // others wrote in it
	_, err = w.DeleteTopic(t.Context(), asAnn, inSuper.Channel(), lamplight.GeneralTopic)
	check(t, err, ErrTopicInvalid)
	r, err := w.DeleteTopic(t.Context(), asAnn, inSuper.Channel(), cats)
	if err != nil || r.Remaining != 0 || r.Count != 5 {
		t.Errorf("deleted %+v, %v", r, err)
	}
	if _, ok := topics[cats]; ok {
		t.Error("the topic is still there")
	}
}
