package chats

import (
	"testing"
	"time"

	"lamplight"
	"lamplight/store"
)

func TestSupergroup(t *testing.T) {
	w := newWorld(t, Limits{})
	ctx := t.Context()
	channel := w.super(bob, cid)
	peer := lamplight.ChannelPeer(channel)
	list(t, "said", w.said(lamplight.ChannelBox(channel), peer), lamplight.ActionChannelCreate, lamplight.ActionChatAddUsers)
	same(t, "counted", w.row(peer).Members, 3)
	_, err := w.Access(ctx, dan, peer)
	fails(t, "a stranger looks", err, ErrChannelPrivate)
	_, err = w.Join(ctx, as(dan), channel)
	fails(t, "a stranger joins", err, ErrChannelPrivate)
	ids, err := w.ChannelsOf(ctx, bob)
	works(t, "channels", err)
	list(t, "channels", ids, channel)

	w.public(channel, "super_group")
	a := w.seen(dan, peer)
	same(t, "left", a.Chat.Left, true)
	_, err = w.MaySend(ctx, dan, peer, lamplight.BannedPlain)
	fails(t, "a reader writes", err, ErrGuestForbidden)
	r, err := w.Join(ctx, as(dan), channel)
	works(t, "join", err)
	same(t, "told", len(r.Events) > 0, true)
	_, err = w.Join(ctx, as(dan), channel)
	fails(t, "twice", err, ErrAlreadyParticipant)
	a = w.seen(dan, peer)
	same(t, "in", a.Member, true)

	// Rights: nobody gives what they lack.
	_, err = w.SetAdmin(ctx, as(bob), channel, cid, lamplight.AdminBan, "")
	fails(t, "by a member", err, ErrAdminRequired)
	_, err = w.SetAdmin(ctx, as(ann), channel, bob, lamplight.AdminPromote|lamplight.AdminBan, "Boss")
	works(t, "by the owner", err)
	_, err = w.SetAdmin(ctx, as(bob), channel, cid, lamplight.AdminDelete, "")
	fails(t, "more than one has", err, ErrRightForbidden)
	_, err = w.SetAdmin(ctx, as(bob), channel, ann, lamplight.AdminBan, "")
	fails(t, "the owner", err, ErrUserCreator)
	_, err = w.SetAdmin(ctx, as(bob), channel, cid, lamplight.AdminBan, "Helper")
	works(t, "what one has", err)
	_, err = w.SetAdmin(ctx, as(ann), channel, cid, lamplight.AdminBan, "a title that is much too long")
	fails(t, "rank", err, ErrRankInvalid)
	_, err = w.SetAdmin(ctx, as(cid), channel, bob, 0, "")
	fails(t, "take from who gave", err, ErrAdminRequired)
	same(t, "rank", w.seen(bob, peer).Rank, "Boss")

	// Restraints.
	_, err = w.Restrain(ctx, as(bob), channel, ann, lamplight.Restraint{Rights: lamplight.BannedView})
	fails(t, "the owner", err, ErrUserAdminInvalid)
	_, err = w.Restrain(ctx, as(cid), channel, bob, lamplight.Restraint{Rights: lamplight.BannedView})
	fails(t, "an administrator of somebody else's", err, ErrUserAdminInvalid)
	end := w.clock.Add(time.Hour)
	_, err = w.Restrain(ctx, as(bob), channel, dan, lamplight.Restraint{Rights: lamplight.BannedPhotos, Until: end})
	works(t, "restrain", err)
	_, err = w.MaySend(ctx, dan, peer, lamplight.BannedPhotos)
	fails(t, "photo", err, forbidden("CHAT_SEND_PHOTOS_FORBIDDEN"))
	_, err = w.MaySend(ctx, dan, peer, lamplight.BannedPlain)
	works(t, "text", err)
	w.clock = end
	_, err = w.MaySend(ctx, dan, peer, lamplight.BannedPhotos)
	works(t, "photo, once it has ended", err)
	works(t, "lift", w.lift(ctx))
	same(t, "lifted", w.row(peer).Restricts, 0)
	_, err = w.SetDefault(ctx, as(ann), peer, lamplight.BannedPlain)
	works(t, "default", err)
	_, err = w.MaySend(ctx, dan, peer, lamplight.BannedPlain)
	fails(t, "text", err, forbidden("CHAT_SEND_PLAIN_FORBIDDEN"))
	_, err = w.MaySend(ctx, cid, peer, lamplight.BannedPlain)
	works(t, "of an administrator", err)

	_, err = w.Restrain(ctx, as(cid), channel, dan, lamplight.Restraint{Rights: lamplight.BannedView})
	works(t, "kick", err)
	_, err = w.Access(ctx, dan, peer)
	fails(t, "who was kicked looks", err, ErrChannelPrivate)
	_, err = w.Join(ctx, as(dan), channel)
	fails(t, "who was kicked joins", err, ErrChannelPrivate)
	ids, err = w.ChannelsOf(ctx, dan)
	works(t, "channels", err)
	same(t, "of nobody", len(ids), 0)
	c := w.row(peer)
	same(t, "members", c.Members, 3)
	same(t, "kicked", c.Kicked, 1)
	page, err := w.Participants(ctx, ann, channel, ParticipantQuery{Filter: ParticipantsKicked, Limit: 10})
	works(t, "kicked ones", err)
	same(t, "kicked ones", len(page.Participants), 1)
	_, err = w.Restrain(ctx, as(cid), channel, dan, lamplight.Restraint{})
	works(t, "free", err)
	_, err = w.Join(ctx, as(dan), channel)
	works(t, "and back", err)

	_, err = w.Leave(ctx, as(ann), channel)
	fails(t, "the owner leaves", err, ErrUserCreator)
	_, err = w.Leave(ctx, as(dan), channel)
	works(t, "leave", err)
	_, err = w.Leave(ctx, as(dan), channel)
	fails(t, "twice", err, ErrNotParticipant)
	left, n, err := w.Left(ctx, dan, 0)
	works(t, "left", err)
	same(t, "left", len(left), n)

	_, err = w.Delete(ctx, as(bob), peer)
	fails(t, "deleted by an administrator", err, ErrAdminRequired)
	_, err = w.Delete(ctx, as(ann), peer)
	works(t, "delete", err)
	_, err = w.Access(ctx, bob, peer)
	fails(t, "after", err, ErrChannelPrivate)
	ids, err = w.ChannelsOf(ctx, bob)
	works(t, "channels", err)
	same(t, "of nobody", len(ids), 0)
}

