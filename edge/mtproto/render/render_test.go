package render

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/gotd/td/bin"
	"github.com/gotd/td/tg"

	"lamplight"
	"lamplight/edge/mtproto/rpc"
)

const ann, bob, cid = lamplight.UserID(1001), lamplight.UserID(1002), lamplight.UserID(1003)

var (
	toAnn, toBob = lamplight.UserPeer(ann), lamplight.UserPeer(bob)
	asAnn        = rpc.Call{User: ann, Session: 11}
	day          = time.Unix(1_800_000_000, 0)
	errDown      = errors.New("down")
)

// fakes knows three people, each by a hash of its own, and settings that name what they were asked for.
type fakes struct{ err error }

func (fakes) Of(viewer lamplight.UserID, p lamplight.Peer) int64 { return int64(viewer)*10_000 + p.ID }

func (f fakes) Persons(_ context.Context, viewer lamplight.UserID, ids []lamplight.UserID) ([]lamplight.Person, error) {
	var out []lamplight.Person
	for _, id := range ids {
		if id >= ann && id <= cid {
			out = append(out, lamplight.Person{ID: id, Self: id == viewer, FirstName: fmt.Sprint("n", id)})
		}
	}
	return out, f.err
}

func (f fakes) Privacy(_ context.Context, _ lamplight.UserID, key string) (tg.PrivacyKeyClass, []tg.PrivacyRuleClass, error) {
	return &tg.PrivacyKeyPhoneNumber{}, []tg.PrivacyRuleClass{&tg.PrivacyValueAllowAll{}}, f.err
}

func (f fakes) Notify(_ context.Context, _ lamplight.UserID, peers ...lamplight.Peer) ([]tg.PeerNotifySettings, error) {
	out := make([]tg.PeerNotifySettings, len(peers))
	for i, p := range peers {
		out[i].SetMuteUntil(int(p.ID))
	}
	return out, f.err
}

func (f fakes) NotifyDefault(_ context.Context, _ lamplight.UserID, kind string) (tg.NotifyPeerClass, tg.PeerNotifySettings, error) {
	return &tg.NotifyUsers{}, tg.PeerNotifySettings{}, f.err
}

func (f fakes) PeerSettings(context.Context, lamplight.UserID, lamplight.Peer) (tg.PeerSettings, error) {
	return tg.PeerSettings{AddContact: true}, f.err
}

func (f fakes) Authorization(_ context.Context, _ lamplight.UserID, s lamplight.SessionID) (tg.UpdateNewAuthorization, error) {
	return tg.UpdateNewAuthorization{Unconfirmed: true, Hash: int64(s), Device: "phone"}, f.err
}

// folders are as fakes sorted their conversations.
var folders = lamplight.Folders{Tags: true, List: []lamplight.Folder{
	{ID: 7, Title: "Work", Contacts: true, NoMuted: true, Include: []lamplight.Peer{lamplight.UserPeer(1002), lamplight.UserPeer(1001)}}, {ID: lamplight.AllChats},
}}

// Scheduled: the messages with even ids wait.
func (f fakes) Scheduled(_ context.Context, viewer lamplight.UserID, p lamplight.Peer, ids ...lamplight.MessageID) (out []lamplight.Message, err error) {
	for _, id := range ids {
		if id%2 == 0 {
			out = append(out, lamplight.Message{ID: id, Peer: p, From: lamplight.UserPeer(viewer), Out: true, Scheduled: true, Text: "later"})
		}
	}
	return out, f.err
}

func (f fakes) Folders(context.Context, lamplight.UserID) (lamplight.Folders, error) {
	return folders, f.err
}

func newRenderer() *Renderer { return New(fakes{}, fakes{}, nil, fakes{}, 2) }

// names returns the ids of users, and fails if one cannot be encoded.
func names(t testing.TB, users []tg.UserClass) string {
	t.Helper()
	var parts []string
	for _, u := range users {
		parts = append(parts, fmt.Sprint(u.GetID()))
	}
	return strings.Join(parts, " ")
}

// sendable fails unless v can be written and read back.
func sendable(t testing.TB, v bin.Object) {
	t.Helper()
	var b bin.Buffer
	if err := v.Encode(&b); err != nil {
		t.Fatalf("%T cannot be written: %v", v, err)
	}
	if err := v.Decode(&b); err != nil {
		t.Fatalf("%T cannot be read back: %v", v, err)
	}
}

func sent(id lamplight.MessageID) lamplight.Message {
	return lamplight.Message{
		Box: lamplight.AccountBox(ann), ID: id, Peer: toBob, From: toAnn, Out: true, Sent: day, Text: "hi", Random: 77,
		Entities: []lamplight.Entity{{Kind: lamplight.EntityBold, Length: 2}},
	}
}

func received(id lamplight.MessageID) lamplight.Message {
	return lamplight.Message{Box: lamplight.AccountBox(ann), ID: id, Peer: toBob, From: toBob, Sent: day, Text: "hi"}
}

