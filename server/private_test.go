package server

import (
	"context"
	"fmt"
	"slices"
	"sync/atomic"
	"testing"
	"time"

	"github.com/gotd/td/telegram"
	"github.com/gotd/td/tg"
	"github.com/gotd/td/tgerr"
)

// A phone is a signed-in device that gotd/td drives, and what it was pushed.
type phone struct {
	*tg.Client
	t      *testing.T
	ctx    context.Context
	name   string
	pushed chan tg.UpdateClass
}

// newPhone signs a test account in, or up if it is new.
func newPhone(t *testing.T, at Ready, name, number string, isNew bool) *phone {
	t.Helper()
	p := &phone{t: t, name: name, pushed: make(chan tg.UpdateClass, 1000)}
	handle := telegram.UpdateHandlerFunc(func(_ context.Context, u tg.UpdatesClass) error {
		switch u := u.(type) {
		case *tg.Updates:
			for _, one := range u.Updates {
				ch, is := one.(*tg.UpdateChannel)
				if is && !slices.ContainsFunc(u.Chats, func(c tg.ChatClass) bool { return c.GetID() == ch.ChannelID }) {
					t.Errorf("%s is told of channel %d, and not what it is", name, ch.ChannelID)
				}
				p.pushed <- one
			}
		case *tg.UpdateShort:
			p.pushed <- u.Update
		}
		return nil
	})
	client := gotdClient(t, at, new(atomic.Int32), func(o *telegram.Options) { o.NoUpdates, o.UpdateHandler = false, handle })
	ctx, cancel := context.WithCancel(t.Context())
	ready, ended := make(chan struct{}), make(chan error, 1)
	go func() {
		ended <- client.Run(ctx, func(ctx context.Context) error {
			p.Client, p.ctx = client.API(), ctx
			close(ready)
			<-ctx.Done()
			return nil
		})
	}()
	t.Cleanup(func() {
		cancel()
		<-ended
	})
	select {
	case <-ready:
	case err := <-ended:
		ended <- err
		t.Fatalf("%s: %v", name, err)
	}
	const code = "22222" // of test accounts on data centre 2
	if isNew {
		signUp(t, p.ctx, p.Client, number, code)
		return p
	}
	sent, err := p.AuthSendCode(p.ctx, &tg.AuthSendCodeRequest{PhoneNumber: number, APIID: 1, APIHash: "lamplight"})
	if err != nil {
		t.Fatal(err)
	}
	in := &tg.AuthSignInRequest{PhoneNumber: number, PhoneCodeHash: sent.(*tg.AuthSentCode).PhoneCodeHash}
	in.SetPhoneCode(code)
	if _, err := p.AuthSignIn(p.ctx, in); err != nil {
		t.Fatal(err)
	}
	if _, err := p.UpdatesGetState(p.ctx); err != nil { // from here on it is pushed to
		t.Fatal(err)
	}
	return p
}

// hears waits until a phone is pushed an update that fits.
func hears[U tg.UpdateClass](p *phone, what string, fits func(U) bool) {
	p.t.Helper()
	late := time.After(answerWithin)
	for {
		select {
		case got := <-p.pushed:
			if u, ok := got.(U); ok && fits(u) {
				return
			}
		case <-late:
			p.t.Fatalf("%s does not hear of %s", p.name, what)
		}
	}
}

// answer fails the test on an error.
func answer[R any](p *phone) func(R, error) R {
	return func(r R, err error) R {
		p.t.Helper()
		if err != nil {
			p.t.Fatalf("%s: %v", p.name, err)
		}
		return r
	}
}

func (p *phone) refused(want string, err error) {
	p.t.Helper()
	if !tgerr.Is(err, want) {
		p.t.Errorf("%s: %v, want %s", p.name, err, want)
	}
}

// say sends a text.
func (p *phone) say(to tg.InputPeerClass, text string, change ...func(*tg.MessagesSendMessageRequest)) error {
	req := &tg.MessagesSendMessageRequest{Peer: to, Message: text, RandomID: time.Now().UnixNano()}
	for _, c := range change {
		c(req)
	}
	_, err := p.MessagesSendMessage(p.ctx, req)
	return err
}

