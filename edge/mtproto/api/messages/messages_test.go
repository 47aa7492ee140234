package messages

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"slices"
	"testing"
	"time"

	"github.com/gotd/td/bin"
	"github.com/gotd/td/tg"

	"lamplight"
	"lamplight/edge/mtproto/render"
	"lamplight/edge/mtproto/resolve"
	"lamplight/edge/mtproto/rpc"
	"lamplight/service/messages"
	"lamplight/service/updates"
)

const ann, bob = lamplight.UserID(1001), lamplight.UserID(1002)

var (
	toBob   = lamplight.UserPeer(bob)
	asAnn   = rpc.Call{User: ann, Session: 11}
	day     = time.Unix(1_800_000_000, 0)
	errDown = errors.New("down")
)

// fake stands for every service: it remembers the last call, in words, and answers with res and err.
type fake struct {
	call string
	res  messages.Result
	held []lamplight.Message
	err  error
}

func (f *fake) did(format string, args ...any) { f.call = fmt.Sprintf(format, args...) }

func (f *fake) Send(_ context.Context, d messages.Draft) (messages.Sent, error) {
	reply := lamplight.MessageID(0)
	if d.Reply != nil {
		reply = d.Reply.ID
	}
	f.did("send %d/%d to %v: %s, %d entities, random %d, reply %d, silent %v, no links %v, no copy %v, invert %v, clear %v%s",
		d.User, d.Origin, d.To, string(d.Text), len(d.Entities), d.Random, reply, d.Silent, d.NoLinks, d.NoCopy, d.Invert, d.ClearDraft, at(d.At))
	return messages.Sent{Result: f.res, AsWritten: true}, f.err
}

func (f *fake) Forward(_ context.Context, w messages.Forwarding) (messages.Result, error) {
	f.did("forward %v %v of %v to %v: silent %v, no copy %v, drop author %v%s", w.IDs, w.Randoms, w.From, w.To, w.Silent, w.NoCopy, w.DropAuthor, at(w.At))
	return f.res, f.err
}

func (f *fake) Edit(_ context.Context, ch messages.Change) (messages.Result, error) {
	f.did("edit %d of %v: %s%s", ch.ID, ch.Peer, string(ch.Text), at(ch.At))
	return f.res, f.err
}

func (f *fake) Editable(_ context.Context, _ messages.Caller, p lamplight.Peer, id lamplight.MessageID) (lamplight.Message, error) {
	f.did("editable %d of %v", id, p)
	return lamplight.Message{}, f.err
}

func (f *fake) Delete(_ context.Context, _ messages.Caller, ids []lamplight.MessageID, revoke bool) (messages.Result, error) {
	f.did("delete %v, revoke %v", ids, revoke)
	return f.res, f.err
}

func (f *fake) DeleteHistory(_ context.Context, cl messages.Clearing) (messages.Result, error) {
	f.did("clear %v up to %d, keep %v, revoke %v, since %d", cl.Peer, cl.MaxID, cl.Keep, cl.Revoke, cl.Since.Unix())
	return f.res, f.err
}

func (f *fake) ReadHistory(_ context.Context, _ messages.Caller, p lamplight.Peer, upTo lamplight.MessageID) (messages.Result, error) {
	f.did("read %v up to %d", p, upTo)
	return f.res, f.err
}

func (f *fake) PinMessage(_ context.Context, p messages.Pinning) (messages.Result, error) {
	f.did("pin message %d of %v: unpin %v, silent %v, one side %v", p.ID, p.Peer, p.Unpin, p.Silent, p.OneSide)
	return f.res, f.err
}

func (f *fake) UnpinAll(_ context.Context, _ messages.Caller, p lamplight.Peer) (messages.Result, error) {
	f.did("unpin all of %v", p)
	return f.res, f.err
}

func (f *fake) OutboxReadDate(_ context.Context, u lamplight.UserID, p lamplight.Peer, id lamplight.MessageID) (time.Time, error) {
	f.did("when was %d of %d read by %v", id, u, p)
	return day, f.err
}

func (f *fake) Untouched(context.Context, messages.Caller) (messages.Result, error) {
	f.did("untouched")
	return f.res, f.err
}

func (f *fake) Position(context.Context, lamplight.Peer) (lamplight.PTS, error) { return 0, nil }

func (f *fake) History(_ context.Context, u lamplight.UserID, q messages.HistoryQuery) (messages.Page, error) {
	what := "history"
	if q.Pinned {
		what = "pinned messages"
	}
	f.did("%s of %d: %v offset %d add %d limit %d min %d max %d", what, u, q.Peer, q.OffsetID, q.AddOffset, q.Limit, q.MinID, q.MaxID)
	return messages.Page{Messages: f.held, Count: 9}, f.err
}