func TestMessage(t *testing.T) {
	note := sent(3)
	note.Peer, note.Out = toAnn, true
	forward := received(4)
	forward.Forward = &lamplight.Forward{From: lamplight.UserPeer(cid), Date: day}
	hidden := received(5)
	hidden.Forward = &lamplight.Forward{Name: "Somebody", Date: day}
	saved := note
	saved.Forward = &lamplight.Forward{
		Name: "Somebody", Date: day, SavedPeer: toBob, SavedID: 9, SavedFrom: lamplight.UserPeer(cid), SavedDate: day, SavedOut: true,
	}
	reply := received(6)
	reply.Reply = &lamplight.Reply{ID: 2, Quote: "yo", QuoteOffset: 1}
	lost := received(7)
	lost.Reply = &lamplight.Reply{Content: 9}
	marked := received(9)
	marked.Pinned, marked.Mentioned = true, true
	edited := received(8)
	edited.Edited = day.Add(time.Minute)
	tests := []struct {
		name string
		in   lamplight.Message
		ok   func(*tg.Message) bool
	}{
		{"sent", sent(1), func(m *tg.Message) bool {
			return m.Out && m.FromID.(*tg.PeerUser).UserID == int64(ann) && m.PeerID.(*tg.PeerUser).UserID == int64(bob) &&
				m.Message == "hi" && len(m.Entities) == 1 && m.Date == int(day.Unix()) && m.EditDate == 0 && m.SavedPeerID == nil
		}},
		{"received", received(2), func(m *tg.Message) bool {
			return !m.Out && m.FromID.(*tg.PeerUser).UserID == int64(bob) && m.ReplyTo == nil
		}},
		{"to oneself is not outgoing", note, func(m *tg.Message) bool {
			return !m.Out && m.SavedPeerID.(*tg.PeerUser).UserID == int64(ann)
		}},
		{"forwarded", forward, func(m *tg.Message) bool {
			f, ok := m.GetFwdFrom()
			return ok && f.FromID.(*tg.PeerUser).UserID == int64(cid)
		}},
		{"forwarded, unlinked", hidden, func(m *tg.Message) bool {
			f, ok := m.GetFwdFrom()
			return ok && f.FromID == nil && f.FromName == "Somebody"
		}},
		{"forwarded to oneself", saved, func(m *tg.Message) bool {
			f, ok := m.GetFwdFrom()
			return ok && m.SavedPeerID.(*tg.PeerUser).UserID == int64(bob) && f.SavedFromPeer.(*tg.PeerUser).UserID == int64(bob) &&
				f.SavedFromMsgID == 9 && f.SavedFromID.(*tg.PeerUser).UserID == int64(cid) && f.SavedDate == Date(day) && f.SavedOut
		}},
		{"answer", reply, func(m *tg.Message) bool {
			r, ok := m.ReplyTo.(*tg.MessageReplyHeader)
			return ok && r.ReplyToMsgID == 2 && r.Quote && r.QuoteText == "yo" && r.QuoteOffset == 1
		}},
		{"answer to what is gone", lost, func(m *tg.Message) bool { return m.ReplyTo == nil }},
		{"pinned, with one's name", marked, func(m *tg.Message) bool { return m.Pinned && m.Mentioned }},
		{"edited", edited, func(m *tg.Message) bool { return m.EditDate == int(day.Unix())+60 }},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			got, err := newRenderer().Message(t.Context(), asAnn, tt.in)
			if err != nil {
				t.Fatal(err)
			}
			m, ok := got.(*tg.Message)
			if !ok || !tt.ok(m) {
				t.Errorf("got %+v", got)
			}
			sendable(t, m)
		})
	}
}

func TestServiceMessage(t *testing.T) {
	for kind := lamplight.ActionHistoryClear; kind <= lamplight.ActionSetTTL; kind++ {
		m := received(1)
		m.Action = &lamplight.Action{Kind: kind, Number: 5}
		got, err := newRenderer().Message(t.Context(), asAnn, m)
		if err != nil {
			t.Fatalf("action %d: %v", kind, err)
		}
		s, ok := got.(*tg.MessageService)
		if !ok {
			t.Fatalf("action %d is a %T", kind, got)
		}
		sendable(t, s)
	}
}

