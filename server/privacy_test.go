package server

import (
	"bytes"
	"context"
	"fmt"
	"math/rand/v2"
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/gotd/td/bin"
	"github.com/gotd/td/tg"
	"github.com/gotd/td/tgerr"

	"lamplight/edge/mtproto/rpc"
)

// secret stands in everything that only those may see who are in a private chat: texts, captions, names of files and people,
// questions, descriptions.
const secret = "zebra"

// A chatUnderTest is a supergroup or channel with something of every kind in it, and how each person names it.
type chatUnderTest struct {
	name string
	id   int64
	hash map[string]int64
	said int // a text with reactions, pinned, that mentions everybody
	poll int
	face int64 // the photo of the chat
}

func (c *chatUnderTest) peer(p *phone) *tg.InputPeerChannel {
	return &tg.InputPeerChannel{ChannelID: c.id, AccessHash: c.hash[p.name]}
}

func (c *chatUnderTest) channel(p *phone) *tg.InputChannel {
	return &tg.InputChannel{ChannelID: c.id, AccessHash: c.hash[p.name]}
}

// TestWhoMaySeeAndDo asks every method that names a chat or messages of it, as everybody that one can be to a chat. Who is
// not in a private one, or is banned from any, learns nothing of it and changes nothing in it.
func TestWhoMaySeeAndDo(t *testing.T) {
	if testing.Short() {
		t.Skip("a server and seven clients")
	}
	c := settings(t)
	c.TestAccounts = true
	c.Limits.ReadsPerSecond, c.Limits.WritesPerSecond, c.Limits.ExpensivePerSecond = 1e6, 1e6, 1e6
	at, _ := start(t, c)
	names := []string{"owner", "admin", "member", "restricted", "left", "banned", "stranger"}
	phones := map[string]*phone{}
	for i, name := range names {
		p := newPhone(t, at, name, fmt.Sprintf("99966209%02d", i+1), true)
		req := &tg.AccountUpdateProfileRequest{}
		first := name
		if name == "owner" {
			first = secret + " " + name
		}
		req.SetFirstName(first)
		answer[tg.UserClass](p)(p.AccountUpdateProfile(p.ctx, req))
		answer[tg.UserClass](p)(p.AccountUpdateUsername(p.ctx, "the_"+name+"_one"))
		phones[name] = p
	}
	for _, broadcast := range []bool{false, true} {
		for _, public := range []bool{false, true} {
			name := map[bool]string{true: "channel ", false: "supergroup "}[broadcast] +
				map[bool]string{true: "public", false: "private"}[public]
			t.Run(name, func(t *testing.T) {
				chat := stage(t, phones, name, broadcast, public)
				for _, who := range []string{"stranger", "left", "banned", "restricted", "member"} {
					t.Run(who, func(t *testing.T) { askAll(t, phones[who], chat, broadcast, public) })
				}
			})
		}
	}
}

