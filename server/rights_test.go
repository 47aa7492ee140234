package server

import (
	"math/rand/v2"
	"slices"
	"testing"
	"time"

	"github.com/gotd/td/tg"
)

// heardIn waits until a phone is pushed a text of a channel, and returns it.
func heardIn(p *phone, text string) *tg.Message {
	p.t.Helper()
	var out *tg.Message
	hears(p, text, func(u *tg.UpdateNewChannelMessage) bool {
		m, is := u.Message.(*tg.Message)
		if is && m.Message == text {
			out = m
		}
		return out != nil
	})
	return out
}

// TestRightsOverTheWire gives and takes rights in supergroups: three people, one of them with two devices, each of which learns
// of everything.
func TestRightsOverTheWire(t *testing.T) {
	if testing.Short() {
		t.Skip("a server and four clients")
	}
	c := settings(t)
	c.TestAccounts = true
	c.Limits.ReadsPerSecond, c.Limits.WritesPerSecond, c.Limits.ExpensivePerSecond = 1e6, 1e6, 1e6
	at, _ := start(t, c)
	ann := newPhone(t, at, "ann", "9996623011", true)
	bob := newPhone(t, at, "bob", "9996623012", true)
	cid := newPhone(t, at, "cid", "9996623013", true)
	tablet := newPhone(t, at, "bob's tablet", "9996623012", false)
	bobs := []*phone{bob, tablet}
	for p, name := range map[*phone]string{ann: "ann_of_rights", bob: "bob_of_rights", cid: "cid_of_rights"} {
		answer[tg.UserClass](p)(p.AccountUpdateUsername(p.ctx, name))
	}
	user := func(p *phone, name string) *tg.InputUser {
		u := p.resolve(name + "_of_rights").Users[0].(*tg.User)
		return &tg.InputUser{UserID: u.ID, AccessHash: u.AccessHash}
	}
	peer := func(u *tg.InputUser) *tg.InputPeerUser {
		return &tg.InputPeerUser{UserID: u.UserID, AccessHash: u.AccessHash}
	}

	// super makes a supergroup of the three, and returns how each names it.
	super := func(t *testing.T, title string, others ...tg.InputUserClass) *chatUnderTest {
		t.Helper()
		made := answer[tg.UpdatesClass](ann)(ann.ChannelsCreateChannel(ann.ctx, &tg.ChannelsCreateChannelRequest{Megagroup: true, Title: title}))
		ch := chatIn(t, made).(*tg.Channel)
		g := &chatUnderTest{name: title, id: ch.ID, hash: map[string]int64{"ann": ch.AccessHash}}
		if len(others) > 0 {
			answer[*tg.MessagesInvitedUsers](ann)(ann.ChannelsInviteToChannel(ann.ctx, &tg.ChannelsInviteToChannelRequest{
				Channel: g.channel(ann), Users: others,
			}))
		}
		return g
	}
	// finds has somebody find the chat in their list.
	finds := func(t *testing.T, g *chatUnderTest, ps ...*phone) {
		t.Helper()
		for _, p := range ps {
			page := answer[tg.MessagesDialogsClass](p)(p.MessagesGetDialogs(p.ctx, &tg.MessagesGetDialogsRequest{
				OffsetPeer: &tg.InputPeerEmpty{}, Limit: 50,
			}))
			for _, ch := range page.(*tg.MessagesDialogs).Chats {
				if ch, ok := ch.(*tg.Channel); ok && ch.ID == g.id {
					g.hash[p.name] = ch.AccessHash
				}
			}
			if g.hash[p.name] == 0 {
				t.Fatalf("%s does not list %s", p.name, g.name)
			}
		}
	}
	learn := func(t *testing.T, g *chatUnderTest) {
		t.Helper()
		for _, p := range bobs {
			hears(p, "a change of "+g.name, func(u *tg.UpdateChannel) bool { return u.ChannelID == g.id })
		}
	}
	says := func(t *testing.T, p *phone, g *chatUnderTest, text string) {
		t.Helper()
		if err := p.say(g.peer(p), text); err != nil {
			t.Fatalf("%s says %q: %v", p.name, text, err)
		}
	}
	promote := func(t *testing.T, g *chatUnderTest, name string, r tg.ChatAdminRights, rank string) {
		t.Helper()
		answer[tg.UpdatesClass](ann)(ann.ChannelsEditAdmin(ann.ctx, &tg.ChannelsEditAdminRequest{
			Channel: g.channel(ann), UserID: user(ann, name), AdminRights: r, Rank: rank,
		}))
	}
	restrain := func(p *phone, g *chatUnderTest, name string, r tg.ChatBannedRights) error {
		_, err := p.ChannelsEditBanned(p.ctx, &tg.ChannelsEditBannedRequest{Channel: g.channel(p), Participant: peer(user(p, name)), BannedRights: r})
		return err
	}
	title := func(p *phone, g *chatUnderTest, title string) error {
		_, err := p.ChannelsEditTitle(p.ctx, &tg.ChannelsEditTitleRequest{Channel: g.channel(p), Title: title})
		return err
	}

	t.Run("rights of an administrator", func(t *testing.T) {
		g := super(t, "Rights", user(ann, "bob"), user(ann, "cid"))
		learn(t, g)
		finds(t, g, bob, tablet, cid)
		answer[tg.UpdatesClass](ann)(ann.MessagesEditChatDefaultBannedRights(ann.ctx, &tg.MessagesEditChatDefaultBannedRightsRequest{
			Peer: g.peer(ann), BannedRights: tg.ChatBannedRights{ChangeInfo: true, PinMessages: true, InviteUsers: true},
		}))
		bob.refused("CHAT_ADMIN_REQUIRED", title(bob, g, "Mine"))
		bob.refused("CHAT_ADMIN_REQUIRED", restrain(bob, g, "cid", tg.ChatBannedRights{ViewMessages: true}))
		promote(t, g, "bob", tg.ChatAdminRights{ChangeInfo: true}, "scribe")
		learn(t, g)
		if err := title(tablet, g, "Bob's"); err != nil { // of the device that did not ask before
			t.Errorf("an administrator's title: %v", err)
		}
		bob.refused("CHAT_ADMIN_REQUIRED", restrain(bob, g, "cid", tg.ChatBannedRights{ViewMessages: true}))
		bob.refused("CHAT_ADMIN_REQUIRED", func() error {
			_, err := bob.ChannelsEditAdmin(bob.ctx, &tg.ChannelsEditAdminRequest{
				Channel: g.channel(bob), UserID: user(bob, "cid"), AdminRights: tg.ChatAdminRights{ChangeInfo: true},
			})
			return err
		}())
		promote(t, g, "bob", tg.ChatAdminRights{}, "")
		learn(t, g)
		bob.refused("CHAT_ADMIN_REQUIRED", title(bob, g, "Again"))
		tablet.refused("CHAT_ADMIN_REQUIRED", title(tablet, g, "Again"))
	})

	t.Run("a ban with an end", func(t *testing.T) {
		g := super(t, "Bans", user(ann, "bob"), user(ann, "cid"))
		finds(t, g, bob, tablet, cid)
		until := int(time.Now().Add(time.Hour).Unix())
		if err := restrain(ann, g, "bob", tg.ChatBannedRights{SendMessages: true, UntilDate: until}); err != nil {
			t.Fatal(err)
		}
		learn(t, g)
		for _, p := range bobs {
			p.refused("USER_BANNED_IN_CHANNEL", p.say(g.peer(p), "not now"))
		}
		r := answer[*tg.ChannelsChannelParticipant](ann)(ann.ChannelsGetParticipant(ann.ctx, &tg.ChannelsGetParticipantRequest{
			Channel: g.channel(ann), Participant: peer(user(ann, "bob")),
		}))
		if b, ok := r.Participant.(*tg.ChannelParticipantBanned); !ok || b.BannedRights.UntilDate != until || b.Left {
			t.Errorf("bob is %+v", r.Participant)
		}
		if err := restrain(ann, g, "bob", tg.ChatBannedRights{}); err != nil {
			t.Fatal(err)
		}
		learn(t, g)
		says(t, tablet, g, "free again")
		heardIn(ann, "free again")

		// Thrown out for a time: nothing reaches either device, not even a minute later what is said in between.
		if err := restrain(ann, g, "bob", tg.ChatBannedRights{ViewMessages: true, UntilDate: until}); err != nil {
			t.Fatal(err)
		}
		learn(t, g)
		says(t, ann, g, "among ourselves")
		heardIn(cid, "among ourselves")
		for _, p := range bobs {
			_, err := p.MessagesGetHistory(p.ctx, &tg.MessagesGetHistoryRequest{Peer: g.peer(p), Limit: 10})
			p.refused("CHANNEL_PRIVATE", err)
		}
		if err := restrain(ann, g, "bob", tg.ChatBannedRights{}); err != nil {
			t.Fatal(err)
		}
		for _, p := range bobs {
			hearsNot(p, "among ourselves")
		}
	})

	t.Run("an administrator without a name", func(t *testing.T) {
		g := super(t, "Masks", user(ann, "bob"), user(ann, "cid"))
		finds(t, g, bob, tablet, cid)
		promote(t, g, "bob", tg.ChatAdminRights{Anonymous: true, ChangeInfo: true}, "the mask")
		learn(t, g)
		says(t, bob, g, "who am I?")
		m := heardIn(cid, "who am I?")
		if from, ok := m.FromID.(*tg.PeerChannel); m.FromID != nil && (!ok || from.ChannelID != g.id) || m.Out || m.PostAuthor != "the mask" {
			t.Errorf("cid sees %+v", m)
		}
		if m := heardIn(tablet, "who am I?"); !m.Out {
			t.Errorf("bob's tablet sees %+v", m)
		}
		if _, err := cid.UsersGetUsers(cid.ctx, []tg.InputUserClass{
			&tg.InputUserFromMessage{Peer: g.peer(cid), MsgID: m.ID, UserID: user(cid, "bob").UserID},
		}); err == nil {
			t.Error("what an unnamed administrator wrote tells who they are")
		}
	})

	t.Run("as a channel", func(t *testing.T) {
		g := super(t, "Voices", user(ann, "bob"), user(ann, "cid"))
		finds(t, g, bob, cid)
		name := "voices_of_rights"
		answer[bool](ann)(ann.ChannelsUpdateUsername(ann.ctx, &tg.ChannelsUpdateUsernameRequest{Channel: g.channel(ann), Username: name}))
		made := answer[tg.UpdatesClass](bob)(bob.ChannelsCreateChannel(bob.ctx, &tg.ChannelsCreateChannelRequest{Broadcast: true, Title: "Bob's paper"}))
		paper := chatIn(t, made).(*tg.Channel)
		in := &tg.InputChannel{ChannelID: paper.ID, AccessHash: paper.AccessHash}
		as := &tg.InputPeerChannel{ChannelID: paper.ID, AccessHash: paper.AccessHash}
		write := func() error {
			return bob.say(g.peer(bob), "the paper says", func(r *tg.MessagesSendMessageRequest) { r.SetSendAs(as) })
		}
		bob.refused("SEND_AS_PEER_INVALID", write()) // not public
		answer[bool](bob)(bob.ChannelsUpdateUsername(bob.ctx, &tg.ChannelsUpdateUsernameRequest{Channel: in, Username: "paper_of_bob"}))
		if err := write(); err != nil {
			t.Fatal(err)
		}
		m := heardIn(cid, "the paper says")
		if from, ok := m.FromID.(*tg.PeerChannel); !ok || from.ChannelID != paper.ID {
			t.Errorf("cid sees %+v", m)
		}
		cids := cid.resolve("paper_of_bob").Chats[0].(*tg.Channel)
		err := cid.say(g.peer(cid), "the paper lies", func(r *tg.MessagesSendMessageRequest) {
			r.SetSendAs(&tg.InputPeerChannel{ChannelID: cids.ID, AccessHash: cids.AccessHash})
		})
		cid.refused("SEND_AS_PEER_INVALID", err)
	})

	t.Run("hidden history", func(t *testing.T) {
		g := super(t, "Past", user(ann, "cid"))
		answer[tg.UpdatesClass](ann)(ann.ChannelsTogglePreHistoryHidden(ann.ctx, &tg.ChannelsTogglePreHistoryHiddenRequest{
			Channel: g.channel(ann), Enabled: true,
		}))
		says(t, ann, g, "long ago")
		old := ann.last(g.peer(ann)).ID
		answer[*tg.MessagesInvitedUsers](ann)(ann.ChannelsInviteToChannel(ann.ctx, &tg.ChannelsInviteToChannelRequest{
			Channel: g.channel(ann), Users: []tg.InputUserClass{user(ann, "bob")},
		}))
		learn(t, g)
		finds(t, g, bob, tablet, cid)
		says(t, ann, g, "today")
		for _, p := range bobs {
			heardIn(p, "today")
			page := answer[tg.MessagesMessagesClass](p)(p.MessagesGetHistory(p.ctx, &tg.MessagesGetHistoryRequest{Peer: g.peer(p), Limit: 50}))
			for _, m := range page.(*tg.MessagesChannelMessages).Messages {
				if m.GetID() <= old {
					t.Errorf("%s sees %+v", p.name, m)
				}
			}
			one := answer[tg.MessagesMessagesClass](p)(p.ChannelsGetMessages(p.ctx, &tg.ChannelsGetMessagesRequest{
				Channel: g.channel(p), ID: []tg.InputMessageClass{&tg.InputMessageID{ID: old}},
			}))
			if m := one.(*tg.MessagesChannelMessages).Messages[0]; m.TypeID() != tg.MessageEmptyTypeID {
				t.Errorf("%s gets %+v", p.name, m)
			}
			_, err := p.MessagesForwardMessages(p.ctx, &tg.MessagesForwardMessagesRequest{
				FromPeer: g.peer(p), ID: []int{old}, RandomID: []int64{rand.Int64()}, ToPeer: &tg.InputPeerSelf{},
			})
			if err == nil {
				t.Errorf("%s forwards what they may not see", p.name)
			}
			d := answer[tg.UpdatesChannelDifferenceClass](p)(p.UpdatesGetChannelDifference(p.ctx, &tg.UpdatesGetChannelDifferenceRequest{
				Channel: g.channel(p), Filter: &tg.ChannelMessagesFilterEmpty{}, Pts: 1, Limit: 100,
			}))
			before := func(m tg.MessageClass) bool { return m.GetID() <= old }
			if d, ok := d.(*tg.UpdatesChannelDifference); ok && slices.ContainsFunc(d.NewMessages, before) {
				t.Errorf("the difference of %s tells what was before", p.name)
			}
		}
		page := answer[tg.MessagesMessagesClass](cid)(cid.MessagesGetHistory(cid.ctx, &tg.MessagesGetHistoryRequest{Peer: g.peer(cid), Limit: 50}))
		if page.(*tg.MessagesChannelMessages).Count < 3 {
			t.Errorf("who was there before sees %+v", page)
		}
	})

	t.Run("a group becomes a supergroup", func(t *testing.T) {
		made := answer[*tg.MessagesInvitedUsers](ann)(ann.MessagesCreateChat(ann.ctx, &tg.MessagesCreateChatRequest{
			Users: []tg.InputUserClass{user(ann, "bob"), user(ann, "cid")}, Title: "Small",
		}))
		small := chatIn(t, made.Updates).(*tg.Chat).ID
		old := &tg.InputPeerChat{ChatID: small}
		if err := bob.say(old, "small talk"); err != nil {
			t.Fatal(err)
		}
		bob.refused("CHAT_ADMIN_REQUIRED", func() error { _, err := bob.MessagesMigrateChat(bob.ctx, small); return err }())
		u := answer[tg.UpdatesClass](ann)(ann.MessagesMigrateChat(ann.ctx, small)).(*tg.Updates)
		g := &chatUnderTest{name: "Small", hash: map[string]int64{}}
		for _, ch := range u.Chats {
			if ch, ok := ch.(*tg.Channel); ok {
				g.id, g.hash["ann"] = ch.ID, ch.AccessHash
			}
		}
		learn(t, g)
		finds(t, g, bob, tablet, cid)
		for _, p := range bobs {
			if err := p.say(old, "still small"); err == nil {
				t.Errorf("%s writes into the old group", p.name)
			}
		}
		says(t, cid, g, "we have grown")
		for _, p := range append(bobs, ann) {
			heardIn(p, "we have grown")
		}
		full := answer[*tg.MessagesChatFull](tablet)(tablet.ChannelsGetFullChannel(tablet.ctx, g.channel(tablet)))
		if f := full.FullChat.(*tg.ChannelFull); f.MigratedFromChatID != small || f.MigratedFromMaxID == 0 || f.ParticipantsCount != 3 {
			t.Errorf("the full supergroup: %+v", f)
		}
		page := answer[tg.MessagesMessagesClass](tablet)(tablet.MessagesGetHistory(tablet.ctx, &tg.MessagesGetHistoryRequest{Peer: old, Limit: 50}))
		said := func(m tg.MessageClass) bool { x, ok := m.(*tg.Message); return ok && x.Message == "small talk" }
		if all, _ := page.AsModified(); !slices.ContainsFunc(all.GetMessages(), said) {
			t.Errorf("what was said before is gone: %+v", page)
		}
	})
}

// hearsNot fails the test if a phone was pushed a text so far.
func hearsNot(p *phone, text string) {
	p.t.Helper()
	for {
		select {
		case got := <-p.pushed:
			if u, ok := got.(*tg.UpdateNewChannelMessage); ok {
				if m, ok := u.Message.(*tg.Message); ok && m.Message == text {
					p.t.Errorf("%s hears %q", p.name, text)
				}
			}
		default:
			return
		}
	}
}