func TestUnknownThingsAreErrors(t *testing.T) {
	with := func(f func(*lamplight.Message)) lamplight.Message {
		m := received(1)
		f(&m)
		return m
	}
	for name, m := range map[string]lamplight.Message{
		"peer":   with(func(m *lamplight.Message) { m.Peer = lamplight.Peer{} }),
		"author": with(func(m *lamplight.Message) { m.From.Kind = 9 }),
		"entity": with(func(m *lamplight.Message) { m.Entities = []lamplight.Entity{{Kind: 99}} }),
		"action": with(func(m *lamplight.Message) { m.Action = &lamplight.Action{Kind: 99} }),
		"source": with(func(m *lamplight.Message) { m.Forward = &lamplight.Forward{From: lamplight.Peer{Kind: 9}} }),
	} {
		if _, err := newRenderer().Message(t.Context(), asAnn, m); err == nil {
			t.Errorf("%s of an unknown kind is rendered", name)
		}
	}
	if _, err := Status(lamplight.Presence{Kind: 99}); err == nil {
		t.Error("presence of an unknown kind is rendered")
	}
	r := newRenderer()
	for _, kind := range []lamplight.EventKind{0, 50, 63, 100, 127, 200} {
		if _, err := r.Updates(t.Context(), asAnn, []lamplight.Event{{Kind: kind}}); err == nil {
			t.Errorf("event of kind %d is rendered", kind)
		}
	}
}

func TestEntityKinds(t *testing.T) {
	for k := lamplight.EntityUnknown; k <= lamplight.EntityDate; k++ {
		got, err := Entities([]lamplight.Entity{{Kind: k, Offset: 3, Length: 4, URL: "u", Language: "go", User: bob, Document: 5, Folded: true}})
		if err != nil || len(got) != 1 || got[0].GetOffset() != 3 || got[0].GetLength() != 4 {
			t.Errorf("kind %d: %v, %v", k, got, err)
		}
	}
	if got, err := Entities(nil); got != nil || err != nil {
		t.Errorf("none: %v, %v", got, err)
	}
}

func TestUser(t *testing.T) {
	r := newRenderer()
	tests := []struct {
		name string
		in   lamplight.Person
		ok   func(*tg.User) bool
	}{
		{"hash of the viewer", lamplight.Person{ID: bob}, func(u *tg.User) bool { return u.AccessHash == int64(ann)*10_000+int64(bob) }},
		{"self", lamplight.Person{ID: ann, Self: true, Phone: "4915"}, func(u *tg.User) bool { return u.Self && u.Phone == "4915" }},
		{"online", lamplight.Person{ID: bob, Presence: lamplight.Presence{Kind: lamplight.PresenceOnline, At: day}},
			func(u *tg.User) bool { return u.Status.(*tg.UserStatusOnline).Expires == int(day.Unix()) }},
		{"recently", lamplight.Person{ID: bob, Presence: lamplight.Presence{Kind: lamplight.PresenceRecently, ByMe: true}},
			func(u *tg.User) bool { return u.Status.(*tg.UserStatusRecently).ByMe }},
		{"one name", lamplight.Person{ID: bob, Username: "bob"}, func(u *tg.User) bool { return u.Username == "bob" && len(u.Usernames) == 0 }},
		{"several names", lamplight.Person{ID: bob, Username: "bob", Usernames: []string{"bobby"}}, func(u *tg.User) bool {
			return u.Username == "" && len(u.Usernames) == 2 && u.Usernames[0].Editable && !u.Usernames[1].Editable
		}},
		{"deleted shows nothing", lamplight.Person{ID: bob, Deleted: true, FirstName: "Bob", Phone: "49", Username: "bob"},
			func(u *tg.User) bool {
				return u.Deleted && u.FirstName == "" && u.Phone == "" && u.Username == "" && u.Status == nil
			}},
		{"bot", lamplight.Person{ID: bob, Bot: true}, func(u *tg.User) bool { return u.Bot && u.BotInfoVersion == 1 && u.Status == nil }},
		{"restricted", lamplight.Person{ID: bob, Restricted: []lamplight.Restriction{{Platform: "all", Reason: "terms", Text: "No."}}},
			func(u *tg.User) bool { return u.Restricted && u.RestrictionReason[0].Reason == "terms" }},
		{"flags", lamplight.Person{ID: bob, Contact: true, Mutual: true, CloseFriend: true, Verified: true, Scam: true, Fake: true, Support: true},
			func(u *tg.User) bool {
				return u.Contact && u.MutualContact && u.CloseFriend && u.Verified && u.Scam && u.Fake && u.Support
			}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			got, err := r.User(asAnn, tt.in)
			if err != nil {
				t.Fatal(err)
			}
			u := got.(*tg.User)
			if !tt.ok(u) {
				t.Errorf("got %+v", u)
			}
			sendable(t, u)
		})
	}
}

func TestServiceAccountIsAlwaysThere(t *testing.T) {
	users, err := newRenderer().Users(t.Context(), asAnn, lamplight.ServiceUser, bob, 5)
	if err != nil || names(t, users) != "1002 777000" {
		t.Fatalf("people: %s, %v", names(t, users), err)
	}
	if u := users[1].(*tg.User); !u.Verified || u.AccessHash == 0 || u.FirstName == "" {
		t.Errorf("the service account is %+v", u)
	}
}