// stage makes a chat and has everybody be in it what their name says.
func stage(t *testing.T, phones map[string]*phone, name string, broadcast, public bool) *chatUnderTest {
	t.Helper()
	owner := phones["owner"]
	made := answer[tg.UpdatesClass](owner)(owner.ChannelsCreateChannel(owner.ctx, &tg.ChannelsCreateChannelRequest{
		Megagroup: !broadcast, Broadcast: broadcast, Title: name, About: secret + " about",
	}))
	ch := chatIn(t, made).(*tg.Channel)
	c := &chatUnderTest{name: name, id: ch.ID, hash: map[string]int64{"owner": ch.AccessHash}}
	username := fmt.Sprintf("chat_%d_%d", len(name), ch.ID%100000)
	answer[bool](owner)(owner.ChannelsUpdateUsername(owner.ctx, &tg.ChannelsUpdateUsernameRequest{
		Channel: c.channel(owner), Username: username,
	}))
	for who, p := range phones {
		c.hash[who] = p.resolve(username).Chats[0].(*tg.Channel).AccessHash
		if who != "owner" && who != "stranger" {
			_, err := p.ChannelsJoinChannel(p.ctx, c.channel(p))
			if err != nil {
				t.Fatalf("%s joins: %v", who, err)
			}
		}
	}
	as := func(who string) *tg.InputUser {
		u := owner.resolve("the_" + who + "_one").Users[0].(*tg.User)
		return &tg.InputUser{UserID: u.ID, AccessHash: u.AccessHash}
	}
	answer[tg.UpdatesClass](owner)(owner.ChannelsEditAdmin(owner.ctx, &tg.ChannelsEditAdminRequest{
		Channel: c.channel(owner), UserID: as("admin"), AdminRights: tg.ChatAdminRights{PinMessages: true, EditMessages: true}, Rank: "r",
	}))
	sent := sentIn(t, owner, c, secret+" says in "+name+" something to @the_member_one @the_left_one @the_banned_one")
	c.said = sent.ID
	answer[tg.UpdatesClass](owner)(owner.MessagesUpdatePinnedMessage(owner.ctx, &tg.MessagesUpdatePinnedMessageRequest{
		Peer: c.peer(owner), ID: c.said,
	}))
	file := owner.upload(rand.Int64(), secret+".jpg", drawn(t, 200, 200))
	answer[tg.UpdatesClass](owner)(owner.MessagesSendMedia(owner.ctx, &tg.MessagesSendMediaRequest{
		Peer: c.peer(owner), Media: &tg.InputMediaUploadedPhoto{File: file}, Message: secret + " in a picture", RandomID: rand.Int64(),
	}))
	face := &tg.InputChatUploadedPhoto{}
	face.SetFile(owner.upload(rand.Int64(), "face.jpg", drawn(t, 300, 300)))
	answer[tg.UpdatesClass](owner)(owner.ChannelsEditPhoto(owner.ctx, &tg.ChannelsEditPhotoRequest{Channel: c.channel(owner), Photo: face}))
	full := answer[*tg.MessagesChatFull](owner)(owner.ChannelsGetFullChannel(owner.ctx, c.channel(owner)))
	c.face = full.FullChat.(*tg.ChannelFull).ChatPhoto.(*tg.Photo).ID
	u := answer[tg.UpdatesClass](owner)(owner.MessagesSendMedia(owner.ctx, &tg.MessagesSendMediaRequest{
		Peer: c.peer(owner), RandomID: rand.Int64(), Media: &tg.InputMediaPoll{Poll: tg.Poll{
			Question: tg.TextWithEntities{Text: secret + "?"}, PublicVoters: !broadcast,
			Answers: []tg.PollAnswerClass{
				&tg.InputPollAnswer{Text: tg.TextWithEntities{Text: secret + " 1"}},
				&tg.InputPollAnswer{Text: tg.TextWithEntities{Text: secret + " 2"}},
			},
		}},
	}))
	c.poll = newIn(t, u).ID
	member := phones["member"]
	options := newIn(t, u).Media.(*tg.MessageMediaPoll).Poll.Answers
	answer[tg.UpdatesClass](member)(member.MessagesSendVote(member.ctx, &tg.MessagesSendVoteRequest{
		Peer: c.peer(member), MsgID: c.poll, Options: [][]byte{options[0].(*tg.PollAnswer).Option},
	}))
	react := &tg.MessagesSendReactionRequest{Peer: c.peer(member), MsgID: c.said}
	react.SetReaction([]tg.ReactionClass{&tg.ReactionEmoji{Emoticon: "👍"}})
	answer[tg.UpdatesClass](member)(member.MessagesSendReaction(member.ctx, react))

	left := phones["left"]
	answer[tg.UpdatesClass](left)(left.ChannelsLeaveChannel(left.ctx, c.channel(left)))
	ban := func(who string, rights tg.ChatBannedRights) {
		t.Helper()
		u := as(who)
		answer[tg.UpdatesClass](owner)(owner.ChannelsEditBanned(owner.ctx, &tg.ChannelsEditBannedRequest{
			Channel: c.channel(owner), Participant: &tg.InputPeerUser{UserID: u.UserID, AccessHash: u.AccessHash}, BannedRights: rights,
		}))
	}
	ban("banned", tg.ChatBannedRights{ViewMessages: true})
	if !broadcast {
		ban("restricted", tg.ChatBannedRights{
			SendMessages: true, SendPlain: true, SendMedia: true, SendPhotos: true, SendDocs: true, SendPolls: true,
			SendGifs: true, SendStickers: true,
			SendVideos: true, SendRoundvideos: true, SendAudios: true, SendVoices: true, SendGames: true, SendInline: true, EmbedLinks: true,
			ChangeInfo: true, InviteUsers: true, PinMessages: true,
		})
	}
	if !public {
		answer[bool](owner)(owner.ChannelsUpdateUsername(owner.ctx, &tg.ChannelsUpdateUsernameRequest{Channel: c.channel(owner)}))
	}
	return c
}

// resolve looks a public name up.
func (p *phone) resolve(name string) *tg.ContactsResolvedPeer {
	p.t.Helper()
	return answer[*tg.ContactsResolvedPeer](p)(p.ContactsResolveUsername(p.ctx, &tg.ContactsResolveUsernameRequest{Username: name}))
}

