package chats

import (
	"testing"

	"lamplight"
)

func TestGroup(t *testing.T) {
	w := newWorld(t, Limits{})
	ctx := t.Context()
	r, err := w.CreateGroup(ctx, as(ann), NewGroup{Title: " Tea\n", Users: []lamplight.UserID{bob, bob, cid, eve}})
	works(t, "make", err)
	list(t, "missing", r.Missing, Missing{eve, ErrPrivacyRestricted})
	chat := r.Chat.Chat()
	peer := lamplight.ChatPeer(chat)
	for _, u := range []lamplight.UserID{ann, bob, cid} {
		list(t, "said to them", w.said(lamplight.AccountBox(u), peer), lamplight.ActionChatCreate)
		a := w.seen(u, peer)
		same(t, "title", a.Chat.Title, "Tea")
		same(t, "members", a.Chat.Members, 3)
		same(t, "owner", a.Chat.Creator, u == ann)
	}
	if len(r.Events) == 0 || r.Events[0].Kind != lamplight.EventChat {
		t.Errorf("the caller is told %v", r.Events)
	}
	_, err = w.Access(ctx, dan, peer)
	fails(t, "a stranger looks", err, lamplight.ErrPeerInvalid)
	knows, err := w.Knows(ctx, dan, chat)
	same(t, "a stranger knows", knows, false)
	works(t, "knows", err)

	_, err = w.AddUser(ctx, as(dan), chat, dan, 0)
	fails(t, "a stranger comes in", err, ErrNotParticipant)
	r, err = w.AddUser(ctx, as(bob), chat, eve, 0)
	works(t, "eve is asked", err)
	same(t, "eve is missing", len(r.Missing), 1)
	_, err = w.AddUser(ctx, as(bob), chat, dan, 100)
	works(t, "a member brings somebody in", err)
	list(t, "who is in", group(t, w, chat), ann, bob, cid, dan)
	list(t, "said to the new one", w.said(lamplight.AccountBox(dan), peer), lamplight.ActionChatCreate, lamplight.ActionChatAddUsers)
	_, err = w.AddUser(ctx, as(bob), chat, dan, 0)
	fails(t, "twice", err, ErrAlreadyParticipant)

	_, err = w.RemoveUser(ctx, as(cid), chat, bob, false)
	fails(t, "a member removes another", err, ErrAdminRequired)
	_, err = w.RemoveUser(ctx, as(bob), chat, dan, false)
	works(t, "the inviter removes", err)
	a, err := w.Access(ctx, dan, peer)
	works(t, "who was removed looks", err)
	same(t, "kept out", a.Chat.Forbidden, true)
	same(t, "in", a.Member, false)
	_, err = w.MaySend(ctx, dan, peer, lamplight.BannedPlain)
	fails(t, "who was removed writes", err, ErrWriteForbidden)
	_, err = w.AddUser(ctx, as(dan), chat, dan, 0)
	fails(t, "who was removed comes back", err, ErrNotParticipant)

	works(t, "an administrator", w.SetGroupAdmin(ctx, as(ann), chat, cid, true))
	fails(t, "twice", w.SetGroupAdmin(ctx, as(ann), chat, cid, true), ErrNotModified)
	fails(t, "by a member", w.SetGroupAdmin(ctx, as(cid), chat, bob, true), ErrAdminRequired)
	c := w.seen(cid, peer).Chat
	same(t, "may ban", c.May(lamplight.AdminBan), true)
	_, err = w.RemoveUser(ctx, as(cid), chat, ann, false)
	fails(t, "the owner is removed", err, ErrAdminRequired)
	_, err = w.RemoveUser(ctx, as(cid), chat, bob, false)
	works(t, "an administrator removes", err)

	_, err = w.RemoveUser(ctx, as(ann), chat, ann, false)
	works(t, "the owner leaves", err)
	same(t, "left", w.seen(ann, peer).Chat.Left, true)
	_, err = w.AddUser(ctx, as(ann), chat, ann, 0)
	works(t, "and comes back", err)
	same(t, "as the owner", w.seen(ann, peer).Chat.Creator, true)
	same(t, "counted", w.row(peer).Members, 2)

	_, err = w.SetTitle(ctx, as(cid), peer, "Coffee")
	works(t, "rename", err)
	_, err = w.SetTitle(ctx, as(cid), peer, "Coffee")
	fails(t, "the same", err, ErrNotModified)
	_, err = w.SetTitle(ctx, as(cid), peer, " \n")
	fails(t, "none", err, ErrTitleEmpty)
	_, err = w.SetDefault(ctx, as(ann), peer, lamplight.BannedSend|lamplight.BannedPin)
	works(t, "default", err)
	_, err = w.MaySend(ctx, cid, peer, lamplight.BannedPlain)
	works(t, "an administrator writes", err)

	_, err = w.Delete(ctx, as(cid), peer)
	fails(t, "deleted by an administrator", err, ErrAdminRequired)
	_, err = w.Delete(ctx, as(ann), peer)
	works(t, "delete", err)
	same(t, "gone", w.seen(cid, peer).Chat.Gone, true)
}