func (f *fake) Messages(_ context.Context, u lamplight.UserID, ids []lamplight.MessageID) ([]lamplight.Message, error) {
	f.did("messages of %d: %v", u, ids)
	var out []lamplight.Message
	for _, m := range f.held {
		for _, id := range ids {
			if m.ID == id {
				out = append(out, m)
			}
		}
	}
	return out, f.err
}

func (f *fake) Dialogs(_ context.Context, u lamplight.UserID, q messages.DialogQuery) (messages.DialogPage, error) {
	f.did("dialogs of %d: folder %d, without pinned %v, offset %d %d %v, limit %d",
		u, q.Folder, q.ExcludePinned, q.OffsetDate.Unix(), q.OffsetID, q.OffsetPeer, q.Limit)
	return messages.DialogPage{Dialogs: []lamplight.Dialog{{Peer: toBob}}, Count: 5}, f.err
}

func (f *fake) PinnedDialogs(_ context.Context, u lamplight.UserID, folder int) (messages.DialogPage, error) {
	f.did("pinned of %d in %d", u, folder)
	return messages.DialogPage{}, f.err
}

func (f *fake) ArchiveEntry(context.Context, lamplight.UserID) (messages.ArchiveEntry, error) {
	return messages.ArchiveEntry{Peer: toBob, UnmutedPeers: 1, UnmutedMessages: 2}, f.err
}

func (f *fake) PeerDialogs(_ context.Context, u lamplight.UserID, peers []lamplight.Peer) (messages.DialogPage, error) {
	f.did("dialogs of %d with %v", u, peers)
	return messages.DialogPage{}, f.err
}

func (f *fake) SavedDialogs(_ context.Context, _ lamplight.UserID, q messages.SavedQuery) (messages.SavedPage, error) {
	f.did("saved: without pinned %v, offset %d %d %v, limit %d", q.ExcludePinned, q.OffsetDate.Unix(), q.OffsetID, q.OffsetPeer, q.Limit)
	return messages.SavedPage{Dialogs: []messages.SavedDialog{{Peer: toBob, Top: f.held[0]}}, Count: 2}, f.err
}

func (f *fake) SavedDialogsOf(_ context.Context, _ lamplight.UserID, ps []lamplight.Peer) (messages.SavedPage, error) {
	f.did("saved of %v", ps)
	return messages.SavedPage{}, f.err
}

func (f *fake) PinnedSavedDialogs(context.Context, lamplight.UserID) (messages.SavedPage, error) {
	f.did("pinned saved")
	return messages.SavedPage{}, f.err
}

func (f *fake) SavedHistory(_ context.Context, _ lamplight.UserID, q messages.HistoryQuery) (messages.Page, error) {
	f.did("saved history: %v offset %d limit %d", q.Peer, q.OffsetID, q.Limit)
	return messages.Page{Messages: f.held, Count: 9}, f.err
}

func (f *fake) DeleteSaved(_ context.Context, cl messages.Clearing) (messages.Result, error) {
	f.did("clear saved %v up to %d", cl.Peer, cl.MaxID)
	return f.res, f.err
}

func (f *fake) PinSaved(_ context.Context, _ messages.Caller, p lamplight.Peer, pin bool) error {
	f.did("pin saved %v %v", p, pin)
	return f.err
}

func (f *fake) ReorderSaved(_ context.Context, _ messages.Caller, order []lamplight.Peer, force bool) error {
	f.did("reorder saved %v, force %v", order, force)
	return f.err
}

func (f *fake) Pin(_ context.Context, _ messages.Caller, p lamplight.Peer, pin bool) (messages.Result, error) {
	f.did("pin %v %v", p, pin)
	return f.res, f.err
}

func (f *fake) ReorderPinned(_ context.Context, _ messages.Caller, folder int, order []lamplight.Peer, force bool) (messages.Result, error) {
	f.did("reorder %d: %v, force %v", folder, order, force)
	return f.res, f.err
}

func (f *fake) MarkUnread(_ context.Context, _ messages.Caller, p lamplight.Peer, unread bool) (messages.Result, error) {
	f.did("mark %v %v", p, unread)
	return f.res, f.err
}

func (f *fake) UnreadMarks(context.Context, lamplight.UserID) ([]lamplight.Peer, error) {
	f.did("marks")
	return []lamplight.Peer{toBob}, f.err
}

func (f *fake) SaveDraft(_ context.Context, _ messages.Caller, p lamplight.Peer, d lamplight.Draft) (messages.Result, error) {
	f.did("draft to %v: %s, reply %d", p, string(d.Text), d.ReplyTo)
	return f.res, f.err
}

func (f *fake) Drafts(context.Context, lamplight.UserID) ([]lamplight.Event, error) {
	f.did("drafts")
	return f.res.Events, f.err
}

func (f *fake) ClearDrafts(context.Context, messages.Caller) (messages.Result, error) {
	f.did("clear drafts")
	return f.res, f.err
}