func newIn(t *testing.T, u tg.UpdatesClass) *tg.Message {
	t.Helper()
	for _, one := range u.(*tg.Updates).Updates {
		if n, ok := one.(*tg.UpdateNewChannelMessage); ok {
			return n.Message.(*tg.Message)
		}
	}
	t.Fatalf("no message in %+v", u)
	return nil
}

func sentIn(t *testing.T, p *phone, c *chatUnderTest, text string) *tg.Message {
	t.Helper()
	u, err := p.MessagesSendMessage(p.ctx, &tg.MessagesSendMessageRequest{Peer: c.peer(p), Message: text, RandomID: rand.Int64()})
	if err != nil {
		t.Fatal(err)
	}
	return newIn(t, u)
}

// A raw is an answer as it came.
type raw struct{ b []byte }

func (r *raw) Decode(b *bin.Buffer) error {
	r.b = bytes.Clone(b.Buf)
	b.Buf = nil
	return nil
}

// What a method is to those who may not.
var (
	// own are methods that anybody may call, whatever the peer: they tell and change nothing but what is the caller's own.
	own = []string{
		"account.getNotifyExceptions", "account.getNotifySettings", "account.updateNotifySettings", "channels.getChannels",
		"contacts.unblock", "messages.deleteSavedHistory", "messages.deleteScheduledMessages", "messages.getSavedDialogsByID",
		"messages.getSavedHistory", "messages.getScheduledHistory", "messages.getScheduledMessages", "messages.reorderPinnedSavedDialogs",
		"messages.searchGlobal", "messages.toggleSavedDialogPin",
		"messages.search", "messages.getSearchCounters", // which find nothing then
	}
	// tells are methods by which who may see a chat learns what is in it.
	tells = []string{
		"channels.getFullChannel", "channels.getMessages", "messages.getHistory", "updates.getChannelDifference", "messages.forwardMessages",
	}
	// looks are methods that who may see a chat may call, too, and that change nothing there.
	looks = []string{
		"channels.exportMessageLink", "channels.getParticipants", "channels.getParticipant", "channels.getSendAs", "channels.readHistory",
		"channels.readMessageContents", "folders.editPeerFolders", "messages.getMessageReactionsList", "messages.getMessageReadParticipants",
		"messages.getMessagesReactions", "messages.getMessagesViews", "messages.getPeerDialogs", "messages.getPollResults",
		"messages.getPollVotes", "messages.getSearchCounters", "messages.getUnreadMentions", "messages.getUnreadReactions",
		"messages.markDialogUnread", "messages.readHistory", "messages.readMentions", "messages.readReactions", "messages.reorderPinnedDialogs",
		"messages.saveDefaultSendAs", "messages.saveDraft", "messages.search", "messages.setTyping", "messages.toggleDialogPin",
		"messages.uploadMedia", "messages.getSearchResultsCalendar",
		"messages.getSearchResultsPositions", "messages.getReplies", "messages.getDiscussionMessage", "messages.readDiscussion",
		"messages.getForumTopics", "messages.getForumTopicsByID", "messages.getPeerSettings", "messages.hidePeerSettingsBar",
	}
	// speaks are methods for members who are not kept from it.
	speaks = []string{
		"messages.sendMessage", "messages.sendMedia", "messages.sendMultiMedia", "messages.sendReaction", "messages.sendVote",
		"messages.createForumTopic", "messages.sendScheduledMessages",
	}
	// moves are methods after which somebody is another thing to the chat than before; they are asked apart.
	moves = []string{"channels.joinChannel", "channels.leaveChannel"}
)

// askAll asks every method that names a chat as somebody.
func askAll(t *testing.T, p *phone, c *chatUnderTest, broadcast, public bool) {
	hidden := p.name == "banned" || !public && (p.name == "stranger" || p.name == "left")
	outside := p.name == "stranger" || p.name == "left"
	owner := p.resolve("the_owner_one").Users[0].(*tg.User)
	f := &asker{p: p, c: c, owner: owner, filler: filler{kinds: constructors()}}
	for _, m := range everyMethod() {
		if m.State != rpc.Done || slices.Contains(endings, m.Method) || slices.Contains(moves, m.Method) {
			continue
		}
		got, err := f.ask(m)
		if !f.named {
			continue
		}
		e, _ := tgerr.As(err)
		told := bytes.Contains(got, []byte(secret))
		switch {
		case err != nil && e == nil, e != nil && (e.Code/100 != 4 || e.Code == 420):
			t.Errorf("%s: %v", m.Method, err)
		case told && hidden:
			t.Errorf("%s tells what is hidden", m.Method)
		case e == nil && slices.Contains(own, m.Method):
		case e == nil && hidden:
			t.Errorf("%s answers with %d bytes", m.Method, len(got))
		case hidden:
		case slices.Contains(tells, m.Method):
			if !told {
				t.Errorf("%s does not tell what is there: %v", m.Method, err)
			}
		case e != nil:
		case slices.Contains(looks, m.Method):
		case slices.Contains(speaks, m.Method):
			answers := m.Method == "messages.sendReaction" || m.Method == "messages.sendVote"
			if outside || (broadcast || p.name == "restricted") && !answers {
				t.Errorf("%s is done, by somebody who is kept from it", m.Method)
			}
		default:
			t.Errorf("%s is done, by somebody who may not", m.Method)
		}
	}
	f.askAround(t, hidden, broadcast)
}

