package messages

import (
	"slices"
	"testing"
	"time"

	"lamplight"
	"lamplight/boxes"
)

func TestPostWritesOneBox(t *testing.T) {
	for _, peer := range []lamplight.Peer{inSuper, inChannel} {
		w, _ := social(t)
		m := w.post(t, asAnn, peer, "hello @bob")
		box := lamplight.ChannelBox(peer.Channel())
		if m.Box != box || m.Peer != peer || m.Out || m.Wrote() != ann {
			t.Errorf("%v: %+v", peer, m)
		}
		switch {
		case peer == inSuper && (m.From != toAnn || m.Post || m.Sender != 0):
			t.Errorf("in a supergroup: %+v", m)
		case peer == inChannel && (m.From != inChannel || !m.Post || m.Sender != ann):
			t.Errorf("in a channel: %+v", m)
		}
		if len(w.hints) != 1 || w.hints[0].Box != box {
			t.Errorf("%v: told %+v", peer, w.hints)
		}
		for _, u := range []lamplight.UserID{ann, bob} {
			if h := w.head(t, u); h.PTS != 0 || h.Seq != 0 {
				t.Errorf("%v: the box of %d changed: %+v", peer, u, h)
			}
		}
		if got := w.words(t, cid, peer); got != "hello @bob" {
			t.Errorf("%v: cid sees %q", peer, got)
		}
	}
}

func TestOnlyWhoMayPosts(t *testing.T) {
	w, f := social(t)
	_, err := w.Send(t.Context(), Draft{Caller: asBob, To: inChannel, Text: "hi", Random: 1})
	check(t, err, ErrWriteForbidden)
	_, err = w.Send(t.Context(), Draft{Caller: asDan, To: inSuper, Text: "hi", Random: 1})
	check(t, err, invalid("CHANNEL_PRIVATE"))
	_, err = w.Send(t.Context(), Draft{Caller: asBob, To: inSuper, Text: "hi", Random: 1, SendAs: inChannel})
	check(t, err, ErrSendAs)
	_, err = w.Send(t.Context(), Draft{Caller: asBob, To: inGroup, Text: "hi", Random: 1, SendAs: inChannel})
	check(t, err, ErrSendAs)
	f.all[inSuper].may[bob] = lamplight.AdminAnonymous
	m := w.post(t, asBob, inSuper, "unnamed")
	if m.From != inSuper || m.Sender != bob || m.Post {
		t.Errorf("an unnamed administrator's: %+v", m)
	}
	if _, err = w.Edit(t.Context(), Change{Caller: asBob, Peer: inSuper, ID: m.ID, Text: "mine"}); err != nil {
		t.Errorf("it is not his own: %v", err)
	}
}

func TestSlowMode(t *testing.T) {
	w, f := social(t)
	f.all[inSuper].slow = time.Minute
	w.post(t, asBob, inSuper, "one")
	f.all[inSuper].spoke[bob] = w.clock
	d := Draft{Caller: asBob, To: inSuper, Text: "two", Random: 77}
	_, err := w.Send(t.Context(), d)
	check(t, err, &lamplight.Error{Code: "SLOWMODE_WAIT"})
	d.Random = 1 // the first one again
	if s, err := w.Send(t.Context(), d); err != nil || s.Message.Text != "one" {
		t.Errorf("a repeat has to wait: %+v, %v", s.Message, err)
	}
	w.post(t, asAnn, inSuper, "I lead")
	w.post(t, asAnn, inSuper, "so I need not wait")
	ms := w.seen(t, bob, inSuper)
	_, err = w.Forward(t.Context(), Forwarding{
		Caller: asBob, From: inSuper, To: inSuper, IDs: []lamplight.MessageID{ms[0].ID, ms[1].ID}, Randoms: []int64{91, 92},
	})
	check(t, err, ErrSlowSeveral)
	w.clock = w.clock.Add(time.Minute)
	w.post(t, asBob, inSuper, "now")
}