func TestStatusKinds(t *testing.T) {
	for k := lamplight.PresenceNone; k <= lamplight.PresenceLastMonth; k++ {
		if s, err := Status(lamplight.Presence{Kind: k, At: day}); s == nil || err != nil {
			t.Errorf("presence %d: %v, %v", k, s, err)
		}
	}
}

// every returns one event of each kind, with what it needs.
func every() []lamplight.Event {
	m, n, e, w := sent(4), received(5), sent(6), sent(9)
	e.Random = 0
	all := []lamplight.Event{
		{Kind: lamplight.EventNewMessage, Message: &m, PTS: 10, Count: 1},
		{Kind: lamplight.EventNewMessage, Message: &n, PTS: 11, Count: 1},
		{Kind: lamplight.EventEditMessage, Message: &e, PTS: 12, Count: 1},
		{Kind: lamplight.EventDeleteMessages, IDs: []lamplight.MessageID{1, 2}, PTS: 14, Count: 2},
		{Kind: lamplight.EventReadInbox, Peer: toBob, MaxID: 5, Unread: 3, PTS: 15, Count: 1},
		{Kind: lamplight.EventReadOutbox, Peer: toBob, MaxID: 4, PTS: 16, Count: 1},
		{Kind: lamplight.EventPinMessages, Peer: toBob, IDs: []lamplight.MessageID{1, 2}, Flag: true, PTS: 17, Count: 1},
		{Kind: lamplight.EventDialogPinned, Peer: toBob, Flag: true},
		{Kind: lamplight.EventDialogsReorder, Peers: []lamplight.Peer{toBob, lamplight.UserPeer(cid)}},
		{Kind: lamplight.EventDialogUnread, Peer: toBob, Flag: true},
		{Kind: lamplight.EventDialogFolder, Peer: toBob, Number: 1, PTS: 16},
		{Kind: lamplight.EventDraft, Peer: toBob, Draft: &lamplight.Draft{Text: "to be", ReplyTo: 3, Date: day}},
		{Kind: lamplight.EventDraft, Peer: toBob},
		{Kind: lamplight.EventUser, Peer: toBob},
		{Kind: lamplight.EventBlocked, Peer: toBob, Flag: true},
		{Kind: lamplight.EventPeerSettings, Peer: toBob},
		{Kind: lamplight.EventPrivacy, Text: "phone_number"},
		{Kind: lamplight.EventNotifySettings, Peer: toBob},
		{Kind: lamplight.EventNotifySettings, Text: "users"},
		{Kind: lamplight.EventNewSession, Number: 12, Flag: true},
		{Kind: lamplight.EventNewSession, Number: 12},
		{Kind: lamplight.EventContactsReset},
		{Kind: lamplight.EventFolder, Number: 7},
		{Kind: lamplight.EventFolder, Number: 8},
		{Kind: lamplight.EventFolderOrder},
		{Kind: lamplight.EventFolders},
		{Kind: lamplight.EventSavedPinned, Peer: toBob, Flag: true},
		{Kind: lamplight.EventSavedOrder, Peers: []lamplight.Peer{toBob}},
		{Kind: lamplight.EventScheduled, Message: &w, Number: 9},
		{Kind: lamplight.EventScheduled, Peer: toBob, IDs: []lamplight.MessageID{8}, Number: 8},
		{Kind: lamplight.EventUnscheduled, Peer: toBob, IDs: []lamplight.MessageID{9}, Sent: []lamplight.MessageID{10}, Number: 9},
		{Kind: lamplight.EventTTL, Peer: toBob, Number: 86400},
		{Kind: lamplight.EventTTL, Peer: toBob},
		{Kind: lamplight.EventLoginToken},
		{Kind: lamplight.EventTyping, Peer: toBob, From: bob, Text: "sendMessageTypingAction"},
		{Kind: lamplight.EventPresence, From: bob, Presence: &lamplight.Presence{Kind: lamplight.PresenceOnline, At: day}},
	}
	for i := range all {
		all[i].Date = day
	}
	return all
}