func group(t *testing.T, w *world, chat lamplight.ChatID) []lamplight.UserID {
	t.Helper()
	users, err := w.GroupMembers(t.Context(), chat)
	works(t, "members", err)
	return users
}

func TestMigrate(t *testing.T) {
	w := newWorld(t, Limits{})
	ctx := t.Context()
	chat := w.group(bob, cid)
	old := lamplight.ChatPeer(chat)
	works(t, "an administrator", w.SetGroupAdmin(ctx, as(ann), chat, bob, true))
	_, err := w.Migrate(ctx, as(bob), chat)
	fails(t, "by an administrator", err, ErrAdminRequired)
	r, err := w.Migrate(ctx, as(ann), chat)
	works(t, "migrate", err)
	next := r.Chat
	same(t, "kind", next.Kind, lamplight.PeerChannel)
	list(t, "said there", w.said(lamplight.ChannelBox(next.Channel()), next), lamplight.ActionMigrateFrom)
	for _, u := range []lamplight.UserID{ann, bob, cid} {
		list(t, "said here", w.said(lamplight.AccountBox(u), old), lamplight.ActionChatCreate, lamplight.ActionMigrateTo)
		a := w.seen(u, next)
		same(t, "in", a.Member, true)
		same(t, "leads", a.Leads(), u != cid)
		c := w.seen(u, old).Chat
		same(t, "became", c.Migrated, next)
		same(t, "gone", c.Gone, true)
		ids, err := w.ChannelsOf(ctx, u)
		works(t, "channels", err)
		list(t, "channels", ids, next.Channel())
	}
	f, err := w.Full(ctx, cid, next)
	works(t, "all of it", err)
	same(t, "was", f.MigratedFrom, chat)
	same(t, "up to", f.MigratedMax, 2)
	again, err := w.Migrate(ctx, as(bob), chat)
	works(t, "again", err)
	same(t, "the same", again.Chat, next)
	_, err = w.MaySend(ctx, ann, old, 0)
	fails(t, "write in the old one", err, ErrWriteForbidden)
}

// Who takes what they have of a group with them has nothing of it, not even that they left.
func TestLeaveWithEverything(t *testing.T) {
	w := newWorld(t, Limits{})
	chat := w.group(bob)
	peer := lamplight.ChatPeer(chat)
	_, err := w.RemoveUser(t.Context(), as(bob), chat, bob, true)
	works(t, "leave", err)
	list(t, "what bob has", w.said(lamplight.AccountBox(bob), peer))
	list(t, "what ann has", w.said(lamplight.AccountBox(ann), peer), lamplight.ActionChatCreate, lamplight.ActionChatDeleteUser)
}