// askAround asks in other ways for what is in the chat: by naming somebody through a message of it, by quoting one elsewhere,
// by the photo, and through lists that may have it.
func (f *asker) askAround(t *testing.T, hidden, broadcast bool) {
	p, c := f.p, f.c
	quote := &tg.InputReplyToMessage{ReplyToMsgID: c.said}
	quote.SetReplyToPeerID(c.peer(p))
	asks := map[string]bin.Object{
		"a quote elsewhere": &tg.MessagesSendMessageRequest{Peer: &tg.InputPeerSelf{}, Message: "x", RandomID: rand.Int64(), ReplyTo: quote},
		"a person named by a message": &tg.UsersGetUsersRequest{ID: []tg.InputUserClass{
			&tg.InputUserFromMessage{Peer: c.peer(p), MsgID: c.said, UserID: f.owner.ID},
		}},
		"the chat's photo": &tg.UploadGetFileRequest{Location: &tg.InputPeerPhotoFileLocation{Peer: c.peer(p), PhotoID: c.face}, Limit: 1 << 20},
	}
	for what, req := range asks {
		var r raw
		err := p.Invoker().Invoke(p.ctx, req, &r)
		if e, _ := tgerr.As(err); err != nil && (e == nil || e.Code/100 != 4 || e.Code == 420) {
			t.Errorf("%s: %v", what, err)
		}
		posted := broadcast && strings.HasPrefix(what, "a person") // posts do not say who wrote them
		if (err != nil) != (hidden || posted) {
			t.Errorf("%s: %d bytes, %v", what, len(r.b), err)
		}
	}
	if !hidden {
		return
	}
	for _, req := range []bin.Object{
		&tg.MessagesGetDialogsRequest{OffsetPeer: &tg.InputPeerEmpty{}, Limit: 100},
		&tg.MessagesSearchGlobalRequest{Q: secret, Filter: &tg.InputMessagesFilterEmpty{}, OffsetPeer: &tg.InputPeerEmpty{}, Limit: 100},
		&tg.UpdatesGetDifferenceRequest{Pts: 1, Date: 1},
		&tg.ContactsSearchRequest{Q: c.name, Limit: 100},
		&tg.ChannelsGetLeftChannelsRequest{},
		&tg.MessagesGetAllDraftsRequest{},
		&tg.MessagesGetMessagesRequest{ID: []tg.InputMessageClass{&tg.InputMessageID{ID: c.said}, &tg.InputMessageID{ID: c.poll}}},
	} {
		var r raw
		if err := p.Invoker().Invoke(p.ctx, req, &r); err != nil {
			t.Errorf("%T: %v", req, err)
		}
		if bytes.Contains(r.b, []byte(secret+" says in "+c.name)) {
			t.Errorf("%T tells what is hidden", req)
		}
	}
}

// ask calls a method with all that it needs to be about the chat.
func (f *asker) ask(m rpc.Route) ([]byte, error) {
	req := reflect.ValueOf(m.New())
	f.named, f.about = false, f.c.said
	if strings.Contains(m.Method, "oll") || strings.Contains(m.Method, "Vote") {
		f.about = f.c.poll
	}
	f.fill(req, "")
	if !f.named {
		return nil, nil
	}
	ctx, cancel := context.WithTimeout(f.p.ctx, answerWithin)
	defer cancel()
	var r raw
	err := f.p.Invoker().Invoke(ctx, req.Interface().(bin.Object), &r)
	return r.b, err
}

// An asker fills requests with what names a chat and what is in it.
type asker struct {
	filler
	p     *phone
	c     *chatUnderTest
	owner *tg.User
	about int  // the message that it asks about
	named bool // the request names the chat
}