func TestEveryKindOfEventHasItsUpdate(t *testing.T) {
	want := map[lamplight.EventKind][]string{
		lamplight.EventNewMessage:     {"updateMessageID", "updateNewMessage", "updateNewMessage"},
		lamplight.EventEditMessage:    {"updateEditMessage"},
		lamplight.EventDeleteMessages: {"updateDeleteMessages"},
		lamplight.EventReadInbox:      {"updateReadHistoryInbox"},
		lamplight.EventReadOutbox:     {"updateReadHistoryOutbox"},
		lamplight.EventPinMessages:    {"updatePinnedMessages"},
		lamplight.EventDialogPinned:   {"updateDialogPinned"},
		lamplight.EventDialogsReorder: {"updatePinnedDialogs"},
		lamplight.EventDialogUnread:   {"updateDialogUnreadMark"},
		lamplight.EventDialogFolder:   {"updateFolderPeers"},
		lamplight.EventDraft:          {"updateDraftMessage", "updateDraftMessage"},
		lamplight.EventUser:           {"updateUserName", "updateUser"},
		lamplight.EventBlocked:        {"updatePeerBlocked"},
		lamplight.EventPeerSettings:   {"updatePeerSettings"},
		lamplight.EventPrivacy:        {"updatePrivacy"},
		lamplight.EventNotifySettings: {"updateNotifySettings", "updateNotifySettings"},
		lamplight.EventNewSession:     {"updateNewAuthorization", "updateNewAuthorization"},
		lamplight.EventContactsReset:  {"updateContactsReset"},
		lamplight.EventLoginToken:     {"updateLoginToken"},
		lamplight.EventFolder:         {"updateDialogFilter", "updateDialogFilter"},
		lamplight.EventFolderOrder:    {"updateDialogFilterOrder"},
		lamplight.EventFolders:        {"updateDialogFilters"},
		lamplight.EventSavedPinned:    {"updateSavedDialogPinned"},
		lamplight.EventSavedOrder:     {"updatePinnedSavedDialogs"},
		lamplight.EventScheduled:      {"updateMessageID", "updateNewScheduledMessage", "updateNewScheduledMessage"},
		lamplight.EventUnscheduled:    {"updateDeleteScheduledMessages"},
		lamplight.EventTTL:            {"updatePeerHistoryTTL", "updatePeerHistoryTTL"},
		lamplight.EventTyping:         {"updateUserTyping"},
		lamplight.EventPresence:       {"updateUserStatus"},
	}
	r := newRenderer()
	got := map[lamplight.EventKind][]string{}
	for _, e := range every() {
		u, err := r.Updates(t.Context(), asAnn, []lamplight.Event{e})
		if err != nil {
			t.Fatalf("event of kind %d: %v", e.Kind, err)
		}
		full, ok := u.(*tg.Updates)
		if !ok {
			t.Fatalf("event of kind %d is a %T", e.Kind, u)
		}
		sendable(t, full)
		for _, x := range full.Updates {
			got[e.Kind] = append(got[e.Kind], x.TypeName())
		}
	}
	if fmt.Sprint(got) != fmt.Sprint(want) {
		t.Errorf("got  %v\nwant %v", got, want)
	}
}

// TestWhatWaitsIsReadAnew: an event that only names what was scheduled shows it as it is now, and nothing once it was sent.
func TestWhatWaitsIsReadAnew(t *testing.T) {
	u, err := newRenderer().Updates(t.Context(), asAnn, []lamplight.Event{
		{Kind: lamplight.EventScheduled, Peer: toBob, IDs: []lamplight.MessageID{7}}, // waits no longer
		{Kind: lamplight.EventScheduled, Peer: toBob, IDs: []lamplight.MessageID{8}},
		{Kind: lamplight.EventUnscheduled, Peer: toBob, IDs: []lamplight.MessageID{7}, Sent: []lamplight.MessageID{70}},
		{Kind: lamplight.EventTTL, Peer: toBob, Number: 86400},
		{Kind: lamplight.EventTTL, Peer: toBob},
	})
	if err != nil {
		t.Fatal(err)
	}
	full := u.(*tg.Updates)
	sendable(t, full)
	if len(full.Updates) != 4 || len(full.Users) == 0 {
		t.Fatalf("updates %+v", full)
	}
	m, ok := full.Updates[0].(*tg.UpdateNewScheduledMessage).Message.(*tg.Message)
	if !ok || m.ID != 8 || !m.FromScheduled || m.Message != "later" || !m.Out {
		t.Errorf("what waits: %+v", m)
	}
	gone := full.Updates[1].(*tg.UpdateDeleteScheduledMessages)
	if sent, ok := gone.GetSentMessages(); !ok || !slices.Equal(sent, []int{70}) || !slices.Equal(gone.Messages, []int{7}) {
		t.Errorf("what was sent: %+v", gone)
	}
	if ttl, ok := full.Updates[2].(*tg.UpdatePeerHistoryTTL).GetTTLPeriod(); !ok || ttl != 86400 {
		t.Errorf("timer: %+v", full.Updates[2])
	}
	if ttl, ok := full.Updates[3].(*tg.UpdatePeerHistoryTTL).GetTTLPeriod(); ok {
		t.Errorf("a timer that was taken away: %d", ttl)
	}
}

