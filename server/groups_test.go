package server

import (
	"slices"
	"testing"

	"github.com/gotd/td/tg"
)

// chatIn returns the group or channel that an answer names.
func chatIn(t *testing.T, u tg.UpdatesClass) tg.ChatClass {
	t.Helper()
	all, ok := u.(*tg.Updates)
	if !ok || len(all.Chats) == 0 {
		t.Fatalf("no chat in %+v", u)
	}
	return all.Chats[0]
}

// TestGroupsAndChannels goes through what is said in a basic group, a supergroup and a channel, over the wire: one device of
// each of three people.
func TestGroupsAndChannels(t *testing.T) {
	if testing.Short() {
		t.Skip("a server and three clients")
	}
	c := settings(t)
	c.TestAccounts = true
	at, _ := start(t, c)
	ann := newPhone(t, at, "ann", "9996620011", true)
	bob := newPhone(t, at, "bob", "9996620012", true)
	for p, name := range map[*phone]string{ann: "ann_anna", bob: "bob_bobby"} {
		answer[tg.UserClass](p)(p.AccountUpdateUsername(p.ctx, name))
	}
	r := answer[*tg.ContactsResolvedPeer](ann)(ann.ContactsResolveUsername(ann.ctx, &tg.ContactsResolveUsernameRequest{Username: "bob_bobby"}))
	u := r.Users[0].(*tg.User)
	bobToAnn := &tg.InputUser{UserID: u.ID, AccessHash: u.AccessHash}
	says := func(t *testing.T, p *phone, to tg.InputPeerClass, text string, change ...func(*tg.MessagesSendMessageRequest)) {
		t.Helper()
		if err := p.say(to, text, change...); err != nil {
			t.Fatalf("%s says %q: %v", p.name, text, err)
		}
	}
	inGroup := func(text string) func(*tg.UpdateNewMessage) bool {
		return func(u *tg.UpdateNewMessage) bool {
			m, is := u.Message.(*tg.Message)
			return is && m.Message == text
		}
	}
	inChannel := func(text string) func(*tg.UpdateNewChannelMessage) bool {
		return func(u *tg.UpdateNewChannelMessage) bool {
			m, is := u.Message.(*tg.Message)
			return is && m.Message == text
		}
	}
	// channelOf returns how p names a channel in which it is.
	channelOf := func(t *testing.T, p *phone, id int64) *tg.InputPeerChannel {
		t.Helper()
		page := answer[tg.MessagesDialogsClass](p)(p.MessagesGetDialogs(p.ctx, &tg.MessagesGetDialogsRequest{OffsetPeer: &tg.InputPeerEmpty{}, Limit: 20}))
		for _, ch := range page.(*tg.MessagesDialogs).Chats {
			if ch, ok := ch.(*tg.Channel); ok && ch.ID == id {
				return &tg.InputPeerChannel{ChannelID: ch.ID, AccessHash: ch.AccessHash}
			}
		}
		t.Fatalf("%s does not list channel %d: %+v", p.name, id, page)
		return nil
	}

	t.Run("basic group", func(t *testing.T) {
		made := answer[*tg.MessagesInvitedUsers](ann)(ann.MessagesCreateChat(ann.ctx, &tg.MessagesCreateChatRequest{
			Users: []tg.InputUserClass{bobToAnn}, Title: "Walkers",
		}))
		full := answer[*tg.UsersUserFull](ann)(ann.UsersGetFullUser(ann.ctx, bobToAnn))
		if n := full.FullUser.CommonChatsCount; n != 1 {
			t.Errorf("ann and bob are in %d groups, want 1", n)
		}
		group := &tg.InputPeerChat{ChatID: chatIn(t, made.Updates).(*tg.Chat).ID}
		hears(bob, "the group", func(u *tg.UpdateNewMessage) bool { _, is := u.Message.(*tg.MessageService); return is })
		says(t, ann, group, "where to?")
		hears(bob, "what ann says", inGroup("where to?"))
		asked := bob.last(group)
		says(t, bob, group, "up", func(r *tg.MessagesSendMessageRequest) {
			r.SetReplyTo(&tg.InputReplyToMessage{ReplyToMsgID: asked.ID})
		})
		hears(ann, "what bob says", inGroup("up"))
		if m := ann.last(group); !m.Mentioned || m.Out {
			t.Errorf("ann sees %+v", m)
		}
		answer[*tg.MessagesAffectedMessages](bob)(bob.MessagesReadHistory(bob.ctx, &tg.MessagesReadHistoryRequest{Peer: group, MaxID: asked.ID}))
		hears(ann, "that it was read", func(u *tg.UpdateReadHistoryOutbox) bool { _, is := u.Peer.(*tg.PeerChat); return is })
	})

	for _, broadcast := range []bool{false, true} {
		name := map[bool]string{false: "supergroup", true: "channel"}[broadcast]
		t.Run(name, func(t *testing.T) {
			made := answer[tg.UpdatesClass](ann)(ann.ChannelsCreateChannel(ann.ctx, &tg.ChannelsCreateChannelRequest{
				Megagroup: !broadcast, Broadcast: broadcast, Title: "About " + name,
			}))
			ch := chatIn(t, made).(*tg.Channel)
			id, anns := ch.ID, &tg.InputPeerChannel{ChannelID: ch.ID, AccessHash: ch.AccessHash}
			in := &tg.InputChannel{ChannelID: ch.ID, AccessHash: ch.AccessHash}
			answer[*tg.MessagesInvitedUsers](ann)(ann.ChannelsInviteToChannel(ann.ctx, &tg.ChannelsInviteToChannelRequest{
				Channel: in, Users: []tg.InputUserClass{bobToAnn},
			}))
			hears(bob, "the channel", func(u *tg.UpdateChannel) bool { return u.ChannelID == id })
			bobs := channelOf(t, bob, id)
			says(t, ann, anns, "hello")
			hears(bob, "what ann says", inChannel("hello"))
			first := bob.last(bobs)
			if broadcast {
				bob.refused("CHAT_ADMIN_REQUIRED", bob.say(bobs, "me too"))
				if !first.Post || first.FromID != nil {
					t.Errorf("a post is %+v", first)
				}
			} else {
				says(t, bob, bobs, "hello ann", func(r *tg.MessagesSendMessageRequest) {
					r.SetReplyTo(&tg.InputReplyToMessage{ReplyToMsgID: first.ID})
				})
				hears(ann, "what bob says", inChannel("hello ann"))
				if m := ann.last(anns); !m.Mentioned || m.Out || m.ID != first.ID+1 {
					t.Errorf("ann sees %+v", m)
				}
				if m := bob.last(bobs); m.Mentioned || !m.Out {
					t.Errorf("bob sees %+v", m)
				}
			}
			page := answer[*tg.MessagesPeerDialogs](bob)(bob.MessagesGetPeerDialogs(bob.ctx, []tg.InputDialogPeerClass{&tg.InputDialogPeer{Peer: bobs}}))
			unread := 2 // that he was added, too
			if broadcast {
				unread = 1
			}
			if d := page.Dialogs[0].(*tg.Dialog); d.UnreadCount != unread || d.Pts == 0 || len(page.Messages) != 1 {
				t.Errorf("bob's dialog: %+v", d)
			}
			answer[bool](bob)(bob.ChannelsReadHistory(bob.ctx, &tg.ChannelsReadHistoryRequest{
				Channel: &tg.InputChannel{ChannelID: id, AccessHash: bobs.AccessHash}, MaxID: first.ID + 1,
			}))
			if !broadcast {
				hears(ann, "that it was read", func(u *tg.UpdateReadChannelOutbox) bool { return u.ChannelID == id })
			}
			bob.refused("MESSAGE_DELETE_FORBIDDEN", func() error {
				_, err := bob.ChannelsDeleteMessages(bob.ctx, &tg.ChannelsDeleteMessagesRequest{
					Channel: &tg.InputChannel{ChannelID: id, AccessHash: bobs.AccessHash}, ID: []int{first.ID},
				})
				return err
			}())
			answer[*tg.MessagesAffectedMessages](ann)(ann.ChannelsDeleteMessages(ann.ctx, &tg.ChannelsDeleteMessagesRequest{Channel: in, ID: []int{first.ID}}))
			hears(bob, "the deletion", func(u *tg.UpdateDeleteChannelMessages) bool { return slices.Contains(u.Messages, first.ID) })
		})
	}
}
