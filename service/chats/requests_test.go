package chats

import (
	"testing"
	"time"

	"lamplight"
	"lamplight/boxes"
)

// told returns the kinds of notes in the box of an account, oldest first.
func (w *world) told(user lamplight.UserID) (out []lamplight.EventKind) {
	w.t.Helper()
	events, err := w.log.Notes(w.t.Context(), lamplight.AccountBox(user), 0, time.Time{}, 1000)
	if err != nil {
		w.t.Fatal(err)
	}
	for _, e := range events {
		out = append(out, e.Kind)
	}
	return out
}

// Who wishes to join waits until an administrator answers, and administrators are told.
func TestJoinRequests(t *testing.T) {
	w := newWorld(t, Limits{})
	ctx := t.Context()
	channel := w.super(bob)
	peer := lamplight.ChannelPeer(channel)
	l, err := w.ExportLink(ctx, as(ann), peer, NewLink{Approval: true})
	works(t, "a link", err)
	_, err = w.ImportLink(ctx, as(cid), l.Hash)
	fails(t, "ask", err, ErrLinkSent)
	_, err = w.ImportLink(ctx, as(cid), l.Hash)
	fails(t, "ask again", err, ErrLinkSent)
	if a, err := w.Access(ctx, cid, peer); err == nil && a.Member {
		t.Error("who asked is in already")
	}
	w.public(channel, "supergroup")
	_, err = w.SetJoinRequest(ctx, as(ann), channel, true)
	works(t, "ask by name", err)
	_, err = w.Join(ctx, as(dan), channel)
	fails(t, "ask by name", err, ErrLinkSent)

	count, recent, err := w.Requests(ctx, ann, peer)
	works(t, "who waits", err)
	same(t, "how many", count, 2)
	same(t, "who", len(recent), 2)
	count, _, err = w.Requests(ctx, bob, peer)
	works(t, "who waits, for a member", err)
	same(t, "for a member", count, 0)
	waiting, count, err := w.Importers(ctx, as(ann), peer, ImporterQuery{Asking: true, Hash: l.Hash})
	works(t, "by the link", err)
	list(t, "by the link", waiting, Importer{User: cid, At: w.clock, Asks: true})
	same(t, "count", count, 1)
	waiting, _, err = w.Importers(ctx, as(ann), peer, ImporterQuery{Asking: true, Query: "da"})
	works(t, "by name", err)
	list(t, "by name", waiting, Importer{User: dan, At: w.clock, Asks: true})
	l, err = w.Link(ctx, as(ann), peer, l.Hash)
	works(t, "the link", err)
	same(t, "wishes by it", l.Requested, 1)

	_, err = w.AnswerRequest(ctx, as(bob), peer, cid, true)
	fails(t, "a member answers", err, ErrAdminRequired)
	r, err := w.AnswerRequest(ctx, as(ann), peer, cid, true)
	works(t, "let cid in", err)
	if last := r.Events[len(r.Events)-1]; last.Kind != lamplight.EventJoinRequests || last.Peer != peer {
		t.Errorf("the answer ends with %+v", last)
	}
	same(t, "cid is in", w.seen(cid, peer).Member, true)
	_, err = w.AnswerRequest(ctx, as(ann), peer, cid, true)
	fails(t, "again", err, ErrRequestMissing)
	said := w.said(lamplight.ChannelBox(channel), peer)
	same(t, "said", said[len(said)-1], lamplight.ActionChatJoinedAsked)
	page, err := w.log.History(ctx, lamplight.ChannelBox(channel), boxes.HistoryQuery{Peer: peer, Limit: 1})
	works(t, "history", err)
	same(t, "by whom", page.Messages[0].From, lamplight.UserPeer(cid))
	_, err = w.AnswerRequests(ctx, as(ann), peer, "", false)
	works(t, "send the others away", err)
	count, _, err = w.Requests(ctx, ann, peer)
	works(t, "who waits", err)
	same(t, "nobody", count, 0)
	if a, err := w.Access(ctx, dan, peer); err == nil && a.Member {
		t.Error("who was sent away is in")
	}
	asks := 0
	for _, k := range w.told(ann) {
		if k == lamplight.EventJoinRequests {
			asks++
		}
	}
	same(t, "ann is told of wishes and answers", asks, 4)
}

// Many are let in at once; who is kept out meanwhile is not.
func TestAnswerAllRequests(t *testing.T) {
	w := newWorld(t, Limits{})
	ctx := t.Context()
	channel := w.channel()
	peer := lamplight.ChannelPeer(channel)
	l, err := w.ExportLink(ctx, as(ann), peer, NewLink{Approval: true})
	works(t, "a link", err)
	for _, u := range []lamplight.UserID{bob, cid, dan} {
		_, err = w.ImportLink(ctx, as(u), l.Hash)
		fails(t, "ask", err, ErrLinkSent)
	}
	_, err = w.Restrain(ctx, as(ann), channel, dan, lamplight.Restraint{Rights: lamplight.BannedView})
	works(t, "keep dan out", err)
	_, err = w.AnswerRequests(ctx, as(ann), peer, l.Hash, true)
	works(t, "let all in", err)
	for _, u := range []lamplight.UserID{bob, cid} {
		same(t, "in", w.seen(u, peer).Member, true)
	}
	_, err = w.Access(ctx, dan, peer)
	fails(t, "dan", err, ErrChannelPrivate)
	same(t, "members", w.row(peer).Members, 3)
	count, _, err := w.Requests(ctx, ann, peer)
	works(t, "who waits", err)
	same(t, "nobody", count, 0)
}
