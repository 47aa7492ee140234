package messages

import (
	"testing"

	"lamplight"
	"lamplight/boxes"
)

// discussing gives a world a public channel that is discussed in a public group. Dan is in neither.
func discussing(t *testing.T) *world {
	t.Helper()
	w, f := social(t)
	f.all[inChannel].linked, f.all[inSuper].linked = inSuper.Channel(), inChannel.Channel()
	f.all[inChannel].Username, f.all[inSuper].Username = "news", "talk"
	return w
}

// reading returns a channel's post as user sees it.
func (w *world) reading(t *testing.T, user lamplight.UserID, id lamplight.MessageID) lamplight.Message {
	t.Helper()
	ms, err := w.MessagesIn(t.Context(), user, inChannel.Channel(), []lamplight.MessageID{id})
	if err != nil || len(ms) != 1 {
		t.Fatalf("post %d: %v, %v", id, ms, err)
	}
	return ms[0]
}

func TestPostIsDiscussedInTheGroup(t *testing.T) {
	w := discussing(t)
	w.post(t, asAnn, inSuper, "before")
	post := w.post(t, asAnn, inChannel, "soup")
	if post.Comments != inSuper.Channel() || post.CommentID != 2 {
		t.Fatalf("the post says %d, %d", post.Comments, post.CommentID)
	}
	d, err := w.Discussion(t.Context(), dan, inChannel, post.ID)
	if err != nil || len(d.Messages) != 1 || d.Peer != inSuper {
		t.Fatalf("discussion %+v, %v", d, err)
	}
	c := d.Messages[0]
	if c.Text != "soup" || c.From != inChannel || !c.Pinned || c.Forward == nil || c.Forward.From != inChannel || c.Forward.ID != post.ID ||
		c.Forward.SavedPeer != inChannel || c.Forward.SavedID != post.ID || c.Wrote() != 0 || c.Content == post.Content {
		t.Errorf("the copy is %+v, %+v", c, c.Forward)
	}
	one := w.post(t, asDan, inSuper, "salty", answering(c.ID))
	two := w.post(t, asBob, inSuper, "not to me", answering(one.ID))
	if one.Thread() != c.ID || two.Thread() != c.ID {
		t.Errorf("threads %d, %d", one.Thread(), two.Thread())
	}
	p := w.reading(t, cid, post.ID)
	if p.Replies != 2 || p.LastReply != two.ID || len(p.Repliers) != 2 || p.Repliers[0] != toBob {
		t.Errorf("the post has %d comments, the last %d, of %v", p.Replies, p.LastReply, p.Repliers)
	}
	raw, err := w.boxes.Messages(t.Context(), post.Box, []lamplight.MessageID{post.ID})
	if err != nil || raw[0].Replies != 2 {
		t.Errorf("its own box counts %d comments, %v", raw[0].Replies, err)
	}
	in, page, err := w.Replies(t.Context(), cid, post.ID, HistoryQuery{Peer: inChannel, Limit: 9})
	if err != nil || in != inSuper || page.Count != 2 || page.Messages[0].ID != two.ID {
		t.Errorf("comments %+v of %v, %v", page, in, err)
	}

	// Reading them.
	if d, _ = w.Discussion(t.Context(), cid, inChannel, post.ID); d.Unread != 2 || d.Top != two.ID {
		t.Errorf("cid has not read %+v", d)
	}
	if _, err := w.ReadThread(t.Context(), asCid, inChannel, post.ID, one.ID); err != nil {
		t.Fatal(err)
	}
	if d, _ = w.Discussion(t.Context(), cid, inSuper, c.ID); d.Unread != 1 || d.ReadInbox != one.ID || d.ReadOutbox != one.ID {
		t.Errorf("cid read one: %+v", d)
	}
	if p = w.reading(t, cid, post.ID); p.ReadReplies != one.ID {
		t.Errorf("cid read up to %d", p.ReadReplies)
	}

	// What becomes of the post becomes of the copy.
	if _, err := w.Edit(t.Context(), Change{Caller: asAnn, Peer: inChannel, ID: post.ID, Text: "stew"}); err != nil {
		t.Fatal(err)
	}
	if d, _ = w.Discussion(t.Context(), cid, inChannel, post.ID); d.Messages[0].Text != "stew" {
		t.Errorf("the copy says %q", d.Messages[0].Text)
	}
	if _, err := w.DeleteIn(t.Context(), asAnn, inSuper.Channel(), []lamplight.MessageID{two.ID}); err != nil {
		t.Fatal(err)
	}
	if raw, _ = w.boxes.Messages(t.Context(), post.Box, []lamplight.MessageID{post.ID}); raw[0].Replies != 1 {
		t.Errorf("its own box counts %d comments", raw[0].Replies)
	}
	if _, err := w.DeleteIn(t.Context(), asAnn, inChannel.Channel(), []lamplight.MessageID{post.ID}); err != nil {
		t.Fatal(err)
	}
	if got := w.words(t, bob, inSuper); got != "before salty" {
		t.Errorf("left of it: %q", got)
	}
	_, err = w.Discussion(t.Context(), cid, inChannel, post.ID)
	check(t, err, ErrThreadInvalid)
}