func TestBroadcast(t *testing.T) {
	w := newWorld(t, Limits{})
	ctx := t.Context()
	channel := w.channel(bob)
	peer := lamplight.ChannelPeer(channel)
	list(t, "said", w.said(lamplight.ChannelBox(channel), peer), lamplight.ActionChannelCreate)
	_, err := w.MaySend(ctx, bob, peer, lamplight.BannedPlain)
	fails(t, "a subscriber posts", err, ErrAdminRequired)
	_, err = w.MaySend(ctx, ann, peer, lamplight.BannedPlain)
	works(t, "the owner posts", err)
	_, err = w.Participants(ctx, bob, channel, ParticipantQuery{Limit: 10})
	fails(t, "a subscriber asks who is in", err, ErrAdminRequired)
	p, err := w.Participant(ctx, bob, channel, bob)
	works(t, "oneself", err)
	same(t, "in", p.Left, false)
	_, err = w.Invite(ctx, as(bob), channel, []lamplight.UserID{cid})
	fails(t, "a subscriber brings somebody in", err, ErrAdminRequired)
	_, err = w.SetTitle(ctx, as(bob), peer, "Mine")
	fails(t, "a subscriber renames", err, ErrAdminRequired)
	_, err = w.Restrain(ctx, as(ann), channel, bob, lamplight.Restraint{Rights: lamplight.BannedPlain})
	fails(t, "what nobody may", err, ErrBannedInvalid)
}