func TestThreadsAndMentionsInASupergroup(t *testing.T) {
	w, _ := social(t)
	root := w.post(t, asAnn, inSuper, "root")
	one := w.post(t, asBob, inSuper, "one", answering(root.ID))
	two := w.post(t, asCid, inSuper, "two", answering(one.ID))
	post := w.post(t, asAnn, inChannel, "post")
	next := w.post(t, asAnn, inChannel, "next", answering(post.ID))
	if one.Thread() != root.ID || two.Thread() != root.ID || next.Thread() != 0 || next.Reply.ID != post.ID {
		t.Errorf("threads %d, %d, %d", one.Thread(), two.Thread(), next.Thread())
	}
	if len(one.Mentions) != 1 || one.Mentions[0] != ann || len(two.Mentions) != 1 || two.Mentions[0] != bob || next.Mentions != nil {
		t.Errorf("mentions %v, %v, %v", one.Mentions, two.Mentions, next.Mentions)
	}
	m := w.post(t, asAnn, inSuper, "you two", func(d *Draft) {
		d.Entities = []lamplight.Entity{
			{Kind: lamplight.EntityMentionName, Offset: 0, Length: 3, User: bob}, {Kind: lamplight.EntityMentionName, Offset: 4, Length: 3, User: dan},
		}
	})
	if len(m.Mentions) != 1 || m.Mentions[0] != bob {
		t.Errorf("mentions %v: only members are", m.Mentions)
	}
	_, err := w.Send(t.Context(), Draft{Caller: asAnn, To: inSuper, Text: "x", Random: 999, Reply: &lamplight.Reply{ID: 500}})
	check(t, err, ErrReplyInvalid)
}

func TestHiddenHistoryStaysHidden(t *testing.T) {
	w, f := social(t)
	old := w.post(t, asAnn, inSuper, "old")
	f.all[inSuper].from[bob] = old.ID + 1
	fresh := w.post(t, asAnn, inSuper, "new")
	if got := w.words(t, bob, inSuper); got != "new" {
		t.Errorf("bob sees %q", got)
	}
	ms, err := w.MessagesIn(t.Context(), bob, inSuper.Channel(), []lamplight.MessageID{old.ID, fresh.ID})
	if err != nil || len(ms) != 1 || ms[0].ID != fresh.ID {
		t.Errorf("by id: %v, %v", ms, err)
	}
	_, err = w.Send(t.Context(), Draft{Caller: asBob, To: inSuper, Text: "x", Random: 999, Reply: &lamplight.Reply{ID: old.ID}})
	check(t, err, ErrReplyInvalid)
	_, err = w.Forward(t.Context(), Forwarding{
		Caller: asBob, From: inSuper, IDs: []lamplight.MessageID{old.ID}, Randoms: []int64{5}, To: toAnn,
	})
	check(t, err, lamplight.ErrMessageInvalid)
	_, err = w.Send(t.Context(), Draft{
		Caller: asBob, To: toAnn, Text: "x", Random: 998, Reply: &lamplight.Reply{ID: old.ID, Peer: inSuper},
	})
	check(t, err, ErrReplyInvalid)
	_, err = w.History(t.Context(), dan, HistoryQuery{Peer: inSuper, Limit: 1})
	check(t, err, invalid("CHANNEL_PRIVATE"))
}

func TestWhoDeletesInAChannel(t *testing.T) {
	tests := []struct {
		name    string
		peer    lamplight.Peer
		by      Caller
		message lamplight.UserID // who wrote it
		want    error
	}{
		{"one's own in a supergroup", inSuper, asBob, bob, nil},
		{"another's in a supergroup", inSuper, asBob, cid, ErrDeleteForbidden},
		{"another's as an administrator", inSuper, asAnn, bob, nil},
		{"a member in a channel", inChannel, asBob, ann, ErrDeleteForbidden},
		{"an administrator in a channel", inChannel, asAnn, ann, nil},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			w, _ := social(t)
			m := w.post(t, Caller{User: tt.message, Origin: 5}, tt.peer, "words")
			r, err := w.DeleteIn(t.Context(), tt.by, tt.peer.Channel(), []lamplight.MessageID{m.ID, 900})
			check(t, err, tt.want)
			left := w.words(t, cid, tt.peer)
			if (left == "") != (tt.want == nil) {
				t.Errorf("left: %q", left)
			}
			if err == nil && (r.PTS != 2 || r.Count != 1) {
				t.Errorf("result %+v", r)
			}
		})
	}
}