// at shows when something is to be sent, if not at once.
func at(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return fmt.Sprint(" at ", t.Unix())
}

func (f *fake) Scheduled(_ context.Context, u lamplight.UserID, p lamplight.Peer, ids ...lamplight.MessageID) ([]lamplight.Message, error) {
	f.did("scheduled by %d to %v: %v", u, p, ids)
	return f.held, f.err
}

func (f *fake) SendScheduled(_ context.Context, c messages.Caller, p lamplight.Peer, ids []lamplight.MessageID) (messages.Result, error) {
	f.did("send scheduled by %d/%d to %v: %v", c.User, c.Origin, p, ids)
	return f.res, f.err
}

func (f *fake) DeleteScheduled(_ context.Context, c messages.Caller, p lamplight.Peer, ids []lamplight.MessageID) (messages.Result, error) {
	f.did("delete scheduled by %d/%d to %v: %v", c.User, c.Origin, p, ids)
	return f.res, f.err
}

func (f *fake) SetTimer(_ context.Context, c messages.Caller, p lamplight.Peer, seconds int) (messages.Result, error) {
	f.did("timer of %d/%d with %v: %d", c.User, c.Origin, p, seconds)
	return f.res, f.err
}

func (f *fake) DefaultTimer(_ context.Context, u lamplight.UserID) (int, error) {
	f.did("default timer of %d", u)
	return 86400, f.err
}

func (f *fake) SetDefaultTimer(_ context.Context, u lamplight.UserID, seconds int) error {
	f.did("default timer of %d: %d", u, seconds)
	return f.err
}

func (f *fake) SetTyping(_ context.Context, _ messages.Caller, p lamplight.Peer, action string, progress int) error {
	f.did("typing to %v: %s %d", p, action, progress)
	return f.err
}

func (f *fake) State(context.Context, lamplight.UserID) (updates.State, error) {
	return updates.State{PTS: 6, Date: day}, f.err
}

func (f *fake) Met(context.Context, lamplight.UserID, lamplight.Peer) (bool, error) {
	return false, nil
}

// people and settings of the renderer.
type shown struct{}

func (shown) Persons(_ context.Context, _ lamplight.UserID, ids []lamplight.UserID) ([]lamplight.Person, error) {
	out := make([]lamplight.Person, len(ids))
	for i, id := range ids {
		out[i].ID = id
	}
	return out, nil
}

func (shown) Privacy(context.Context, lamplight.UserID, string) (tg.PrivacyKeyClass, []tg.PrivacyRuleClass, error) {
	return nil, nil, errDown
}

func (shown) Notify(_ context.Context, _ lamplight.UserID, ps ...lamplight.Peer) ([]tg.PeerNotifySettings, error) {
	return make([]tg.PeerNotifySettings, len(ps)), nil
}

func (shown) NotifyDefault(context.Context, lamplight.UserID, string) (tg.NotifyPeerClass, tg.PeerNotifySettings, error) {
	return nil, tg.PeerNotifySettings{}, errDown
}

func (shown) PeerSettings(context.Context, lamplight.UserID, lamplight.Peer) (tg.PeerSettings, error) {
	return tg.PeerSettings{BlockContact: true}, nil
}

func (shown) Scheduled(context.Context, lamplight.UserID, lamplight.Peer, ...lamplight.MessageID) ([]lamplight.Message, error) {
	return nil, nil
}

func (shown) Folders(context.Context, lamplight.UserID) (lamplight.Folders, error) {
	return lamplight.Folders{}, errDown
}

func (shown) Authorization(context.Context, lamplight.UserID, lamplight.SessionID) (tg.UpdateNewAuthorization, error) {
	return tg.UpdateNewAuthorization{}, errDown
}

var hashes = func() *resolve.Hashes {
	h, err := resolve.NewHashes(bytes.Repeat([]byte{5}, resolve.SecretSize))
	if err != nil {
		panic(err)
	}
	return h
}()

func handlers(f *fake) *Handlers {
	return &Handlers{
		Messages: f, Updates: f, Resolve: resolve.New(hashes, f, f, nil), Render: render.New(hashes, shown{}, nil, shown{}, 2),
		Now: func() time.Time { return day },
	}
}

// serve takes a request through its row.
func serve(t testing.TB, h *Handlers, req rpc.Request) (bin.Encoder, error) {
	t.Helper()
	for _, r := range h.Routes() {
		if r.ID == req.TypeID() {
			_ = req.Encode(new(bin.Buffer)) // it sets the flags, as on the wire
			return r.Serve(t.Context(), asAnn, req)
		}
	}
	t.Fatalf("%T has no row", req)
	return nil, nil
}

func inBob() *tg.InputPeerUser {
	return &tg.InputPeerUser{UserID: int64(bob), AccessHash: hashes.Of(ann, toBob)}
}