func TestHiddenHistory(t *testing.T) {
	w := newWorld(t, Limits{})
	ctx := t.Context()
	channel := w.super(bob)
	peer := lamplight.ChannelPeer(channel)
	_, err := w.SetHiddenHistory(ctx, as(ann), channel, true)
	works(t, "hide", err)
	heads, err := w.log.Heads(ctx, lamplight.ChannelBox(channel))
	works(t, "head", err)
	_, err = w.Invite(ctx, as(ann), channel, []lamplight.UserID{cid})
	works(t, "invite", err)
	a := w.seen(cid, peer)
	same(t, "from", a.From, heads[0].Top+1)
	same(t, "who was there", w.seen(bob, peer).From, 0)
	ms, err := w.ChannelMessages(ctx, cid, channel, []lamplight.MessageID{1, 2, 3})
	works(t, "read", err)
	same(t, "what came after", len(ms), 1)
}

func TestLimits(t *testing.T) {
	w := newWorld(t, Limits{Group: 2, Supergroup: 3, Joined: 2, Quiet: 1})
	ctx := t.Context()
	_, err := w.CreateGroup(ctx, as(ann), NewGroup{Title: "G", Users: []lamplight.UserID{bob, cid}})
	fails(t, "a large group", err, ErrUsersTooMany)
	channel := w.super(bob, cid)
	_, err = w.Invite(ctx, as(ann), channel, []lamplight.UserID{dan})
	fails(t, "a full supergroup", err, ErrUsersTooMany)
	list(t, "said", w.said(lamplight.ChannelBox(channel), lamplight.ChannelPeer(channel)), lamplight.ActionChannelCreate)
	w.channel()
	_, err = w.CreateChannel(ctx, as(ann), NewChannel{Title: "C"})
	fails(t, "a third", err, ErrChannelsTooMany)
}

// TestSaidTwice runs the job of an act again, as after a crash: nothing is said or counted twice.
func TestSaidTwice(t *testing.T) {
	w := newWorld(t, Limits{})
	chat := lamplight.ChatPeer(w.group(bob))
	a := said{Key: "once", Chat: chat, By: ann, Action: lamplight.ActionChatTitle, List: true}
	for range 2 {
		works(t, "say", w.sayInGroup(t.Context(), a, w.serviceMessage(a, w.row(chat), false), []lamplight.UserID{ann, bob}))
	}
	for _, u := range []lamplight.UserID{ann, bob} {
		list(t, "said", w.said(lamplight.AccountBox(u), chat), lamplight.ActionChatCreate, lamplight.ActionChatTitle)
	}
}

func TestErase(t *testing.T) {
	w := newWorld(t, Limits{})
	ctx := t.Context()
	channel, alone := w.super(bob), w.super()
	chat := lamplight.ChatPeer(w.group(bob))
	for range 2 {
		works(t, "erase", w.EraseUser(ctx, ann))
	}
	c := w.row(lamplight.ChannelPeer(channel))
	same(t, "members", c.Members, 1)
	same(t, "owner", c.Creator, 0)
	same(t, "one that nobody is in is gone", w.row(lamplight.ChannelPeer(alone)).Gone.IsZero(), false)
	same(t, "group", w.row(chat).Members, 1)
	works(t, "no rows", w.db.Read(ctx, func(tx store.Tx) error {
		rows, err := tx.MembershipsOf(ann, lamplight.Peer{}, 10)
		same(t, "rows", len(rows), 0)
		return err
	}))
}

func BenchmarkAccess(b *testing.B) {
	w := newWorld(b, Limits{})
	peer := lamplight.ChannelPeer(w.super(bob))
	b.ReportAllocs()
	for b.Loop() {
		if _, err := w.MaySend(b.Context(), bob, peer, lamplight.BannedPlain); err != nil {
			b.Fatal(err)
		}
	}
}
