package chats

import (
	"strings"
	"testing"
	"time"

	"lamplight"
)

func TestHashOf(t *testing.T) {
	for link, want := range map[string]string{
		"https://chat.example/+Labc_d-9":         "Labc_d-9",
		"http://chat.example:4443/joinchat/Labc": "Labc",
		"chat.example/+Labc":                     "Labc",
		"tg://join?invite=Labc":                  "Labc",
		"tg:join?invite=Labc":                    "Labc",
		"Labc":                                   "Labc",
		"+Labc":                                  "Labc",
		"joinchat/Labc":                          "Labc",
		"https://chat.example/Labc":              "",
		"https://chat.example/+La bc":            "",
		"tg://resolve?domain=Labc":               "",
		"":                                       "",
		"https://chat.example/+":                 "",
		strings.Repeat("L", maxHash+1):           "",
		"\x00":                                   "",
	} {
		same(t, link, HashOf(link), want)
	}
}

func FuzzHashOf(f *testing.F) {
	for _, s := range []string{"https://chat.example/+Labc", "tg://join?invite=L", "joinchat/L", "%", "tg://%zz", "/+", "tg:join?invite=%2BL"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, link string) {
		if h := HashOf(link); h != "" && (checkHash(h) != nil || HashOf("https://x/+"+h) != h || HashOf("tg://join?invite="+h) != h) {
			t.Errorf("%q gives %q, which is no end of a link", link, h)
		}
	})
}

// A link with every limit: whoever is late, or one too many, or kept out, learns nothing by it.
func TestLinks(t *testing.T) {
	w := newWorld(t, Limits{})
	ctx := t.Context()
	channel := w.super(bob)
	peer := lamplight.ChannelPeer(channel)
	_, err := w.ExportLink(ctx, as(bob), peer, NewLink{})
	fails(t, "a link by a member", err, ErrAdminRequired)
	_, err = w.ExportLink(ctx, as(ann), peer, NewLink{Expires: w.clock})
	fails(t, "a link that has ended", err, ErrExpireInvalid)
	_, err = w.ExportLink(ctx, as(ann), peer, NewLink{Limit: 100_000})
	fails(t, "a great limit", err, ErrUsageInvalid)
	_, err = w.ExportLink(ctx, as(ann), peer, NewLink{Limit: 1, Approval: true})
	fails(t, "a limit where people are let in", err, ErrUsageInvalid)

	l, err := w.ExportLink(ctx, as(ann), peer, NewLink{Title: "  for\nfriends ", Limit: 1, Expires: w.clock.Add(time.Hour)})
	works(t, "a link", err)
	same(t, "title", l.Title, "for friends")
	p, member, err := w.CheckLink(ctx, as(cid), l.Hash)
	works(t, "look at it", err)
	same(t, "what is seen", p.Title, "Super")
	same(t, "how many", p.Members, 2)
	same(t, "in it", member, false)
	_, member, err = w.CheckLink(ctx, as(bob), l.Hash)
	works(t, "a member looks", err)
	same(t, "in it", member, true)
	_, _, err = w.CheckLink(ctx, as(cid), "Lnothing")
	fails(t, "another", err, ErrLinkExpired)
	_, _, err = w.CheckLink(ctx, as(cid), "not a link")
	fails(t, "no hash", err, ErrLinkHashInvalid)
	_, err = w.ImportLink(ctx, as(cid), "")
	fails(t, "none", err, ErrLinkHashEmpty)

	_, err = w.ImportLink(ctx, as(bob), l.Hash)
	fails(t, "who is in", err, ErrAlreadyParticipant)
	r, err := w.ImportLink(ctx, as(cid), l.Hash)
	works(t, "join", err)
	if len(r.Events) == 0 {
		t.Error("who joins is told nothing")
	}
	same(t, "cid is in", w.seen(cid, peer).Member, true)
	list(t, "said", w.said(lamplight.ChannelBox(channel), peer)[2:], lamplight.ActionChatJoinedLink)
	_, err = w.ImportLink(ctx, as(dan), l.Hash)
	fails(t, "one too many", err, ErrLinkExpired)
	l, err = w.Link(ctx, as(ann), peer, l.Hash)
	works(t, "read it", err)
	same(t, "used", l.Used, 1)
	joined, count, err := w.Importers(ctx, as(ann), peer, ImporterQuery{Hash: l.Hash, Limit: 10})
	works(t, "who joined", err)
	list(t, "who joined", joined, Importer{User: cid, At: w.clock})
	same(t, "how many", count, 1)

	more := 5
	l, _, err = w.EditLink(ctx, as(ann), peer, l.Hash, LinkChange{Limit: &more})
	works(t, "more", err)
	w.clock = w.clock.Add(time.Hour)
	_, err = w.ImportLink(ctx, as(dan), l.Hash)
	fails(t, "late", err, ErrLinkExpired)
	never := time.Time{}
	_, _, err = w.EditLink(ctx, as(ann), peer, l.Hash, LinkChange{Expires: &never})
	works(t, "without an end", err)
	_, err = w.Restrain(ctx, as(ann), channel, dan, lamplight.Restraint{Rights: lamplight.BannedView})
	works(t, "keep dan out", err)
	_, _, err = w.CheckLink(ctx, as(dan), l.Hash)
	fails(t, "who is kept out looks", err, ErrLinkExpired)
	_, err = w.ImportLink(ctx, as(dan), l.Hash)
	fails(t, "who is kept out joins", err, ErrLinkExpired)

	fails(t, "remove what works", w.DeleteLink(ctx, as(ann), peer, l.Hash), ErrLinkRevoked)
	l, other, err := w.EditLink(ctx, as(ann), peer, l.Hash, LinkChange{Revoke: true})
	works(t, "end it", err)
	if !l.Revoked || other != nil {
		t.Errorf("ended: %+v, %+v", l, other)
	}
	_, _, err = w.CheckLink(ctx, as(eve), l.Hash)
	fails(t, "ended", err, ErrLinkExpired)
	works(t, "remove it", w.DeleteLink(ctx, as(ann), peer, l.Hash))
	_, err = w.Link(ctx, as(ann), peer, l.Hash)
	fails(t, "removed", err, ErrLinkExpired)
}