// TestTimersAreShown: on messages, service messages that set one, and conversations.
func TestTimersAreShown(t *testing.T) {
	m := sent(4)
	m.TTL = 86400
	text, err := newRenderer().Message(t.Context(), asAnn, m)
	if err != nil {
		t.Fatal(err)
	}
	if got := text.(*tg.Message); got.TTLPeriod != 86400 || got.FromScheduled {
		t.Errorf("message %+v", got)
	}
	m.Action = &lamplight.Action{Kind: lamplight.ActionSetTTL, Number: 604800, User: bob}
	set, err := newRenderer().Message(t.Context(), asAnn, m)
	if err != nil {
		t.Fatal(err)
	}
	a, ok := set.(*tg.MessageService).Action.(*tg.MessageActionSetMessagesTTL)
	if from, _ := a.GetAutoSettingFrom(); !ok || a.Period != 604800 || from != int64(bob) {
		t.Errorf("service message %+v", set)
	}
	ds, err := newRenderer().Dialogs(t.Context(), asAnn, []lamplight.Dialog{{Peer: toBob, TTL: 86400}}, nil, 1)
	if err != nil {
		t.Fatal(err)
	}
	if d := ds.(*tg.MessagesDialogs).Dialogs[0].(*tg.Dialog); d.TTLPeriod != 86400 {
		t.Errorf("dialog %+v", d)
	}
}

func TestFoldersAreReadAnew(t *testing.T) {
	u, err := newRenderer().Updates(t.Context(), asAnn, []lamplight.Event{
		{Kind: lamplight.EventFolder, Number: 7}, {Kind: lamplight.EventFolder, Number: 8}, {Kind: lamplight.EventFolderOrder},
	})
	if err != nil {
		t.Fatal(err)
	}
	got := u.(*tg.Updates).Updates
	f, ok := got[0].(*tg.UpdateDialogFilter).Filter.(*tg.DialogFilter)
	if !ok || f.ID != 7 || f.Title.Text != "Work" || !f.Contacts || !f.ExcludeMuted || f.NonContacts {
		t.Errorf("changed: %+v", got[0])
	}
	for i, id := range []lamplight.UserID{1002, 1001} { // the caller is named in full, too
		p, ok := f.IncludePeers[i].(*tg.InputPeerUser)
		if want := (fakes{}).Of(asAnn.User, lamplight.UserPeer(id)); !ok || p.UserID != int64(id) || p.AccessHash != want {
			t.Errorf("conversation %d: %+v", i, f.IncludePeers[i])
		}
	}
	if gone := got[1].(*tg.UpdateDialogFilter); gone.ID != 8 || gone.Filter != nil {
		t.Errorf("removed: %+v", gone)
	}
	if order := got[2].(*tg.UpdateDialogFilterOrder).Order; !slices.Equal(order, []int{7, 0}) {
		t.Errorf("order: %v", order)
	}
}

func TestUpdatesNameThePeopleInThem(t *testing.T) {
	m := received(4)
	m.Entities = []lamplight.Entity{{Kind: lamplight.EntityMentionName, Length: 1, User: cid}}
	u, err := newRenderer().Updates(t.Context(), asAnn, []lamplight.Event{
		{Kind: lamplight.EventNewMessage, Message: &m, PTS: 7, Count: 1, Date: day},
		{Kind: lamplight.EventReadOutbox, Peer: toBob, MaxID: 4, PTS: 8, Count: 1, Date: day.Add(time.Second)},
	})
	if err != nil {
		t.Fatal(err)
	}
	full := u.(*tg.Updates)
	if got := names(t, full.Users); got != "1002 1003" {
		t.Errorf("people: %s", got)
	}
	if full.Seq != 0 || full.Date != int(day.Unix())+1 {
		t.Errorf("seq %d, date %d", full.Seq, full.Date)
	}
	if n := full.Updates[0].(*tg.UpdateNewMessage); n.Pts != 8 || n.PtsCount != 1 {
		t.Errorf("pts %d, count %d; the wire's pts is one more than the box's", n.Pts, n.PtsCount)
	}
}

func TestDeletedMessageKeepsItsPlace(t *testing.T) {
	r := newRenderer()
	gone := lamplight.Event{Kind: lamplight.EventNewMessage, IDs: []lamplight.MessageID{4}, Peer: toBob, PTS: 7, Count: 1, Date: day}
	u, err := r.Updates(t.Context(), asAnn, []lamplight.Event{gone})
	if err != nil {
		t.Fatal(err)
	}
	d, ok := u.(*tg.Updates).Updates[0].(*tg.UpdateDeleteMessages)
	if !ok || d.Pts != 8 || d.PtsCount != 1 || !slices.Equal(d.Messages, []int{4}) {
		t.Errorf("got %+v", u)
	}
	diff, err := r.Difference(t.Context(), asAnn, []lamplight.Event{gone}, State(7, day, 0), false)
	if err != nil {
		t.Fatal(err)
	}
	if full := diff.(*tg.UpdatesDifference); len(full.NewMessages) != 0 || full.State.Pts != 8 {
		t.Errorf("difference %+v", full)
	}
}