func TestClearingAChannelIsForThoseWhoDelete(t *testing.T) {
	w, _ := social(t)
	w.Service.limits.Clear = 2
	for range 5 {
		w.post(t, asBob, inSuper, "x")
	}
	_, err := w.ClearIn(t.Context(), asBob, inSuper.Channel(), 0)
	check(t, err, ErrAdminRequired)
	for left := 5; left > 0; {
		r, err := w.ClearIn(t.Context(), asAnn, inSuper.Channel(), 0)
		check(t, err, nil)
		if r.Remaining >= left {
			t.Fatalf("%d left of %d", r.Remaining, left)
		}
		left = r.Remaining
	}
	if got := w.words(t, cid, inSuper); got != "" {
		t.Errorf("left: %q", got)
	}
}

func TestWhoEditsInAChannel(t *testing.T) {
	late := 72 * time.Hour
	tests := []struct {
		name   string
		peer   lamplight.Peer
		author Caller
		by     Caller
		after  time.Duration
		rights lamplight.AdminRights // of bob
		want   error
	}{
		{"one's own", inSuper, asBob, asBob, 0, 0, nil},
		{"one's own, late", inSuper, asBob, asBob, late, 0, ErrEditTime},
		{"one's own, late, by who pins", inSuper, asBob, asBob, late, lamplight.AdminPin, nil},
		{"another's", inSuper, asBob, asAnn, 0, 0, ErrAuthorRequired},
		{"a post by a member", inChannel, asAnn, asBob, 0, 0, ErrAuthorRequired},
		{"a post by who edits", inChannel, asAnn, asBob, late, lamplight.AdminEdit, nil},
		{"a post by who posts", inChannel, asAnn, asBob, 0, lamplight.AdminPost, ErrAuthorRequired},
		{"one's own post", inChannel, asBob, asBob, 0, lamplight.AdminPost, nil},
		{"one's own post, late", inChannel, asBob, asBob, late, lamplight.AdminPost, ErrEditTime},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			w, f := social(t)
			f.all[tt.peer].may[bob] = tt.rights
			m := w.post(t, tt.author, tt.peer, "words")
			w.clock = w.clock.Add(tt.after)
			_, err := w.Edit(t.Context(), Change{Caller: tt.by, Peer: tt.peer, ID: m.ID, Text: "others"})
			check(t, err, tt.want)
			if got := w.words(t, cid, tt.peer); (got == "others") != (tt.want == nil) {
				t.Errorf("it says %q", got)
			}
		})
	}
}

func TestForwardFromAndToChannels(t *testing.T) {
	w, f := social(t)
	post := w.post(t, asAnn, inChannel, "news")
	pass := func(c Caller, from, to lamplight.Peer, id lamplight.MessageID) (lamplight.Message, error) {
		w.random++
		r, err := w.Forward(t.Context(), Forwarding{
			Caller: c, From: from, To: to, IDs: []lamplight.MessageID{id}, Randoms: []int64{w.random},
		})
		if err != nil {
			return lamplight.Message{}, err
		}
		return *r.Events[0].Message, nil
	}
	for _, to := range []lamplight.Peer{toAnn, inGroup, inSuper} {
		m, err := pass(asBob, inChannel, to, post.ID)
		if err != nil {
			t.Fatal(err)
		}
		if m.Forward == nil || m.Forward.From != inChannel || m.Forward.ID != post.ID || m.Forward.Content != post.Content || m.Wrote() != bob {
			t.Errorf("to %v: %+v, %+v", to, m, m.Forward)
		}
		if got := w.words(t, ann, to); to != toAnn && got != "news" {
			t.Errorf("in %v: %q", to, got)
		}
	}
	ms, err := w.MessagesIn(t.Context(), ann, inChannel.Channel(), []lamplight.MessageID{post.ID})
	if err != nil || ms[0].Forwards != 3 {
		t.Errorf("forwarded %d times, want 3; %v", ms[0].Forwards, err)
	}
	group := w.post(t, asCid, inGroup, "among us")
	m, err := pass(asCid, inGroup, inSuper, group.ID)
	if err != nil || m.Forward.From != lamplight.UserPeer(cid) || m.Forward.ID != 0 {
		t.Errorf("from a group: %+v, %v", m.Forward, err)
	}
	f.all[inGroup].NoCopy = true
	_, err = pass(asCid, inGroup, inSuper, group.ID)
	check(t, err, ErrProtected)
	f.all[inSuper].Default = lamplight.Restraint{Rights: lamplight.BannedPlain}
	_, err = pass(asBob, inChannel, inSuper, post.ID)
	check(t, err, errSilenced)
}

