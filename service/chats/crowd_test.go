package chats

import (
	"context"
	"errors"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"lamplight"
	"lamplight/store"
)

// crowd adds n people, and returns them.
func (w *world) crowd(n int) []lamplight.UserID {
	w.t.Helper()
	out := make([]lamplight.UserID, n)
	err := w.db.Write(w.t.Context(), func(tx store.Tx) error {
		for i := range out {
			out[i] = eve + 1 + lamplight.UserID(i)
			u := store.User{ID: out[i], Phone: "4930" + string(rune('A'+i/26)) + string(rune('a'+i%26)), FirstName: "C", Created: w.clock, LastSeen: w.clock, TTLDays: 365}
			if err := tx.AddUser(u); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		w.t.Fatal(err)
	}
	return out
}

// all has everybody do f at once, and returns how many could; others have to be told one of refusals.
func (w *world) all(who []lamplight.UserID, f func(ctx context.Context, u lamplight.UserID) error, refusals ...error) int {
	w.t.Helper()
	var wait sync.WaitGroup
	var done atomic.Int64
	for _, u := range who {
		wait.Go(func() {
			err := f(w.t.Context(), u)
			if err == nil {
				done.Add(1)
				return
			}
			for _, r := range refusals {
				if errors.Is(err, r) {
					return
				}
			}
			w.t.Errorf("%d: %v", u, err)
		})
	}
	wait.Wait()
	return int(done.Load())
}

// Fifty people use a link for ten at once: ten are in, and ten uses are counted, each said once.
func TestLinkForTen(t *testing.T) {
	w := newWorld(t, Limits{})
	ctx := t.Context()
	people := w.crowd(50)
	channel := w.super()
	peer := lamplight.ChannelPeer(channel)
	l, err := w.ExportLink(ctx, as(ann), peer, NewLink{Limit: 10})
	works(t, "a link", err)
	n := w.all(people, func(ctx context.Context, u lamplight.UserID) error {
		_, err := w.ImportLink(ctx, as(u), l.Hash)
		return err
	}, ErrLinkExpired)
	same(t, "who came in", n, 10)
	same(t, "members", w.row(peer).Members, 11)
	used, err := w.Link(ctx, as(ann), peer, l.Hash)
	works(t, "the link", err)
	same(t, "uses", used.Used, 10)
	same(t, "what is said", len(w.said(lamplight.ChannelBox(channel), peer)), 1+10)
}

// A basic group has no more members than its limit, however many are brought in at once.
func TestGroupFullAtOnce(t *testing.T) {
	w := newWorld(t, Limits{Group: 12})
	people := w.crowd(30)
	chat := w.group(bob)
	peer := lamplight.ChatPeer(chat)
	n := w.all(people, func(ctx context.Context, u lamplight.UserID) error {
		_, err := w.AddUser(ctx, as(ann), chat, u, 0)
		return err
	}, ErrUsersTooMany)
	same(t, "who came in", n, 10)
	same(t, "members", w.row(peer).Members, 12)
	in, err := w.GroupMembers(t.Context(), chat)
	works(t, "who is in", err)
	same(t, "who is in", len(in), 12)
	same(t, "what ann was told", len(w.said(lamplight.AccountBox(ann), peer)), 1+10)
}

// A wish that several administrators grant at once lets somebody in once.
func TestWishGrantedAtOnce(t *testing.T) {
	w := newWorld(t, Limits{})
	ctx := t.Context()
	channel := w.super()
	peer := lamplight.ChannelPeer(channel)
	l, err := w.ExportLink(ctx, as(ann), peer, NewLink{Approval: true})
	works(t, "a link", err)
	_, err = w.ImportLink(ctx, as(bob), l.Hash)
	fails(t, "a wish", err, ErrLinkSent)
	n := w.all([]lamplight.UserID{1, 2, 3, 4, 5, 6}, func(ctx context.Context, _ lamplight.UserID) error {
		_, err := w.AnswerRequest(ctx, as(ann), peer, bob, true)
		return err
	}, ErrRequestMissing)
	same(t, "how often it was granted", n, 1)
	same(t, "members", w.row(peer).Members, 2)
	used, err := w.Link(ctx, as(ann), peer, l.Hash)
	works(t, "the link", err)
	same(t, "uses", used.Used, 1)
	list(t, "what is said", w.said(lamplight.ChannelBox(channel), peer), lamplight.ActionChannelCreate, lamplight.ActionChatJoinedAsked)
}

// Who joins much, or brings many in, waits.
func TestComingAndGoingIsCounted(t *testing.T) {
	w := newWorld(t, Limits{Joins: 2, Brought: 3, MovesTime: time.Hour})
	ctx := t.Context()
	channel := w.super()
	w.public(channel, "super_group")
	for range 2 {
		_, err := w.Join(ctx, as(bob), channel)
		works(t, "join", err)
		_, err = w.Leave(ctx, as(bob), channel)
		works(t, "leave", err)
	}
	_, err := w.Join(ctx, as(bob), channel)
	same(t, "join once more", lamplight.KindOf(err), lamplight.Flood)
	w.clock = w.clock.Add(2 * time.Hour)
	_, err = w.Join(ctx, as(bob), channel)
	works(t, "join later", err)

	_, err = w.Invite(ctx, as(ann), channel, []lamplight.UserID{cid, dan})
	works(t, "bring two in", err)
	_, err = w.Invite(ctx, as(ann), channel, w.crowd(2))
	same(t, "two more", lamplight.KindOf(err), lamplight.Flood)
	same(t, "members", w.row(lamplight.ChannelPeer(channel)).Members, 4)
}

// Of a group that became a supergroup no link leads on, and nobody waits for an answer.
func TestMigratedLinks(t *testing.T) {
	w := newWorld(t, Limits{})
	ctx := t.Context()
	chat := w.group(bob)
	peer := lamplight.ChatPeer(chat)
	l, err := w.ExportLink(ctx, as(ann), peer, NewLink{Approval: true})
	works(t, "a link", err)
	_, err = w.ImportLink(ctx, as(cid), l.Hash)
	fails(t, "a wish", err, ErrLinkSent)
	_, err = w.Migrate(ctx, as(ann), chat)
	works(t, "migrate", err)
	_, err = w.ImportLink(ctx, as(dan), l.Hash)
	fails(t, "the old link", err, ErrLinkExpired)
	works(t, "what waits", w.db.Read(ctx, func(tx store.Tx) error {
		n, err := tx.CountJoinRequestsOf(cid)
		same(t, "wishes of cid", n, 0)
		return err
	}))
}