func TestSent(t *testing.T) {
	m, note, kept := sent(4), sent(5), sent(6)
	note.Peer, note.Out = toAnn, false
	kept.NoCopy = true
	ev := func(m *lamplight.Message) lamplight.Event {
		return lamplight.Event{Kind: lamplight.EventNewMessage, Message: m, PTS: 9, Count: 1, Date: day}
	}
	read := lamplight.Event{Kind: lamplight.EventReadInbox, Peer: toBob, PTS: 10, Count: 1, Date: day}
	draft := lamplight.Event{Kind: lamplight.EventDraft, Peer: toBob, Date: day}
	tests := []struct {
		name      string
		events    []lamplight.Event
		asWritten bool
		short     bool
	}{
		{"as written", []lamplight.Event{ev(&m)}, true, true},
		{"and its draft is gone", []lamplight.Event{ev(&m), draft}, true, true},
		{"changed", []lamplight.Event{ev(&m)}, false, false},
		{"to oneself", []lamplight.Event{ev(&note)}, true, false},
		{"with a mark that the short form lacks", []lamplight.Event{ev(&kept)}, true, false},
		{"with another event", []lamplight.Event{ev(&m), read}, true, false},
		{"deleted since", []lamplight.Event{ev(nil)}, true, false},
		{"forgotten since", nil, false, false},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			u, err := newRenderer().Sent(t.Context(), asAnn, tt.events, tt.asWritten)
			if err != nil {
				t.Fatal(err)
			}
			sendable(t, u)
			s, short := u.(*tg.UpdateShortSentMessage)
			if short != tt.short {
				t.Fatalf("got %T", u)
			}
			if short && (s.ID != 4 || s.Pts != 10 || s.PtsCount != 1 || !s.Out || len(s.Entities) != 1) {
				t.Errorf("got %+v", s)
			}
		})
	}
}

func TestDifference(t *testing.T) {
	r := newRenderer()
	state := State(16, day, 2)
	empty, err := r.Difference(t.Context(), asAnn, nil, state, false)
	if e, ok := empty.(*tg.UpdatesDifferenceEmpty); !ok || err != nil || e.Date != int(day.Unix()) {
		t.Errorf("empty: %+v, %v", empty, err)
	}
	for _, more := range []bool{false, true} {
		got, err := r.Difference(t.Context(), asAnn, every(), state, more)
		if err != nil {
			t.Fatal(err)
		}
		sendable(t, got)
		var messages []tg.MessageClass
		var updates []tg.UpdateClass
		var users []tg.UserClass
		var at tg.UpdatesState
		switch d := got.(type) {
		case *tg.UpdatesDifference:
			messages, updates, users, at = d.NewMessages, d.OtherUpdates, d.Users, d.State
		case *tg.UpdatesDifferenceSlice:
			messages, updates, users, at = d.NewMessages, d.OtherUpdates, d.Users, d.IntermediateState
		}
		if _, slice := got.(*tg.UpdatesDifferenceSlice); slice != more {
			t.Errorf("more %v is a %T", more, got)
		}
		if len(messages) != 2 || at.Pts != 17 || at.UnreadCount != 2 {
			t.Errorf("%d messages, state %+v", len(messages), at)
		}
		for _, u := range updates {
			if u.TypeID() == tg.UpdateNewMessageTypeID {
				t.Error("a new message is among the updates too")
			}
		}
		if id, ok := updates[0].(*tg.UpdateMessageID); !ok || id.RandomID != 77 || id.ID != 4 {
			t.Errorf("the first update is %+v", updates[0])
		}
		seen := strings.Fields(names(t, users))
		slices.Sort(seen)
		if strings.Join(slices.Compact(slices.Clone(seen)), " ") != strings.Join(seen, " ") || len(seen) != 3 {
			t.Errorf("people: %v", seen)
		}
	}
}

