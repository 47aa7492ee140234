package server

import (
	"context"
	"errors"
	"slices"
	"sync/atomic"
	"testing"
	"time"

	"github.com/gotd/td/tg"

	"lamplight/service/media"
)

// someplace is a conversation as each of two people names it.
type someplace struct {
	name     string
	ann, bob tg.InputPeerClass
}

// somewhere returns a conversation of every kind that ann and bob have, in each of which ann may write.
func somewhere(t *testing.T, ann, bob *phone) []someplace {
	t.Helper()
	meet := func(p *phone, number string) *tg.InputPeerUser {
		r := answer[*tg.ContactsImportedContacts](p)(p.ContactsImportContacts(p.ctx, []tg.InputPhoneContact{{ClientID: 1, Phone: number, FirstName: "F"}}))
		u := r.Users[0].(*tg.User)
		return &tg.InputPeerUser{UserID: u.ID, AccessHash: u.AccessHash}
	}
	self := func(p *phone) string {
		return answer[[]tg.UserClass](p)(p.UsersGetUsers(p.ctx, []tg.InputUserClass{&tg.InputUserSelf{}}))[0].(*tg.User).Phone
	}
	toBob, toAnn := meet(ann, self(bob)), meet(bob, self(ann))
	all := []someplace{{"a private conversation", toBob, toAnn}}
	made := answer[*tg.MessagesInvitedUsers](ann)(ann.MessagesCreateChat(ann.ctx, &tg.MessagesCreateChatRequest{
		Users: []tg.InputUserClass{inputUser(toBob)}, Title: "Walkers",
	}))
	group := &tg.InputPeerChat{ChatID: chatIn(t, made.Updates).(*tg.Chat).ID}
	all = append(all, someplace{"a basic group", group, group})
	for _, broadcast := range []bool{false, true} {
		made := answer[tg.UpdatesClass](ann)(ann.ChannelsCreateChannel(ann.ctx, &tg.ChannelsCreateChannelRequest{
			Megagroup: !broadcast, Broadcast: broadcast, Title: "Club",
		}))
		ch := chatIn(t, made).(*tg.Channel)
		answer[*tg.MessagesInvitedUsers](ann)(ann.ChannelsInviteToChannel(ann.ctx, &tg.ChannelsInviteToChannelRequest{
			Channel: &tg.InputChannel{ChannelID: ch.ID, AccessHash: ch.AccessHash}, Users: []tg.InputUserClass{inputUser(toBob)},
		}))
		hears(bob, "the channel", func(u *tg.UpdateChannel) bool { return u.ChannelID == ch.ID })
		page := answer[tg.MessagesDialogsClass](bob)(bob.MessagesGetDialogs(bob.ctx, &tg.MessagesGetDialogsRequest{OffsetPeer: &tg.InputPeerEmpty{}, Limit: 20}))
		all = append(all, someplace{
			map[bool]string{false: "a supergroup", true: "a channel"}[broadcast],
			&tg.InputPeerChannel{ChannelID: ch.ID, AccessHash: ch.AccessHash}, channelIn(t, page, ch.ID),
		})
	}
	return all
}

// channelIn returns how somebody names a channel in their list.
func channelIn(t *testing.T, page tg.MessagesDialogsClass, id int64) *tg.InputPeerChannel {
	t.Helper()
	all, _ := page.AsModified()
	for _, ch := range all.GetChats() {
		if ch, ok := ch.(*tg.Channel); ok && ch.ID == id {
			return &tg.InputPeerChannel{ChannelID: ch.ID, AccessHash: ch.AccessHash}
		}
	}
	t.Fatalf("channel %d is not in the list", id)
	return nil
}

// files returns the messages with a photo or document that a phone finds in a conversation, the newest first.
func (p *phone) files(in tg.InputPeerClass) (found []*tg.Message) {
	p.t.Helper()
	page := answer[tg.MessagesMessagesClass](p)(p.MessagesGetHistory(p.ctx, &tg.MessagesGetHistoryRequest{Peer: in, Limit: 100}))
	all, _ := page.AsModified()
	for _, m := range all.GetMessages() {
		if m, ok := m.(*tg.Message); ok && m.Media != nil {
			found = append(found, m)
		}
	}
	return found
}

// eventually waits until something is so.
func eventually(t *testing.T, what string, is func() bool) {
	t.Helper()
	for begin := time.Now(); !is(); time.Sleep(20 * time.Millisecond) {
		if time.Since(begin) > 40*time.Second {
			t.Fatalf("after 40 s: %s", what)
		}
	}
}

// troubled is a screener that cannot be asked while it is down, and then says something.
type troubled struct {
	judge
	down atomic.Bool
	slow atomic.Bool
}

func (s *troubled) Screen(ctx context.Context, of media.Subject) (media.Verdict, error) {
	for s.slow.Load() && ctx.Err() == nil {
		time.Sleep(10 * time.Millisecond)
	}
	if s.down.Load() {
		return media.Verdict{}, errors.New("the list is not there")
	}
	return s.judge.Screen(ctx, of)
}