func TestAnswerToAMessageElsewhere(t *testing.T) {
	w, f := social(t)
	post := w.post(t, asAnn, inChannel, "the whole news")
	m := w.post(t, asBob, inGroup, "look", func(d *Draft) {
		d.Reply = &lamplight.Reply{ID: post.ID, Peer: inChannel, Quote: "whole"}
	})
	for _, m := range []lamplight.Message{m, w.seen(t, cid, inGroup)[0]} {
		r := m.Reply
		if r == nil || r.Peer != inChannel || r.ID != post.ID || r.From == nil || r.From.From != inChannel || r.Quote != "whole" {
			t.Errorf("%+v", r)
		}
	}
	secret := w.say(t, asAnn, bob, "between us")
	m = w.post(t, asAnn, inGroup, "told you", func(d *Draft) { d.Reply = &lamplight.Reply{ID: secret.ID, Peer: toBob} })
	r := w.seen(t, cid, inGroup)[1].Reply
	if r == nil || r.ID != 0 || !r.Peer.IsZero() || r.From == nil || r.From.From != toAnn || m.Reply.ID != secret.ID {
		t.Errorf("cid sees %+v, ann %+v", r, m.Reply)
	}
	f.all[inChannel].NoCopy = true
	_, err := w.Send(t.Context(), Draft{
		Caller: asBob, To: inGroup, Text: "x", Random: 999, Reply: &lamplight.Reply{ID: post.ID, Peer: inChannel},
	})
	check(t, err, ErrProtected)
}

func TestPinsInAChannel(t *testing.T) {
	for _, peer := range []lamplight.Peer{inSuper, inChannel} {
		w, f := social(t)
		m := w.post(t, asAnn, peer, "one")
		f.all[peer].Default = lamplight.Restraint{Rights: lamplight.BannedPin}
		_, err := w.PinMessage(t.Context(), Pinning{Caller: asBob, Peer: peer, ID: m.ID})
		check(t, err, ErrAdminRequired)
		r, err := w.PinMessage(t.Context(), Pinning{Caller: asAnn, Peer: peer, ID: m.ID})
		check(t, err, nil)
		if got := w.words(t, bob, peer); got != "one [3]" || r.PTS != 3 || r.Count != 2 {
			t.Errorf("%v: bob sees %q; %+v", peer, got, r)
		}
		if id, err := w.LastPinned(t.Context(), cid, peer); err != nil || id != m.ID {
			t.Errorf("%v: pinned %d, %v", peer, id, err)
		}
	}
}

func TestTypingInASupergroupIsOneHint(t *testing.T) {
	w, f := social(t)
	check(t, w.SetTyping(t.Context(), asBob, inSuper, "sendMessageTypingAction", 0), nil)
	check(t, w.SetTyping(t.Context(), asAnn, inChannel, "sendMessageTypingAction", 0), nil)
	f.all[inSuper].may[cid] = lamplight.AdminAnonymous
	check(t, w.SetTyping(t.Context(), asCid, inSuper, "sendMessageTypingAction", 0), nil)
	if len(w.hints) != 1 || w.hints[0].Box != lamplight.ChannelBox(inSuper.Channel()) || w.hints[0].Events[0].From != bob {
		t.Errorf("told %+v", w.hints)
	}
}