func TestDialogs(t *testing.T) {
	r := newRenderer()
	ds := []lamplight.Dialog{
		{Peer: toBob, Top: 4, ReadInbox: 3, ReadOutbox: 2, Unread: 1, UnreadMark: true, Pinned: 2, Folder: 1,
			Draft: &lamplight.Draft{Text: "to be", Date: day}},
		{Peer: toAnn},
	}
	whole, err := r.Dialogs(t.Context(), asAnn, ds, []lamplight.Message{received(4)}, 2)
	if err != nil {
		t.Fatal(err)
	}
	all, ok := whole.(*tg.MessagesDialogs)
	if !ok {
		t.Fatalf("all of them are a %T", whole)
	}
	sendable(t, all)
	d := all.Dialogs[0].(*tg.Dialog)
	if !d.Pinned || !d.UnreadMark || d.TopMessage != 4 || d.ReadInboxMaxID != 3 || d.ReadOutboxMaxID != 2 || d.UnreadCount != 1 ||
		d.FolderID != 1 || d.Draft.(*tg.DraftMessage).Message != "to be" || d.NotifySettings.MuteUntil != int(bob) {
		t.Errorf("dialog %+v", d)
	}
	if got := names(t, all.Users); got != "1002 1001" {
		t.Errorf("people: %s", got)
	}
	part, err := r.Dialogs(t.Context(), asAnn, ds, nil, 7)
	if s, ok := part.(*tg.MessagesDialogsSlice); !ok || err != nil || s.Count != 7 {
		t.Errorf("a part: %+v, %v", part, err)
	}
	single, err := r.PeerDialogs(t.Context(), asAnn, nil, nil, nil, State(3, day, 0))
	if err != nil || single.State.Pts != 4 {
		t.Errorf("single: %+v, %v", single, err)
	}
	last := received(9)
	last.Peer, last.From = lamplight.UserPeer(cid), lamplight.UserPeer(cid)
	with, err := r.PeerDialogs(t.Context(), asAnn, ds, []lamplight.Message{received(4)}, &Archive{
		Peer: last.Peer, Top: &last, MutedPeers: 1, MutedMessages: 2, UnmutedPeers: 3, UnmutedMessages: 4,
	}, State(3, day, 0))
	if err != nil {
		t.Fatal(err)
	}
	sendable(t, with)
	want := &tg.DialogFolder{
		Pinned: true, Folder: tg.Folder{ID: 1, Title: archiveTitle}, Peer: &tg.PeerUser{UserID: int64(cid)}, TopMessage: 9,
		UnreadMutedPeersCount: 1, UnreadMutedMessagesCount: 2, UnreadUnmutedPeersCount: 3, UnreadUnmutedMessagesCount: 4,
	}
	want.SetFlags()
	if got := with.Dialogs[0].(*tg.DialogFolder); fmt.Sprint(got) != fmt.Sprint(want) {
		t.Errorf("the archive: %+v, want %+v", got, want)
	}
	if got := names(t, with.Users); len(with.Dialogs) != 3 || len(with.Messages) != 2 || got != "1002 1001 1003" {
		t.Errorf("with the archive: %d conversations, %d messages, people %s", len(with.Dialogs), len(with.Messages), got)
	}
}

func TestHistory(t *testing.T) {
	r := newRenderer()
	whole, err := r.History(t.Context(), asAnn, toBob, []lamplight.Message{sent(2), received(1)}, 2, 0)
	if m, ok := whole.(*tg.MessagesMessages); !ok || err != nil || len(m.Messages) != 2 || names(t, m.Users) != "1002 1001" {
		t.Errorf("whole: %+v, %v", whole, err)
	}
	part, err := r.History(t.Context(), asAnn, toBob, []lamplight.Message{sent(2)}, 9, 3)
	if m, ok := part.(*tg.MessagesMessagesSlice); !ok || err != nil || m.Count != 9 || m.OffsetIDOffset != 3 {
		t.Errorf("part: %+v, %v", part, err)
	}
	byID, err := r.MessagesByID(t.Context(), asAnn, []lamplight.MessageID{7, 2, 2}, []lamplight.Message{sent(2)})
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, m := range byID.(*tg.MessagesMessages).Messages {
		got = append(got, fmt.Sprintf("%s %d", m.TypeName(), m.GetID()))
	}
	if s := strings.Join(got, ", "); s != "messageEmpty 7, message 2, message 2" {
		t.Errorf("by id: %s", s)
	}
}

func TestNothingToSay(t *testing.T) {
	r := newRenderer()
	if u, err := r.Updates(t.Context(), asAnn, nil); u != nil || err != nil {
		t.Errorf("push: %v, %v", u, err)
	}
	u, err := r.Result(t.Context(), asAnn, day, nil)
	if full, ok := u.(*tg.Updates); !ok || err != nil || len(full.Updates) != 0 || full.Date != int(day.Unix()) {
		t.Errorf("answer: %v, %v", u, err)
	}
}

func TestFaultsAreErrors(t *testing.T) {
	r := New(fakes{}, fakes{err: errDown}, nil, fakes{err: errDown}, 2)
	for _, e := range every() {
		switch e.Kind {
		case lamplight.EventNewMessage, lamplight.EventTyping, lamplight.EventPrivacy, lamplight.EventNotifySettings,
			lamplight.EventPeerSettings:
			if _, err := r.Updates(t.Context(), asAnn, []lamplight.Event{e}); !errors.Is(err, errDown) {
				t.Errorf("event of kind %d: %v", e.Kind, err)
			}
		}
	}
	if _, err := r.Dialogs(t.Context(), asAnn, []lamplight.Dialog{{Peer: toBob}}, nil, 1); !errors.Is(err, errDown) {
		t.Errorf("dialogs: %v", err)
	}
}

func BenchmarkPush(b *testing.B) {
	r := newRenderer()
	m := received(5)
	events := []lamplight.Event{{Kind: lamplight.EventNewMessage, Message: &m, PTS: 11, Count: 1, Date: day}}
	b.ReportAllocs()
	for b.Loop() {
		if _, err := r.Updates(b.Context(), asAnn, events); err != nil {
			b.Fatal(err)
		}
	}
}