// Each administrator has one permanent link, which nothing but another can replace.
func TestPermanentLink(t *testing.T) {
	w := newWorld(t, Limits{})
	ctx := t.Context()
	chat := lamplight.ChatPeer(w.group(bob))
	none, err := w.PrimaryLink(ctx, bob, chat)
	works(t, "of a member", err)
	if none != nil {
		t.Errorf("a member has a link: %+v", none)
	}
	first, err := w.PrimaryLink(ctx, ann, chat)
	works(t, "of the owner", err)
	again, err := w.PrimaryLink(ctx, ann, chat)
	works(t, "of the owner", err)
	same(t, "the same", *again, *first)
	title := "x"
	_, _, err = w.EditLink(ctx, as(ann), chat, first.Hash, LinkChange{Title: &title})
	fails(t, "change it", err, ErrLinkPermanent)
	_, next, err := w.EditLink(ctx, as(ann), chat, first.Hash, LinkChange{Revoke: true})
	works(t, "end it", err)
	if next == nil || !next.Permanent || next.Hash == first.Hash {
		t.Fatalf("in its place: %+v", next)
	}
	third, err := w.ExportLink(ctx, as(ann), chat, NewLink{Permanent: true})
	works(t, "another", err)
	_, _, err = w.CheckLink(ctx, as(cid), next.Hash)
	fails(t, "the one before", err, ErrLinkExpired)
	_, err = w.ImportLink(ctx, as(cid), third.Hash)
	works(t, "join the group", err)
	list(t, "said to bob", w.said(lamplight.AccountBox(bob), chat), lamplight.ActionChatCreate, lamplight.ActionChatJoinedLink)
	list(t, "said to cid", w.said(lamplight.AccountBox(cid), chat), lamplight.ActionChatJoinedLink)

	page, count, err := w.Links(ctx, as(ann), chat, LinkQuery{Admin: ann, Revoked: true})
	works(t, "those that ended", err)
	same(t, "count", count, 2)
	same(t, "page", len(page), 2)
	admins, err := w.AdminsWithLinks(ctx, as(ann), chat)
	works(t, "who has links", err)
	list(t, "who has links", admins, AdminLinks{Admin: ann, Count: 1, Revoked: 2})
	err = w.SetGroupAdmin(ctx, as(ann), chat.Chat(), bob, true)
	works(t, "bob leads", err)
	_, _, err = w.Links(ctx, as(bob), chat, LinkQuery{Admin: ann})
	fails(t, "links of the owner", err, ErrAdminRequired)
	_, err = w.AdminsWithLinks(ctx, as(bob), chat)
	fails(t, "who has links", err, ErrAdminRequired)
	works(t, "forget those that ended", w.DeleteRevokedLinks(ctx, as(ann), chat, ann))
	_, count, err = w.Links(ctx, as(ann), chat, LinkQuery{Admin: ann, Revoked: true})
	works(t, "those that ended", err)
	same(t, "count", count, 0)
}

// Nobody tries links one after the other.
func TestLinksAreNotGuessed(t *testing.T) {
	w := newWorld(t, Limits{Checks: 3})
	for range 3 {
		_, _, err := w.CheckLink(t.Context(), as(bob), newHash())
		fails(t, "a guess", err, ErrLinkExpired)
	}
	_, err := w.ImportLink(t.Context(), as(bob), newHash())
	fails(t, "one more", err, lamplight.FloodWait(1))
	_, _, err = w.CheckLink(t.Context(), as(cid), newHash())
	fails(t, "somebody else", err, ErrLinkExpired)
	w.clock = w.clock.Add(time.Hour)
	_, _, err = w.CheckLink(t.Context(), as(bob), newHash())
	fails(t, "later", err, ErrLinkExpired)
	seen := map[string]bool{}
	for range 100 {
		h := newHash()
		if checkHash(h) != nil || seen[h] || len(h) < 22 {
			t.Errorf("bad hash %q", h)
		}
		seen[h] = true
	}
}