// last returns the newest message of a conversation.
func (p *phone) last(with tg.InputPeerClass) *tg.Message {
	p.t.Helper()
	page, err := p.MessagesGetHistory(p.ctx, &tg.MessagesGetHistoryRequest{Peer: with, Limit: 1})
	if err != nil {
		p.t.Fatal(err)
	}
	all, ok := page.AsModified()
	if !ok || len(all.GetMessages()) == 0 {
		p.t.Fatalf("%s has no messages", p.name)
	}
	return all.GetMessages()[0].(*tg.Message)
}

// TestPrivateConversations goes through what people do in a private conversation beside talking, over the wire: two
// devices of one of them, one of the other.
func TestPrivateConversations(t *testing.T) {
	if testing.Short() {
		t.Skip("a server and three clients")
	}
	c := settings(t)
	c.TestAccounts = true
	at, _ := start(t, c)
	ann := newPhone(t, at, "ann", "9996620001", true)
	bob := newPhone(t, at, "bob", "9996620002", true)
	for p, name := range map[*phone]string{ann: "ann_ann", bob: "bob_bob"} {
		answer[tg.UserClass](p)(p.AccountUpdateUsername(p.ctx, name))
	}
	find := func(p *phone, name string) *tg.InputPeerUser {
		r := answer[*tg.ContactsResolvedPeer](p)(p.ContactsResolveUsername(p.ctx, &tg.ContactsResolveUsernameRequest{Username: name}))
		u := r.Users[0].(*tg.User)
		return &tg.InputPeerUser{UserID: u.ID, AccessHash: u.AccessHash}
	}
	toBob, toAnn := find(ann, "bob_bob"), find(bob, "ann_ann")
	tab := newPhone(t, at, "ann's tablet", "9996620001", false)
	tabToBob := find(tab, "bob_bob")
	ok := answer[bool](ann)
	news := func(text string) func(*tg.UpdateNewMessage) bool {
		return func(u *tg.UpdateNewMessage) bool {
			m, is := u.Message.(*tg.Message)
			return is && m.Message == text
		}
	}
	says := func(t *testing.T, p *phone, to tg.InputPeerClass, text string, change ...func(*tg.MessagesSendMessageRequest)) {
		t.Helper()
		if err := p.say(to, text, change...); err != nil {
			t.Fatal(err)
		}
	}

	t.Run("folders", func(t *testing.T) {
		before := answer[*tg.UpdatesState](tab)(tab.UpdatesGetState(tab.ctx))
		make := &tg.MessagesUpdateDialogFilterRequest{ID: 2}
		make.SetFilter(&tg.DialogFilter{
			ID: 2, Title: tg.TextWithEntities{Text: "Work"}, IncludePeers: []tg.InputPeerClass{toBob}, Emoticon: "💼",
			PinnedPeers: []tg.InputPeerClass{}, ExcludePeers: []tg.InputPeerClass{},
		})
		ok(ann.MessagesUpdateDialogFilter(ann.ctx, make))
		hears(tab, "a folder", func(u *tg.UpdateDialogFilter) bool {
			f, is := u.Filter.(*tg.DialogFilter)
			return is && u.ID == 2 && f.Title.Text == "Work" && fmt.Sprint(f.IncludePeers[0]) == fmt.Sprint(tabToBob)
		})
		ok(ann.MessagesUpdateDialogFiltersOrder(ann.ctx, []int{2, 0}))
		hears(tab, "an order", func(u *tg.UpdateDialogFilterOrder) bool { return len(u.Order) == 2 && u.Order[0] == 2 })
		ok(ann.MessagesToggleDialogFilterTags(ann.ctx, true))
		hears(tab, "tags", func(*tg.UpdateDialogFilters) bool { return true })
		fs := answer[*tg.MessagesDialogFilters](tab)(tab.MessagesGetDialogFilters(tab.ctx))
		if len(fs.Filters) != 2 || !fs.TagsEnabled {
			t.Errorf("folders are %+v", fs)
		}
		missed := answer[tg.UpdatesDifferenceClass](tab)(tab.UpdatesGetDifference(tab.ctx, &tg.UpdatesGetDifferenceRequest{Pts: before.Pts, Date: before.Date}))
		kinds := map[string]bool{}
		for _, u := range missed.(*tg.UpdatesDifference).OtherUpdates {
			kinds[u.TypeName()] = true
		}
		if !kinds["updateDialogFilter"] || !kinds["updateDialogFilterOrder"] || !kinds["updateDialogFilters"] {
			t.Errorf("a device that was away learns of %v", kinds)
		}
		ok(ann.MessagesUpdateDialogFilter(ann.ctx, &tg.MessagesUpdateDialogFilterRequest{ID: 2}))
		hears(tab, "a folder that is gone", func(u *tg.UpdateDialogFilter) bool { return u.ID == 2 && u.Filter == nil })
	})

	t.Run("archive", func(t *testing.T) {
		says(t, bob, toAnn, "hello")
		hears(tab, "a message", news("hello"))
		archive := func() {
			t.Helper()
			answer[tg.UpdatesClass](ann)(ann.FoldersEditPeerFolders(ann.ctx, []tg.InputFolderPeer{{Peer: toBob, FolderID: 1}}))
			hears(tab, "the archive", func(u *tg.UpdateFolderPeers) bool { return u.FolderPeers[0].FolderID == 1 })
		}
		archive()
		pinned := answer[*tg.MessagesPeerDialogs](ann)(ann.MessagesGetPinnedDialogs(ann.ctx, 0))
		if f, is := pinned.Dialogs[0].(*tg.DialogFolder); !is || f.UnreadUnmutedPeersCount != 1 || f.UnreadUnmutedMessagesCount != 1 {
			t.Errorf("the archive in the list: %+v", pinned.Dialogs)
		}
		says(t, bob, toAnn, "are you there?")
		hears(tab, "a message", news("are you there?"))
		back := func(u *tg.UpdateFolderPeers) bool { return u.FolderPeers[0].FolderID == 0 && u.PtsCount == 0 }
		hears(tab, "a conversation that is back", back)
		hears(ann, "a conversation that is back", back)

		mute := &tg.AccountUpdateNotifySettingsRequest{Peer: &tg.InputNotifyPeer{Peer: toBob}}
		mute.Settings.SetMuteUntil(1<<31 - 1)
		ok(ann.AccountUpdateNotifySettings(ann.ctx, mute))
		hears(tab, "silence", func(u *tg.UpdateNotifySettings) bool { return u.NotifySettings.MuteUntil == 1<<31-1 })
		archive()
		says(t, bob, toAnn, "still there?")
		hears(tab, "a message", news("still there?"))
		in := &tg.MessagesGetDialogsRequest{OffsetPeer: &tg.InputPeerEmpty{}, Limit: 10}
		in.SetFolderID(1)
		if d := answer[tg.MessagesDialogsClass](ann)(ann.MessagesGetDialogs(ann.ctx, in)).(*tg.MessagesDialogs); len(d.Dialogs) != 1 {
			t.Errorf("what is muted did not stay in the archive: %+v", d.Dialogs)
		}
		ok(ann.AccountResetNotifySettings(ann.ctx))
		answer[tg.UpdatesClass](ann)(ann.FoldersEditPeerFolders(ann.ctx, []tg.InputFolderPeer{{Peer: toBob}}))
	})

	t.Run("quotes, formatting and drafts", func(t *testing.T) {
		says(t, bob, toAnn, "shall we meet at seven?")
		hears(ann, "a message", news("shall we meet at seven?"))
		asked := ann.last(toBob)
		with := func(quote string) func(*tg.MessagesSendMessageRequest) {
			return func(r *tg.MessagesSendMessageRequest) {
				r.SetReplyTo(&tg.InputReplyToMessage{ReplyToMsgID: asked.ID, QuoteText: quote, QuoteOffset: 14})
			}
		}
		ann.refused("QUOTE_TEXT_INVALID", ann.say(toBob, "no", with("at eight")))
		says(t, ann, toBob, "yes", with("at seven"))
		hears(bob, "an answer", func(u *tg.UpdateNewMessage) bool {
			h, is := u.Message.(*tg.Message).ReplyTo.(*tg.MessageReplyHeader)
			return is && h.QuoteText == "at seven" && h.QuoteOffset == 14 && h.ReplyToMsgID == bob.last(toAnn).ID-1
		})
		styled := func(e tg.MessageEntityClass) func(*tg.MessagesSendMessageRequest) {
			return func(r *tg.MessagesSendMessageRequest) { r.SetEntities([]tg.MessageEntityClass{e}) }
		}
		ann.refused("ENTITY_BOUNDS_INVALID", ann.say(toBob, "hi", styled(&tg.MessageEntityBold{Offset: 1, Length: 2})))
		says(t, ann, toBob, "at seven", styled(&tg.MessageEntityFormattedDate{Offset: 3, Length: 5, Date: 1_800_000_000, Relative: true}))
		if e := ann.last(toBob).Entities; len(e) != 1 || e[0].(*tg.MessageEntityFormattedDate).Date != 1_800_000_000 {
			t.Errorf("formatting: %+v", e)
		}
		draft := &tg.MessagesSaveDraftRequest{Peer: toBob, Message: "and then"}
		draft.SetReplyTo(&tg.InputReplyToMessage{ReplyToMsgID: asked.ID, QuoteText: "meet"})
		ok(ann.MessagesSaveDraft(ann.ctx, draft))
		hears(tab, "a draft", func(u *tg.UpdateDraftMessage) bool {
			d, is := u.Draft.(*tg.DraftMessage)
			if !is {
				return false
			}
			r := d.ReplyTo.(*tg.InputReplyToMessage)
			return d.Message == "and then" && r.QuoteText == "meet" && r.QuoteOffset == 9
		})
	})

	t.Run("marks", func(t *testing.T) {
		says(t, bob, toAnn, "read this")
		hears(ann, "a message", news("read this"))
		ok(bob.MessagesSetTyping(bob.ctx, &tg.MessagesSetTypingRequest{Peer: toAnn, Action: &tg.SendMessageTypingAction{}}))
		hears(ann, "typing", func(u *tg.UpdateUserTyping) bool { return u.UserID == toBob.UserID })
		answer[*tg.MessagesAffectedMessages](ann)(ann.MessagesReadHistory(ann.ctx, &tg.MessagesReadHistoryRequest{Peer: toBob}))
		hears(tab, "reading", func(u *tg.UpdateReadHistoryInbox) bool { return u.StillUnreadCount == 0 })
		hears(bob, "reading", func(u *tg.UpdateReadHistoryOutbox) bool { return u.MaxID == bob.last(toAnn).ID })
		answer[*tg.OutboxReadDate](bob)(bob.MessagesGetOutboxReadDate(bob.ctx, &tg.MessagesGetOutboxReadDateRequest{
			Peer: toAnn, MsgID: bob.last(toAnn).ID,
		}))
		ok(ann.MessagesMarkDialogUnread(ann.ctx, &tg.MessagesMarkDialogUnreadRequest{
			Unread: true, Peer: &tg.InputDialogPeer{Peer: toBob},
		}))
		hears(tab, "a mark", func(u *tg.UpdateDialogUnreadMark) bool { return u.Unread })
		answer[tg.UpdatesClass](ann)(ann.MessagesUpdatePinnedMessage(ann.ctx, &tg.MessagesUpdatePinnedMessageRequest{
			Peer: toBob, ID: ann.last(toBob).ID, PmOneside: true, Silent: true,
		}))
		hears(tab, "a pin", func(u *tg.UpdatePinnedMessages) bool { return u.Pinned })
		if bob.last(toAnn).Pinned {
			t.Error("a pin for one side is on both")
		}
	})

	t.Run("what is refused, and what is empty", func(t *testing.T) {
		says(t, bob, toAnn, "keep it", func(r *tg.MessagesSendMessageRequest) { r.Noforwards = true })
		hears(ann, "a message", news("keep it"))
		id := []int{ann.last(toBob).ID}
		_, err := ann.MessagesForwardMessages(ann.ctx, &tg.MessagesForwardMessagesRequest{
			FromPeer: toBob, ToPeer: toBob, ID: id, RandomID: []int64{time.Now().UnixNano()},
		})
		ann.refused("CHAT_FORWARDS_RESTRICTED", err)
		_, err = ann.MessagesTranslateText(ann.ctx, &tg.MessagesTranslateTextRequest{Peer: toBob, ID: id, ToLang: "en"})
		ann.refused("TRANSLATIONS_DISABLED", err)
		_, err = ann.MessagesGetMessageReadParticipants(ann.ctx, &tg.MessagesGetMessageReadParticipantsRequest{Peer: toBob, MsgID: id[0]})
		ann.refused("PEER_ID_INVALID", err)
		_, err = ann.MessagesDeleteHistory(ann.ctx, &tg.MessagesDeleteHistoryRequest{Peer: toBob, MinDate: 20, MaxDate: 10})
		ann.refused("MAX_DATE_INVALID", err)
		preview := answer[*tg.MessagesWebPagePreview](ann)(ann.MessagesGetWebPagePreview(ann.ctx, &tg.MessagesGetWebPagePreviewRequest{Message: "http://example.org"}))
		if _, none := preview.Media.(*tg.MessageMediaEmpty); !none {
			t.Errorf("a preview of what was not fetched: %+v", preview.Media)
		}
	})

	t.Run("what one keeps, by origin", func(t *testing.T) {
		says(t, bob, toAnn, "worth keeping")
		hears(ann, "a message", news("worth keeping"))
		answer[tg.UpdatesClass](ann)(ann.MessagesForwardMessages(ann.ctx, &tg.MessagesForwardMessagesRequest{
			FromPeer: toBob, ToPeer: &tg.InputPeerSelf{}, ID: []int{ann.last(toBob).ID}, RandomID: []int64{time.Now().UnixNano()},
		}))
		says(t, ann, &tg.InputPeerSelf{}, "a note")
		page := answer[tg.MessagesSavedDialogsClass](tab)(tab.MessagesGetSavedDialogs(tab.ctx, &tg.MessagesGetSavedDialogsRequest{
			OffsetPeer: &tg.InputPeerEmpty{}, Limit: 10,
		})).(*tg.MessagesSavedDialogs)
		if len(page.Dialogs) != 2 || page.Dialogs[1].(*tg.SavedDialog).Peer.(*tg.PeerUser).UserID != toBob.UserID {
			t.Errorf("origins: %+v", page.Dialogs)
		}
		ok(ann.MessagesToggleSavedDialogPin(ann.ctx, &tg.MessagesToggleSavedDialogPinRequest{Pinned: true, Peer: &tg.InputDialogPeer{Peer: toBob}}))
		hears(tab, "a pin", func(u *tg.UpdateSavedDialogPinned) bool { return u.Pinned })
		pinned := answer[tg.MessagesSavedDialogsClass](tab)(tab.MessagesGetPinnedSavedDialogs(tab.ctx)).(*tg.MessagesSavedDialogs)
		if len(pinned.Dialogs) != 1 || !pinned.Dialogs[0].(*tg.SavedDialog).Pinned {
			t.Errorf("pinned: %+v", pinned.Dialogs)
		}
		kept := answer[tg.MessagesMessagesClass](tab)(tab.MessagesGetSavedHistory(tab.ctx, &tg.MessagesGetSavedHistoryRequest{Peer: tabToBob, Limit: 10}))
		if m, is := kept.(*tg.MessagesMessages); !is || len(m.Messages) != 1 || m.Messages[0].(*tg.Message).Message != "worth keeping" {
			t.Errorf("kept of bob: %+v", kept)
		}
		gone := answer[*tg.MessagesAffectedHistory](ann)(ann.MessagesDeleteSavedHistory(ann.ctx, &tg.MessagesDeleteSavedHistoryRequest{Peer: toBob}))
		if gone.PtsCount != 1 || gone.Offset != 0 {
			t.Errorf("removed: %+v", gone)
		}
		hears(tab, "what is gone", func(u *tg.UpdateDeleteMessages) bool { return len(u.Messages) == 1 })
	})

	t.Run("clear for one side", func(t *testing.T) {
		answer[*tg.MessagesAffectedHistory](ann)(ann.MessagesDeleteHistory(ann.ctx, &tg.MessagesDeleteHistoryRequest{Peer: toBob, JustClear: true}))
		hears(tab, "what is gone", func(u *tg.UpdateDeleteMessages) bool { return len(u.Messages) > 5 })
		page := answer[tg.MessagesMessagesClass](ann)(ann.MessagesGetHistory(ann.ctx, &tg.MessagesGetHistoryRequest{Peer: toBob, Limit: 5}))
		if m, is := page.(*tg.MessagesMessages); !is || len(m.Messages) != 0 {
			t.Errorf("left: %+v", page)
		}
		if bob.last(toAnn).Message != "worth keeping" {
			t.Error("the other side lost something")
		}
		d := answer[*tg.MessagesPeerDialogs](ann)(ann.MessagesGetPeerDialogs(ann.ctx, []tg.InputDialogPeerClass{&tg.InputDialogPeer{Peer: toBob}}))
		if m, is := d.Messages[0].(*tg.MessageService); !is || m.Action.TypeID() != tg.MessageActionHistoryClearTypeID {
			t.Errorf("what stands for the last message: %+v", d.Messages)
		}
		if x := d.Dialogs[0].(*tg.Dialog); x.UnreadCount != 0 || x.Draft == nil {
			t.Errorf("the conversation is %+v", x)
		}
	})
}