// TestHeldIsDecidedByItself sends files everywhere while the screener cannot say anything: the others see nothing of them. Once
// it can, they are shown, or removed and their sender told, without anybody doing anything.
func TestHeldIsDecidedByItself(t *testing.T) {
	if testing.Short() {
		t.Skip("a server and two clients")
	}
	s := new(troubled)
	c := settings(t)
	c.TestAccounts = true
	at, _ := startWith(t, c, s)
	ann := newPhone(t, at, "ann", "9996621111", true)
	bob := newPhone(t, at, "bob", "9996622222", true)
	places := somewhere(t, ann, bob)
	id := int64(100)
	for _, says := range []media.Outcome{media.Pass, media.Block} {
		t.Run(map[media.Outcome]string{media.Pass: "it is clean", media.Block: "it is refused"}[says], func(t *testing.T) {
			s.says.Store(int32(says))
			s.down.Store(true)
			before := map[string]int{}
			for i, p := range places {
				before[p.name] = len(bob.files(p.bob))
				s.slow.Store(i == 0) // one of them because the screener takes too long
				id += 3
				// A photo and a document: what is seen of the one is not what was uploaded. An album is shown whole.
				_, err := ann.MessagesSendMultiMedia(ann.ctx, &tg.MessagesSendMultiMediaRequest{Peer: p.ann, MultiMedia: []tg.InputSingleMedia{
					{RandomID: id, Media: &tg.InputMediaUploadedPhoto{File: ann.upload(id, "a.jpg", drawn(t, int(id), 100))}},
					{RandomID: id + 1, Media: &tg.InputMediaUploadedPhoto{File: ann.upload(id+1, "a.jpg", drawn(t, int(id), 101))}},
				}})
				if err != nil {
					t.Fatal(err)
				}
				_, err = ann.MessagesSendMedia(ann.ctx, &tg.MessagesSendMediaRequest{Peer: p.ann, RandomID: id + 2, Media: &tg.InputMediaUploadedDocument{
					File: ann.upload(id+2, "a", []byte{byte(id), byte(id >> 8), 7}), MimeType: "application/zip",
				}})
				if err != nil {
					t.Fatal(err)
				}
				if got := len(ann.files(p.ann)) - before[p.name]; got != 3 {
					t.Errorf("%s: ann sees %d of her files", p.name, got)
				}
			}
			for _, p := range places {
				if got := len(bob.files(p.bob)) - before[p.name]; got != 0 {
					t.Errorf("%s: bob sees %d files that nobody looked at", p.name, got)
				}
			}
			s.slow.Store(false)
			s.down.Store(false)
			want := map[media.Outcome]int{media.Pass: 3}[says]
			for _, p := range places {
				eventually(t, p.name+": not decided", func() bool {
					return len(ann.files(p.ann))-before[p.name] == want && len(bob.files(p.bob))-before[p.name] == want
				})
				if want == 0 {
					continue
				}
				for _, m := range bob.files(p.bob)[:3] { // in the order in which they were decided
					d, ok := m.Media.(*tg.MessageMediaDocument)
					if (m.GroupedID == 0) != ok || m.Out {
						t.Errorf("%s: bob sees %+v", p.name, m)
					}
					if !ok {
						continue
					}
					file := d.Document.(*tg.Document)
					at := &tg.InputDocumentFileLocation{ID: file.ID, AccessHash: file.AccessHash, FileReference: file.FileReference}
					if len(bob.fetch(at)) != 3 {
						t.Errorf("%s: bob fetches something else", p.name)
					}
				}
			}
		})
	}
	service := serviceOf(ann)
	notices := answer[tg.MessagesMessagesClass](ann)(ann.MessagesGetHistory(ann.ctx, &tg.MessagesGetHistoryRequest{Peer: service, Limit: 100}))
	all, _ := notices.AsModified()
	if n := len(slices.DeleteFunc(all.GetMessages(), func(m tg.MessageClass) bool {
		one, ok := m.(*tg.Message)
		return !ok || len(one.Message) < 20
	})); n < 12 {
		t.Errorf("ann was told %d times of files that were refused, want 12", n)
	}
}

// serviceOf returns how a phone names the service account.
func serviceOf(p *phone) tg.InputPeerClass {
	p.t.Helper()
	page := answer[tg.MessagesDialogsClass](p)(p.MessagesGetDialogs(p.ctx, &tg.MessagesGetDialogsRequest{OffsetPeer: &tg.InputPeerEmpty{}, Limit: 100}))
	all, _ := page.AsModified()
	for _, u := range all.GetUsers() {
		if u, ok := u.(*tg.User); ok && u.ID == 777000 {
			return &tg.InputPeerUser{UserID: u.ID, AccessHash: u.AccessHash}
		}
	}
	p.t.Fatal("the service account is not in the list")
	return nil
}