func TestTimerOfAChannel(t *testing.T) {
	w, _ := social(t)
	_, err := w.SetTimer(t.Context(), asBob, inSuper, 86400)
	check(t, err, ErrAdminRequired)
	_, err = w.SetTimer(t.Context(), asAnn, inSuper, 86400)
	check(t, err, nil)
	if m := w.post(t, asBob, inSuper, "goes"); m.TTL != 86400 {
		t.Errorf("%+v", m)
	}
}

func TestDraftInAChannelIsOnesOwn(t *testing.T) {
	w, _ := social(t)
	_, err := w.SaveDraft(t.Context(), asBob, inSuper, lamplight.Draft{Text: "soon"})
	check(t, err, nil)
	ds, err := w.boxes.Dialog(t.Context(), lamplight.AccountBox(bob), inSuper)
	if err != nil || ds[0].Draft == nil || ds[0].Draft.Text != "soon" {
		t.Fatalf("kept: %+v, %v", ds, err)
	}
	w.post(t, asBob, inSuper, "now", func(d *Draft) { d.ClearDraft = true })
	if ds, err = w.boxes.Dialog(t.Context(), lamplight.AccountBox(bob), inSuper); err != nil || ds[0].Draft != nil {
		t.Errorf("still kept: %+v, %v", ds, err)
	}
	page, err := w.boxes.Dialogs(t.Context(), lamplight.AccountBox(bob), boxes.DialogQuery{Limit: 10})
	if err != nil || len(page.Dialogs) != 0 {
		t.Errorf("his own box lists %+v, %v", page, err)
	}
}

func TestWhatOneMemberWrote(t *testing.T) {
	for _, peer := range []lamplight.Peer{inGroup, inSuper} {
		w, f := social(t)
		w.post(t, asBob, peer, "one")
		w.post(t, asCid, peer, "two")
		w.post(t, asBob, peer, "three")
		if peer == inSuper {
			f.all[peer].may[bob] = lamplight.AdminAnonymous
			w.post(t, asBob, peer, "unnamed")
		}
		got := func(viewer lamplight.UserID) (texts []string) {
			p, err := w.History(t.Context(), viewer, HistoryQuery{Peer: peer, Author: bob, Limit: 10})
			check(t, err, nil)
			for _, m := range p.Messages {
				texts = append(texts, string(m.Text))
			}
			return texts
		}
		if texts := got(cid); !slices.Equal(texts, []string{"three", "one"}) {
			t.Errorf("%v: cid finds %q", peer, texts)
		}
		if texts := got(bob); peer == inSuper && len(texts) != 3 {
			t.Errorf("%v: bob finds %q", peer, texts)
		}
	}
}

// What somebody wrote under their own name is all that is told of what they wrote, and pages of it are full.
func TestWhatSomebodyWroteUnderTheirName(t *testing.T) {
	w, f := social(t)
	for i := range 12 {
		f.all[inSuper].may[bob] = 0
		if i%3 != 0 {
			f.all[inSuper].may[bob] = lamplight.AdminAnonymous | lamplight.AdminOther
		}
		w.post(t, asBob, inSuper, "hello")
	}
	f.all[inSuper].may[bob] = 0
	var got []lamplight.MessageID
	var offset lamplight.MessageID
	for range 10 {
		page, err := w.History(t.Context(), cid, HistoryQuery{Peer: inSuper, Author: bob, Limit: 3, OffsetID: offset})
		if err != nil {
			t.Fatal(err)
		}
		if page.Count > len(page.Messages)+1 {
			t.Errorf("%d are shown of %d", len(page.Messages), page.Count)
		}
		for _, m := range page.Messages {
			got, offset = append(got, m.ID), m.ID
		}
		if len(page.Messages) < 3 {
			break
		}
	}
	if !slices.Equal(got, []lamplight.MessageID{10, 7, 4, 1}) {
		t.Errorf("cid finds %v", got)
	}
}