func dialogs(ps ...tg.InputPeerClass) []tg.InputDialogPeerClass {
	var out []tg.InputDialogPeerClass
	for _, p := range ps {
		out = append(out, &tg.InputDialogPeer{Peer: p})
	}
	return out
}

func TestMethods(t *testing.T) {
	b := inBob()
	wrong := &tg.InputPeerUser{UserID: int64(bob), AccessHash: 1}
	bold := []tg.MessageEntityClass{&tg.MessageEntityBold{Length: 2}}
	tests := []struct {
		name string
		req  rpc.Request
		call string // what the service is asked; "" if nothing
		want string // the type of the answer
		err  error
	}{
		{"send", &tg.MessagesSendMessageRequest{Peer: b, Message: "hi", RandomID: 7, Entities: bold, Silent: true, ClearDraft: true,
			ReplyTo: &tg.InputReplyToMessage{ReplyToMsgID: 3}, SendAs: &tg.InputPeerSelf{}},
			"send 1001/11 to user 1002: hi, 1 entities, random 7, reply 3, silent true, no links false, no copy false, invert false, clear true",
			"*tg.UpdateShortSentMessage", nil},
		{"send to oneself", &tg.MessagesSendMessageRequest{Peer: &tg.InputPeerSelf{}, Message: "hi", RandomID: 7, NoWebpage: true,
			Noforwards: true, InvertMedia: true},
			"send 1001/11 to user 1001: hi, 0 entities, random 7, reply 0, silent false, no links true, no copy true, invert true, clear false",
			"*tg.UpdateShortSentMessage", nil},
		{"send with a wrong hash", &tg.MessagesSendMessageRequest{Peer: wrong, Message: "hi", RandomID: 7}, "", "", lamplight.ErrPeerInvalid},
		{"send later", &tg.MessagesSendMessageRequest{Peer: b, Message: "hi", RandomID: 7, ScheduleDate: 2_000_000_000},
			"send 1001/11 to user 1002: hi, 0 entities, random 7, reply 0, silent false, no links false, no copy false, invert false, clear false at 2000000000",
			"*tg.UpdateShortSentMessage", nil},
		{"send again and again", &tg.MessagesSendMessageRequest{Peer: b, ScheduleDate: 2_000_000_000, ScheduleRepeatPeriod: 86400}, "", "", errScheduleDate},
		{"send as somebody unknown", &tg.MessagesSendMessageRequest{Peer: b, SendAs: &tg.InputPeerUser{UserID: 5, AccessHash: 1}}, "", "", errSendAs},
		{"send with effect", &tg.MessagesSendMessageRequest{Peer: b, Effect: 1}, "", "", errEffect},
		{"send as shortcut", &tg.MessagesSendMessageRequest{Peer: b, QuickReplyShortcut: &tg.InputQuickReplyShortcut{}}, "", "", errShortcut},
		{"send as suggestion", &tg.MessagesSendMessageRequest{Peer: b, SuggestedPost: tg.SuggestedPost{Accepted: true}}, "", "", errSuggested},
		{"send with buttons", &tg.MessagesSendMessageRequest{Peer: b, ReplyMarkup: &tg.ReplyKeyboardHide{}}, "", "", errMarkup},
		{"send past the limits", &tg.MessagesSendMessageRequest{Peer: b, AllowPaidFloodskip: true}, "", "", errPayment},
		{"send to a story", &tg.MessagesSendMessageRequest{Peer: b, ReplyTo: &tg.InputReplyToStory{}}, "", "", resolve.ErrStoryInvalid},

		{"forward", &tg.MessagesForwardMessagesRequest{FromPeer: b, ToPeer: &tg.InputPeerSelf{}, ID: []int{4, -5}, RandomID: []int64{1, 2},
			Silent: true, DropAuthor: true, DropMediaCaptions: true, Background: true, WithMyScore: true, SendAs: &tg.InputPeerSelf{}},
			"forward [4 0] [1 2] of user 1002 to user 1001: silent true, no copy false, drop author true", "*tg.Updates", nil},
		{"forward from a wrong hash", &tg.MessagesForwardMessagesRequest{FromPeer: wrong, ToPeer: b}, "", "", lamplight.ErrPeerInvalid},
		{"forward to a wrong hash", &tg.MessagesForwardMessagesRequest{FromPeer: b, ToPeer: wrong}, "", "", lamplight.ErrPeerInvalid},
		{"forward too many", &tg.MessagesForwardMessagesRequest{FromPeer: b, ToPeer: b, ID: make([]int, 101)}, "", "", lamplight.ErrLimitInvalid},
		{"forward later", &tg.MessagesForwardMessagesRequest{FromPeer: b, ToPeer: b, ID: []int{4}, RandomID: []int64{1}, ScheduleDate: 2_000_000_000},
			"forward [4] [1] of user 1002 to user 1002: silent false, no copy false, drop author false at 2000000000", "*tg.Updates", nil},
		{"forward again and again", &tg.MessagesForwardMessagesRequest{FromPeer: b, ToPeer: b, ScheduleRepeatPeriod: 5}, "", "", errScheduleDate},
		{"forward as somebody unknown", &tg.MessagesForwardMessagesRequest{FromPeer: b, ToPeer: b, SendAs: &tg.InputPeerUser{UserID: 5, AccessHash: 1}},
			"", "", errSendAs},
		{"forward with effect", &tg.MessagesForwardMessagesRequest{FromPeer: b, ToPeer: b, Effect: 1}, "", "", errEffect},
		{"forward as shortcut", &tg.MessagesForwardMessagesRequest{FromPeer: b, ToPeer: b, QuickReplyShortcut: &tg.InputQuickReplyShortcut{}},
			"", "", errShortcut},
		{"forward as suggestion", &tg.MessagesForwardMessagesRequest{FromPeer: b, ToPeer: b, SuggestedPost: tg.SuggestedPost{Accepted: true}},
			"", "", errSuggested},
		{"forward past the limits", &tg.MessagesForwardMessagesRequest{FromPeer: b, ToPeer: b, AllowPaidFloodskip: true}, "", "", errPayment},
		{"forward into a topic", &tg.MessagesForwardMessagesRequest{FromPeer: b, ToPeer: b, TopMsgID: 1}, "", "", resolve.ErrTopicInvalid},
		{"forward as an answer", &tg.MessagesForwardMessagesRequest{FromPeer: b, ToPeer: b, ReplyTo: &tg.InputReplyToMessage{}}, "", "", resolve.ErrMonoforum},
		{"forward a part of a video", &tg.MessagesForwardMessagesRequest{FromPeer: b, ToPeer: b, VideoTimestamp: 4}, "", "", errMedia},

		{"edit", &tg.MessagesEditMessageRequest{Peer: b, ID: 4, Message: "ho"}, "edit 4 of user 1002: ho", "*tg.Updates", nil},
		{"edit media", &tg.MessagesEditMessageRequest{Peer: b, Media: &tg.InputMediaDice{}}, "", "", errEmoticon},
		{"edit buttons", &tg.MessagesEditMessageRequest{Peer: b, ReplyMarkup: &tg.ReplyKeyboardHide{}}, "", "", errMarkup},
		{"edit what waits", &tg.MessagesEditMessageRequest{Peer: b, ID: 4, Message: "ho", ScheduleDate: 2_000_000_000},
			"edit 4 of user 1002: ho at 2000000000", "*tg.Updates", nil},
		{"edit again and again", &tg.MessagesEditMessageRequest{Peer: b, ScheduleRepeatPeriod: 5}, "", "", errScheduleDate},

		{"what waits", &tg.MessagesGetScheduledHistoryRequest{Peer: b}, "scheduled by 1001 to user 1002: []", "*tg.MessagesMessages", nil},
		{"what waits of some", &tg.MessagesGetScheduledMessagesRequest{Peer: b, ID: []int{4, -5}}, "scheduled by 1001 to user 1002: [4]",
			"*tg.MessagesMessages", nil},
		{"what waits of none", &tg.MessagesGetScheduledMessagesRequest{Peer: b}, "", "*tg.MessagesMessages", nil},
		{"what waits of too many", &tg.MessagesGetScheduledMessagesRequest{Peer: b, ID: make([]int, 101)}, "", "", lamplight.ErrLimitInvalid},
		{"send what waits", &tg.MessagesSendScheduledMessagesRequest{Peer: b, ID: []int{4}}, "send scheduled by 1001/11 to user 1002: [4]", "*tg.Updates", nil},
		{"forget what waits", &tg.MessagesDeleteScheduledMessagesRequest{Peer: b, ID: []int{4}},
			"delete scheduled by 1001/11 to user 1002: [4]", "*tg.Updates", nil},
		{"forget what waits, with a wrong hash", &tg.MessagesDeleteScheduledMessagesRequest{Peer: wrong, ID: []int{4}}, "", "", lamplight.ErrPeerInvalid},
		{"timer", &tg.MessagesSetHistoryTTLRequest{Peer: b, Period: 86400}, "timer of 1001/11 with user 1002: 86400", "*tg.Updates", nil},
		{"default timer", &tg.MessagesSetDefaultHistoryTTLRequest{Period: 86400}, "default timer of 1001: 86400", "*tg.BoolTrue", nil},
		{"which default timer", &tg.MessagesGetDefaultHistoryTTLRequest{}, "default timer of 1001", "*tg.DefaultHistoryTTL", nil},
		{"may edit", &tg.MessagesGetMessageEditDataRequest{Peer: b, ID: 4}, "editable 4 of user 1002", "*tg.MessagesMessageEditData", nil},

		{"delete", &tg.MessagesDeleteMessagesRequest{ID: []int{4, -1, 5}, Revoke: true}, "delete [4 5], revoke true",
			"*tg.MessagesAffectedMessages", nil},
		{"delete too many", &tg.MessagesDeleteMessagesRequest{ID: make([]int, 101)}, "", "", lamplight.ErrLimitInvalid},
		{"clear", &tg.MessagesDeleteHistoryRequest{Peer: b, MaxID: 9, JustClear: true, Revoke: true, MinDate: 60},
			"clear user 1002 up to 9, keep true, revoke true, since 60", "*tg.MessagesAffectedHistory", nil},
		{"read", &tg.MessagesReadHistoryRequest{Peer: b, MaxID: 9}, "read user 1002 up to 9", "*tg.MessagesAffectedMessages", nil},
		{"notifications", &tg.MessagesReceivedMessagesRequest{MaxID: 4}, "", "*tg.ReceivedNotifyMessageVector", nil},

		{"history", &tg.MessagesGetHistoryRequest{Peer: b, OffsetID: 5, AddOffset: -2, Limit: 20, MinID: -1, MaxID: 8},
			"history of 1001: user 1002 offset 5 add -2 limit 20 min 0 max 8", "*tg.MessagesMessagesSlice", nil},
		{"search for pinned ones", &tg.MessagesSearchRequest{Peer: b, Filter: &tg.InputMessagesFilterPinned{}, OffsetID: 5, AddOffset: -2, Limit: 20, MaxID: 8},
			"pinned messages of 1001: user 1002 offset 5 add -2 limit 20 min 0 max 8", "*tg.MessagesMessagesSlice", nil},
		{"search for pinned ones as gotd does", &tg.MessagesSearchRequest{Peer: b, Filter: &tg.InputMessagesFilterPinned{},
			FromID: &tg.InputPeerEmpty{}, SavedPeerID: &tg.InputPeerEmpty{}, Limit: 20},
			"pinned messages of 1001: user 1002 offset 0 add 0 limit 20 min 0 max 0", "*tg.MessagesMessagesSlice", nil},
		{"search with a wrong hash", &tg.MessagesSearchRequest{Peer: wrong, Filter: &tg.InputMessagesFilterPinned{}}, "", "", lamplight.ErrPeerInvalid},
		{"pin a message", &tg.MessagesUpdatePinnedMessageRequest{Peer: b, ID: 4, Silent: true, PmOneside: true},
			"pin message 4 of user 1002: unpin false, silent true, one side true", "*tg.Updates", nil},
		{"unpin a message", &tg.MessagesUpdatePinnedMessageRequest{Peer: b, ID: -4, Unpin: true},
			"pin message 0 of user 1002: unpin true, silent false, one side false", "*tg.Updates", nil},
		{"pin with a wrong hash", &tg.MessagesUpdatePinnedMessageRequest{Peer: wrong, ID: 4}, "", "", lamplight.ErrPeerInvalid},
		{"unpin all", &tg.MessagesUnpinAllMessagesRequest{Peer: b}, "unpin all of user 1002", "*tg.MessagesAffectedHistory", nil},
		{"unpin a topic", &tg.MessagesUnpinAllMessagesRequest{Peer: b, TopMsgID: 4}, "", "", resolve.ErrTopicInvalid},
		{"unpin a part", &tg.MessagesUnpinAllMessagesRequest{Peer: b, SavedPeerID: b}, "", "", resolve.ErrMonoforum},
		{"messages", &tg.MessagesGetMessagesRequest{ID: []tg.InputMessageClass{&tg.InputMessageID{ID: 4}, &tg.InputMessageID{ID: -4}}},
			"messages of 1001: [4]", "*tg.MessagesMessages", nil},
		{"answered messages", &tg.MessagesGetMessagesRequest{ID: []tg.InputMessageClass{&tg.InputMessageReplyTo{ID: 4}}},
			"messages of 1001: [2]", "*tg.MessagesMessages", nil},
		{"messages, none", &tg.MessagesGetMessagesRequest{ID: []tg.InputMessageClass{nil}}, "", "", lamplight.ErrMessageInvalid},
		{"messages, too many", &tg.MessagesGetMessagesRequest{ID: make([]tg.InputMessageClass, 101)}, "", "", lamplight.ErrLimitInvalid},
		{"read date", &tg.MessagesGetOutboxReadDateRequest{Peer: b, MsgID: 4}, "when was 4 of 1001 read by user 1002", "*tg.OutboxReadDate", nil},
		{"read date with a wrong hash", &tg.MessagesGetOutboxReadDateRequest{Peer: wrong, MsgID: 4}, "", "", lamplight.ErrPeerInvalid},
		{"read mentions with a wrong hash", &tg.MessagesReadMentionsRequest{Peer: wrong}, "", "", lamplight.ErrPeerInvalid},

		{"dialogs, first page", &tg.MessagesGetDialogsRequest{OffsetDate: 2146999999, OffsetPeer: &tg.InputPeerEmpty{}, Limit: 20},
			"dialogs of 1001: folder -1, without pinned false, offset -62135596800 0 nobody, limit 20", "*tg.MessagesDialogsSlice", nil},
		{"dialogs, next page", &tg.MessagesGetDialogsRequest{OffsetDate: 60, OffsetID: 5, OffsetPeer: b, Limit: 20, FolderID: 1, ExcludePinned: true},
			"dialogs of 1001: folder 1, without pinned true, offset 60 5 user 1002, limit 20", "*tg.MessagesDialogsSlice", nil},
		{"dialogs after one with a wrong hash", &tg.MessagesGetDialogsRequest{OffsetDate: 60, OffsetPeer: wrong, Limit: 20},
			"dialogs of 1001: folder -1, without pinned false, offset 60 0 user 1002, limit 20", "*tg.MessagesDialogsSlice", nil},
		{"single dialogs", &tg.MessagesGetPeerDialogsRequest{Peers: dialogs(b, &tg.InputPeerSelf{})},
			"dialogs of 1001 with [user 1002 user 1001]", "*tg.MessagesPeerDialogs", nil},
		{"saved", &tg.MessagesGetSavedDialogsRequest{OffsetPeer: &tg.InputPeerEmpty{}, OffsetID: 7, OffsetDate: 60, Limit: 20, ExcludePinned: true},
			"saved: without pinned true, offset 60 7 nobody, limit 20", "*tg.MessagesSavedDialogsSlice", nil},
		{"saved in a channel", &tg.MessagesGetSavedDialogsRequest{ParentPeer: b, OffsetPeer: &tg.InputPeerEmpty{}}, "", "", lamplight.ErrPeerInvalid},
		{"saved by origin", &tg.MessagesGetSavedDialogsByIDRequest{IDs: []tg.InputPeerClass{b, &tg.InputPeerSelf{}}},
			"saved of [user 1002 user 1001]", "*tg.MessagesSavedDialogs", nil},
		{"pinned saved", &tg.MessagesGetPinnedSavedDialogsRequest{}, "pinned saved", "*tg.MessagesSavedDialogs", nil},
		{"saved history", &tg.MessagesGetSavedHistoryRequest{Peer: b, OffsetID: 5, Limit: 3},
			"saved history: user 1002 offset 5 limit 3", "*tg.MessagesMessagesSlice", nil},
		{"clear saved", &tg.MessagesDeleteSavedHistoryRequest{Peer: b, MaxID: 5}, "clear saved user 1002 up to 5", "*tg.MessagesAffectedHistory", nil},
		{"pin saved", &tg.MessagesToggleSavedDialogPinRequest{Peer: dialogs(b)[0], Pinned: true}, "pin saved user 1002 true", "*tg.BoolTrue", nil},
		{"reorder saved", &tg.MessagesReorderPinnedSavedDialogsRequest{Order: dialogs(b), Force: true}, "reorder saved [user 1002], force true", "*tg.BoolTrue", nil},
		{"the archive among single dialogs", &tg.MessagesGetPeerDialogsRequest{
			Peers: append(dialogs(b), &tg.InputDialogPeerFolder{FolderID: 1}),
		}, "dialogs of 1001 with [user 1002]", "*tg.MessagesPeerDialogs", nil},
		{"another folder among single dialogs", &tg.MessagesGetPeerDialogsRequest{
			Peers: append(dialogs(b), &tg.InputDialogPeerFolder{FolderID: 2}),
		}, "", "", resolve.ErrFolderInvalid},
		{"reorder, with the archive", &tg.MessagesReorderPinnedDialogsRequest{
			Order: append(dialogs(b), &tg.InputDialogPeerFolder{FolderID: 1}),
		}, "reorder 0: [user 1002], force false", "*tg.BoolTrue", nil},
		{"pinned", &tg.MessagesGetPinnedDialogsRequest{FolderID: 1}, "pinned of 1001 in 1", "*tg.MessagesPeerDialogs", nil},
		{"pin", &tg.MessagesToggleDialogPinRequest{Peer: dialogs(b)[0], Pinned: true}, "pin user 1002 true", "*tg.BoolTrue", nil},
		{"pin a folder", &tg.MessagesToggleDialogPinRequest{Peer: &tg.InputDialogPeerFolder{FolderID: 1}}, "", "", resolve.ErrFolderInvalid},
		{"reorder", &tg.MessagesReorderPinnedDialogsRequest{Order: dialogs(b), Force: true}, "reorder 0: [user 1002], force true", "*tg.BoolTrue", nil},
		{"mark", &tg.MessagesMarkDialogUnreadRequest{Peer: dialogs(b)[0], Unread: true}, "mark user 1002 true", "*tg.BoolTrue", nil},
		{"marks", &tg.MessagesGetDialogUnreadMarksRequest{}, "marks", "*tg.DialogPeerClassVector", nil},
		{"bar", &tg.MessagesGetPeerSettingsRequest{Peer: b}, "", "*tg.MessagesPeerSettings", nil},

		{"draft", &tg.MessagesSaveDraftRequest{Peer: b, Message: "to be", ReplyTo: &tg.InputReplyToMessage{ReplyToMsgID: 3}},
			"draft to user 1002: to be, reply 3", "*tg.BoolTrue", nil},
		{"draft with media", &tg.MessagesSaveDraftRequest{Peer: b, Media: &tg.InputMediaDice{}}, "", "", errMedia},
		{"drafts", &tg.MessagesGetAllDraftsRequest{}, "drafts", "*tg.Updates", nil},
		{"no drafts", &tg.MessagesClearAllDraftsRequest{}, "clear drafts", "*tg.BoolTrue", nil},

		{"typing", &tg.MessagesSetTypingRequest{Peer: b, Action: &tg.SendMessageUploadPhotoAction{Progress: 300}},
			"typing to user 1002: sendMessageUploadPhotoAction 100", "*tg.BoolTrue", nil},
		{"typing words", &tg.MessagesSetTypingRequest{Peer: b, Action: &tg.SendMessageEmojiInteraction{}}, "", "", lamplight.ErrInputInvalid},
		{"typing nothing", &tg.MessagesSetTypingRequest{Peer: b}, "", "", lamplight.ErrInputInvalid},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			m := lamplight.Message{
				ID: 4, Peer: toBob, From: lamplight.UserPeer(ann), Out: true, Sent: day, Text: "hi", Reply: &lamplight.Reply{ID: 2},
			}
			f := &fake{held: []lamplight.Message{m}, res: messages.Result{
				PTS: 5, Count: 1, Remaining: 2, Events: []lamplight.Event{{Kind: lamplight.EventNewMessage, Message: &m, PTS: 5, Count: 1, Date: day}},
			}}
			res, err := serve(t, handlers(f), tt.req)
			if !errors.Is(err, tt.err) || (err == nil) != (tt.err == nil) {
				t.Fatalf("error = %v, want %v", err, tt.err)
			}
			if f.call != tt.call {
				t.Errorf("asked %q\nwant  %q", f.call, tt.call)
			}
			if err != nil {
				return
			}
			if got := fmt.Sprintf("%T", res); got != tt.want {
				t.Errorf("answer is a %s, want %s", got, tt.want)
			}
			var b bin.Buffer
			if err := res.Encode(&b); err != nil {
				t.Errorf("the answer cannot be written: %v", err)
			}
			switch a := res.(type) {
			case *tg.MessagesAffectedMessages:
				if a.Pts != 6 {
					t.Errorf("pts %d, want 6", a.Pts)
				}
			case *tg.OutboxReadDate:
				if a.Date != int(day.Unix()) {
					t.Errorf("read at %d", a.Date)
				}
			case *tg.MessagesAffectedHistory:
				if a.Pts != 6 || a.PtsCount != 1 || a.Offset != 2 {
					t.Errorf("answer %+v", a)
				}
			}
			if tt.call == "" {
				return
			}
			f.err = errDown
			if _, err := serve(t, handlers(f), tt.req); !errors.Is(err, errDown) {
				t.Errorf("a fault of the service is %v", err)
			}
		})
	}
}

// What waits is listed by id, whatever is due first.
func TestScheduledHistoryGoesDown(t *testing.T) {
	var held []lamplight.Message
	for i, id := range []lamplight.MessageID{2, 3, 1} {
		held = append(held, lamplight.Message{
			ID: id, Peer: toBob, From: lamplight.UserPeer(ann), Out: true, Text: "x", Sent: day.Add(-time.Duration(i) * time.Hour),
		})
	}
	answer, err := serve(t, handlers(&fake{held: held}), &tg.MessagesGetScheduledHistoryRequest{Peer: inBob()})
	if err != nil {
		t.Fatal(err)
	}
	var ids []int
	for _, m := range answer.(*tg.MessagesMessages).Messages {
		ids = append(ids, m.GetID())
	}
	if !slices.Equal(ids, []int{3, 2, 1}) {
		t.Errorf("ids %v, want 3, 2, 1", ids)
	}
}

func (f *fake) SendAlbum(_ context.Context, ds []messages.Draft) (messages.Result, error) {
	f.did("album of %d to %v, random %d to %d", len(ds), ds[0].To, ds[0].Random, ds[len(ds)-1].Random)
	return f.res, f.err
}