func TestAlbumAndForwardAreDiscussedToo(t *testing.T) {
	w := discussing(t)
	said := w.post(t, asBob, inGroup, "from afar")
	own, err := w.boxes.Copies(t.Context(), lamplight.AccountBox(ann), []lamplight.ContentID{said.Content})
	if err != nil {
		t.Fatal(err)
	}
	r, err := w.Forward(t.Context(), Forwarding{
		Caller: asAnn, From: inGroup, IDs: []lamplight.MessageID{own[said.Content]}, Randoms: []int64{71}, To: inChannel,
	})
	if err != nil {
		t.Fatal(err)
	}
	post := r.Events[0].Message
	d, err := w.Discussion(t.Context(), cid, inChannel, post.ID)
	if err != nil {
		t.Fatal(err)
	}
	if h := d.Messages[0].Forward; h.From != toBob || h.ID != 0 || h.SavedID != post.ID || h.Content != said.Content {
		t.Errorf("the copy of a forward says %+v", h)
	}
	geo := func() *lamplight.Media { return &lamplight.Media{Kind: lamplight.MediaGeo, Geo: &lamplight.Geo{}} }
	w.post(t, asAnn, inChannel, "", func(d *Draft) { d.Media = geo() })
	page, err := w.boxes.History(t.Context(), lamplight.ChannelBox(inSuper.Channel()), boxes.HistoryQuery{Peer: inSuper, Pinned: true, Limit: 9})
	if err != nil || page.Count != 2 {
		t.Errorf("pinned %d, %v", page.Count, err)
	}
}

func TestThreadOfASupergroup(t *testing.T) {
	w, _ := social(t)
	root := w.post(t, asAnn, inSuper, "root")
	one := w.post(t, asBob, inSuper, "one", answering(root.ID))
	w.post(t, asBob, inSuper, "aside")
	two := w.post(t, asCid, inSuper, "two", answering(one.ID))
	_, page, err := w.Replies(t.Context(), cid, root.ID, HistoryQuery{Peer: inSuper, Limit: 9})
	if err != nil || page.Count != 2 || page.Messages[0].ID != two.ID || page.Messages[1].ID != one.ID {
		t.Errorf("thread %+v, %v", page, err)
	}
	_, _, err = w.Replies(t.Context(), dan, root.ID, HistoryQuery{Peer: inSuper, Limit: 9})
	check(t, err, invalid("CHANNEL_PRIVATE"))
	_, err = w.Discussion(t.Context(), ann, toBob, 1)
	check(t, err, ErrThreadInvalid)
	post := w.post(t, asAnn, inChannel, "undiscussed")
	_, err = w.Discussion(t.Context(), ann, inChannel, post.ID)
	check(t, err, ErrThreadInvalid)
}