func (f *asker) fill(v reflect.Value, name string) {
	put := func(x any) { v.Set(reflect.ValueOf(x)) }
	switch v.Type() {
	case reflect.TypeFor[bin.Fields]():
		return
	case reflect.TypeFor[tg.InputPeerClass]():
		switch name {
		case "OffsetPeer":
			put(&tg.InputPeerEmpty{})
		case "ToPeer", "SendAs":
			put(&tg.InputPeerSelf{})
		case "Participant":
			put(&tg.InputPeerUser{UserID: f.owner.ID, AccessHash: f.owner.AccessHash})
		default:
			f.named = true
			put(f.c.peer(f.p))
		}
		return
	case reflect.TypeFor[tg.InputChannelClass]():
		f.named = true
		put(f.c.channel(f.p))
		return
	case reflect.TypeFor[tg.InputDialogPeerClass]():
		f.named = true
		put(&tg.InputDialogPeer{Peer: f.c.peer(f.p)})
		return
	case reflect.TypeFor[tg.InputNotifyPeerClass]():
		f.named = true
		put(&tg.InputNotifyPeer{Peer: f.c.peer(f.p)})
		return
	case reflect.TypeFor[tg.InputUserClass]():
		put(&tg.InputUser{UserID: f.owner.ID, AccessHash: f.owner.AccessHash})
		return
	case reflect.TypeFor[tg.InputMessageClass]():
		put(&tg.InputMessageID{ID: f.about})
		return
	case reflect.TypeFor[tg.ReactionClass]():
		put(&tg.ReactionEmoji{Emoticon: "👍"})
		return
	case reflect.TypeFor[tg.MessagesFilterClass]():
		put(&tg.InputMessagesFilterEmpty{})
		return
	case reflect.TypeFor[tg.ChannelParticipantsFilterClass]():
		put(&tg.ChannelParticipantsRecent{})
		return
	case reflect.TypeFor[tg.ChannelMessagesFilterClass]():
		put(&tg.ChannelMessagesFilterEmpty{})
		return
	case reflect.TypeFor[tg.ChatReactionsClass]():
		put(&tg.ChatReactionsNone{})
		return
	case reflect.TypeFor[tg.SendMessageActionClass]():
		put(&tg.SendMessageTypingAction{})
		return
	case reflect.TypeFor[tg.InputChatPhotoClass]():
		put(&tg.InputChatPhotoEmpty{})
		return
	case reflect.TypeFor[tg.InputCheckPasswordSRPClass]():
		put(&tg.InputCheckPasswordEmpty{})
		return
	case reflect.TypeFor[tg.ReportReasonClass]():
		put(&tg.InputReportReasonSpam{})
		return
	case reflect.TypeFor[tg.InputMediaClass]():
		put(&tg.InputMediaContact{PhoneNumber: "1", FirstName: "x"})
		return
	case reflect.TypeFor[tg.InputFileLocationClass]():
		f.named = true
		put(&tg.InputPeerPhotoFileLocation{Peer: f.c.peer(f.p), PhotoID: 1})
		return
	case reflect.TypeFor[tg.InputReplyToClass](), reflect.TypeFor[tg.ReplyMarkupClass](), reflect.TypeFor[tg.MessageEntityClass]():
		return
	}
	switch v.Kind() {
	case reflect.Pointer:
		for i := range v.Elem().NumField() {
			field := v.Elem().Type().Field(i)
			if get, optional := v.Type().MethodByName("Get" + field.Name); optional && get.Type.NumOut() == 2 && field.Name != "Message" {
				continue
			}
			f.fill(v.Elem().Field(i), field.Name)
		}
	case reflect.Struct:
		f.fill(v.Addr(), name)
	case reflect.Slice:
		switch {
		case v.Type().Elem().Kind() == reflect.Uint8:
			v.SetBytes([]byte("0"))
		case name == "Entities":
		default:
			s := reflect.MakeSlice(v.Type(), 1, 1)
			f.fill(s.Index(0), name)
			v.Set(s)
		}
	case reflect.Int, reflect.Int32:
		switch name {
		case "ID", "MsgID", "ReadMaxID":
			v.SetInt(int64(f.about))
		case "Pts":
			v.SetInt(1)
		case "Limit":
			v.SetInt(100)
		}
	case reflect.Int64:
		if name == "RandomID" {
			v.SetInt(rand.Int64())
		}
	case reflect.String:
		switch name {
		case "Q":
			v.SetString(secret)
		case "Username":
			v.SetString(fmt.Sprintf("free_%d", rand.Int32()))
		default:
			v.SetString("x")
		}
	case reflect.Interface:
		v.Set(reflect.New(f.of(v.Type())[0].Elem())) // the least that there is
	}
}
