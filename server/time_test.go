package server

import (
	"context"
	"io"
	"net/http"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/gotd/td/session"
	"github.com/gotd/td/telegram"
	"github.com/gotd/td/tg"
	"github.com/gotd/td/tgerr"

	"lamplight/config"
)

// A device is gotd/td, signed in, with what it was told.
type device struct {
	*tg.Client
	t       *testing.T
	ctx     context.Context
	updates chan tg.UpdateClass
}

// handle keeps what is pushed.
func (d *device) Handle(_ context.Context, u tg.UpdatesClass) error {
	switch u := u.(type) {
	case *tg.Updates:
		for _, x := range u.Updates {
			d.updates <- x
		}
	case *tg.UpdateShort:
		d.updates <- u.Update
	}
	return nil
}

// open connects a device and signs it in; the account is made if there is none.
func open(t *testing.T, at Ready, phone, code string) *device {
	t.Helper()
	d := &device{t: t, updates: make(chan tg.UpdateClass, 1000)}
	client := gotdClient(t, at, new(atomic.Int32), func(o *telegram.Options) {
		o.NoUpdates, o.UpdateHandler, o.SessionStorage = false, d, &session.StorageMemory{}
	})
	ctx, cancel := context.WithCancel(t.Context())
	ready, ended := make(chan struct{}), make(chan error, 1)
	go func() {
		ended <- client.Run(ctx, func(ctx context.Context) error {
			d.Client, d.ctx = client.API(), ctx
			close(ready)
			<-ctx.Done()
			return nil
		})
	}()
	t.Cleanup(func() { cancel(); <-ended })
	select {
	case <-ready:
	case err := <-ended:
		t.Fatal(err)
	}
	sent, err := d.AuthSendCode(d.ctx, &tg.AuthSendCodeRequest{PhoneNumber: phone, APIID: 1, APIHash: "lamplight"})
	if err != nil {
		t.Fatal(err)
	}
	hash := sent.(*tg.AuthSentCode).PhoneCodeHash
	in := &tg.AuthSignInRequest{PhoneNumber: phone, PhoneCodeHash: hash}
	in.SetPhoneCode(code)
	a, err := d.AuthSignIn(d.ctx, in)
	if err != nil {
		t.Fatal(err)
	}
	if _, ok := a.(*tg.AuthAuthorizationSignUpRequired); ok {
		if _, err := d.AuthSignUp(d.ctx, &tg.AuthSignUpRequest{PhoneNumber: phone, PhoneCodeHash: hash, FirstName: "Ann"}); err != nil {
			t.Fatal(err)
		}
	}
	return d
}

// add puts somebody into the address book and returns how to name them.
func (d *device) add(phone string) *tg.InputPeerUser {
	d.t.Helper()
	got, err := d.ContactsImportContacts(d.ctx, []tg.InputPhoneContact{{ClientID: 1, Phone: phone, FirstName: "Friend"}})
	if err != nil || len(got.Users) != 1 {
		d.t.Fatalf("import of %s: %+v, %v", phone, got, err)
	}
	u := got.Users[0].(*tg.User)
	return &tg.InputPeerUser{UserID: u.ID, AccessHash: u.AccessHash}
}

// next waits for an update of a kind that f takes; others are passed over.
func next[U tg.UpdateClass](d *device, what string, within time.Duration, f func(U) bool) (found U) {
	d.t.Helper()
	late := time.After(within)
	for {
		select {
		case u := <-d.updates:
			if x, ok := u.(U); ok && f(x) {
				return x
			}
		case <-late:
			d.t.Fatalf("%s: not told within %v", what, within)
		}
	}
}

// among returns the first update of a kind in an answer.
func among[U tg.UpdateClass](t *testing.T, answer tg.UpdatesClass, err error) (found U) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
	for _, u := range answer.(*tg.Updates).Updates {
		if x, ok := u.(U); ok {
			return x
		}
	}
	t.Fatalf("no %T in %+v", found, answer)
	return found
}

// later schedules a text and returns its id.
func (d *device) later(to tg.InputPeerClass, text string, random int64, date int) int {
	d.t.Helper()
	r := &tg.MessagesSendMessageRequest{Peer: to, Message: text, RandomID: random}
	r.SetScheduleDate(date)
	answer, err := d.MessagesSendMessage(d.ctx, r)
	u := among[*tg.UpdateNewScheduledMessage](d.t, answer, err)
	m := u.Message.(*tg.Message)
	if id := among[*tg.UpdateMessageID](d.t, answer, nil); id.ID != m.ID || id.RandomID != random {
		d.t.Errorf("scheduled as %d, named %+v", m.ID, id)
	}
	if m.Date != date || !m.FromScheduled || !m.Out || m.Message != text {
		d.t.Errorf("scheduled: %+v", m)
	}
	return m.ID
}

// page returns a page of the server.
func page(t *testing.T, at Ready, path string) string {
	t.Helper()
	got, err := http.Get("http://" + at.Listen + path)
	if err != nil {
		t.Fatal(err)
	}
	defer got.Body.Close()
	text, err := io.ReadAll(got.Body)
	if err != nil || got.StatusCode != http.StatusOK {
		t.Fatalf("%s: %s, %v", path, got.Status, err)
	}
	return string(text)
}

// texts returns a conversation, newest first.
func (d *device) texts(with tg.InputPeerClass) (out []string) {
	d.t.Helper()
	h, err := d.MessagesGetHistory(d.ctx, &tg.MessagesGetHistoryRequest{Peer: with, Limit: 100})
	if err != nil {
		d.t.Fatal(err)
	}
	for _, m := range h.(interface{ GetMessages() []tg.MessageClass }).GetMessages() {
		if m, ok := m.(*tg.Message); ok {
			out = append(out, m.Message)
		}
	}
	return out
}

func says(text string) func(*tg.UpdateNewMessage) bool {
	return func(u *tg.UpdateNewMessage) bool {
		m, ok := u.Message.(*tg.Message)
		return ok && m.Message == text
	}
}

const (
	annsPhone, annsCode = "9996620011", "22222"
	bobsPhone, bobsCode = "9996620012", "22222"
	soon                = 5 * time.Second // until a push that is due at once must have come
)

// timely is the configuration of a server whose messages may go after a second.
func timely(t *testing.T) config.Serve {
	c := settings(t)
	c.TestAccounts, c.ShortestAutoDelete = true, time.Second
	return c
}

func TestScheduledOverTheWire(t *testing.T) {
	at, _ := start(t, timely(t))
	ann, bob := open(t, at, annsPhone, annsCode), open(t, at, bobsPhone, bobsCode)
	second := open(t, at, annsPhone, annsCode)
	toBob, toAnn := ann.add(bobsPhone), (*tg.InputPeerUser)(nil)
	state, err := second.UpdatesGetState(second.ctx)
	if err != nil {
		t.Fatal(err)
	}
	date := int(time.Now().Add(time.Hour).Unix())

	// It is told of, listed, and in the difference of a device that was away.
	id := ann.later(toBob, "first", 1, date)
	u := next(second, "the other device", soon, func(*tg.UpdateNewScheduledMessage) bool { return true })
	if m := u.Message.(*tg.Message); m.ID != id || m.Date != date {
		t.Errorf("the other device was told of %+v", m)
	}
	diff, err := second.UpdatesGetDifference(second.ctx, &tg.UpdatesGetDifferenceRequest{Pts: state.Pts, Date: state.Date, Qts: state.Qts})
	if err != nil {
		t.Fatal(err)
	}
	missed := false
	for _, u := range diff.(*tg.UpdatesDifference).OtherUpdates {
		if u, ok := u.(*tg.UpdateNewScheduledMessage); ok && u.Message.(*tg.Message).Message == "first" {
			missed = true
		}
	}
	if !missed {
		t.Errorf("not in the difference: %+v", diff)
	}
	list, err := ann.MessagesGetScheduledHistory(ann.ctx, &tg.MessagesGetScheduledHistoryRequest{Peer: toBob})
	if err != nil || len(list.(*tg.MessagesMessages).Messages) != 1 || len(list.(*tg.MessagesMessages).Users) == 0 {
		t.Errorf("list %+v, %v", list, err)
	}
	full, err := ann.UsersGetFullUser(ann.ctx, &tg.InputUser{UserID: toBob.UserID, AccessHash: toBob.AccessHash})
	if err != nil || !full.FullUser.HasScheduled {
		t.Errorf("page of bob: %+v, %v", full, err)
	}

	// Its date and text are changed, and it is sent now.
	edit := &tg.MessagesEditMessageRequest{Peer: toBob, ID: id}
	edit.SetScheduleDate(date + 60)
	answer, err := ann.MessagesEditMessage(ann.ctx, edit)
	if m := among[*tg.UpdateNewScheduledMessage](t, answer, err).Message.(*tg.Message); m.Date != date+60 || m.Message != "first" || m.ID != id {
		t.Errorf("changed: %+v", m)
	}
	edit.SetMessage("second")
	answer, err = ann.MessagesEditMessage(ann.ctx, edit)
	if m := among[*tg.UpdateNewScheduledMessage](t, answer, err).Message.(*tg.Message); m.Message != "second" {
		t.Errorf("changed: %+v", m)
	}
	answer, err = ann.MessagesSendScheduledMessages(ann.ctx, &tg.MessagesSendScheduledMessagesRequest{Peer: toBob, ID: []int{id}})
	sent := among[*tg.UpdateNewMessage](t, answer, err).Message.(*tg.Message)
	gone := among[*tg.UpdateDeleteScheduledMessages](t, answer, err)
	if real, ok := gone.GetSentMessages(); !sent.FromScheduled || !ok || len(real) != 1 || real[0] != sent.ID || gone.Messages[0] != id {
		t.Errorf("sent %+v, gone %+v", sent, gone)
	}
	got := next(bob, "bob", soon, says("second")).Message.(*tg.Message)
	if got.FromScheduled || got.Date < int(time.Now().Add(-time.Minute).Unix()) || got.Date > int(time.Now().Unix()) {
		t.Errorf("bob got %+v", got)
	}
	next(second, "the other device", soon, func(u *tg.UpdateDeleteScheduledMessages) bool { return u.Messages[0] == id })

	// One is dropped; one goes out by itself once it is due.
	dropped := ann.later(toBob, "never", 2, date)
	answer, err = ann.MessagesDeleteScheduledMessages(ann.ctx, &tg.MessagesDeleteScheduledMessagesRequest{Peer: toBob, ID: []int{dropped}})
	if gone := among[*tg.UpdateDeleteScheduledMessages](t, answer, err); gone.Messages[0] != dropped || len(gone.SentMessages) != 0 {
		t.Errorf("dropped: %+v", gone)
	}
	id = ann.later(toBob, "by itself", 3, date)
	edit = &tg.MessagesEditMessageRequest{Peer: toBob, ID: id}
	edit.SetScheduleDate(int(time.Now().Add(time.Second).Unix()))
	if _, err := ann.MessagesEditMessage(ann.ctx, edit); err != nil {
		t.Fatal(err)
	}
	next(bob, "bob", soon, says("by itself"))
	next(ann, "the device that scheduled it", soon, func(u *tg.UpdateDeleteScheduledMessages) bool { return u.Messages[0] == id })

	// When the other one comes online: only who may see that.
	r := &tg.MessagesSendMessageRequest{Peer: toBob, Message: "you are here", RandomID: 4}
	const online = 0x7ffffffe
	r.SetScheduleDate(online)
	if _, err := ann.MessagesSendMessage(ann.ctx, r); !tgerr.Is(err, "SCHEDULE_STATUS_PRIVATE") {
		t.Errorf("by somebody who may not see it: %v", err)
	}
	toAnn = bob.add(annsPhone)
	if _, err := bob.AccountUpdateStatus(bob.ctx, true); err != nil {
		t.Fatal(err)
	}
	ann.later(toBob, "you are here", 5, online)
	if got := bob.texts(toAnn); got[0] == "you are here" {
		t.Error("sent while bob was away")
	}
	if _, err := bob.AccountUpdateStatus(bob.ctx, false); err != nil {
		t.Fatal(err)
	}
	next(bob, "bob, who came", soon, says("you are here"))

	for _, what := range []string{"scheduled", "expired"} {
		if name := `lamplight_late_seconds{what="` + what + `"}`; !strings.Contains(page(t, at, "/metrics"), name+" ") {
			t.Errorf("no %s among the metrics", name)
		}
	}
	for want, date := range map[string]int{
		"SCHEDULE_DATE_TOO_LATE": int(time.Now().Add(366 * 24 * time.Hour).Unix()), "SCHEDULE_DATE_INVALID": -1,
	} {
		r.RandomID += 100
		r.SetScheduleDate(date)
		if _, err := ann.MessagesSendMessage(ann.ctx, r); !tgerr.Is(err, want) {
			t.Errorf("date %d: %v, want %s", date, err, want)
		}
	}
}

func TestAutoDeleteOverTheWire(t *testing.T) {
	at, _ := start(t, timely(t))
	ann, bob := open(t, at, annsPhone, annsCode), open(t, at, bobsPhone, bobsCode)
	toBob, toAnn := ann.add(bobsPhone), bob.add(annsPhone)

	answer, err := ann.MessagesSetHistoryTTL(ann.ctx, &tg.MessagesSetHistoryTTLRequest{Peer: toBob, Period: 2})
	if ttl := among[*tg.UpdatePeerHistoryTTL](t, answer, err); ttl.TTLPeriod != 2 {
		t.Errorf("timer %+v", ttl)
	}
	set := among[*tg.UpdateNewMessage](t, answer, err).Message.(*tg.MessageService)
	if a, ok := set.Action.(*tg.MessageActionSetMessagesTTL); !ok || a.Period != 2 || set.TTLPeriod != 0 {
		t.Errorf("service message %+v", set)
	}
	if ttl := next(bob, "bob, of the timer", soon, func(*tg.UpdatePeerHistoryTTL) bool { return true }); ttl.TTLPeriod != 2 {
		t.Errorf("bob's timer %+v", ttl)
	}
	short, err := ann.MessagesSendMessage(ann.ctx, &tg.MessagesSendMessageRequest{Peer: toBob, Message: "goes", RandomID: 1})
	if s, ok := short.(*tg.UpdateShortSentMessage); err != nil || !ok || s.TTLPeriod != 2 {
		t.Errorf("sent %+v, %v", short, err)
	}
	m := next(bob, "bob", soon, says("goes")).Message.(*tg.Message)
	if m.TTLPeriod != 2 {
		t.Errorf("bob got %+v", m)
	}
	next(bob, "bob, that it went", soon, func(u *tg.UpdateDeleteMessages) bool { return u.Messages[0] == m.ID })
	if now := time.Now().Unix(); now < int64(m.Date+2) || now > int64(m.Date+4) {
		t.Errorf("sent at %d to go after 2 s, went at %d", m.Date, now)
	}
	next(ann, "ann, that it went", soon, func(u *tg.UpdateDeleteMessages) bool { return true })
	for name, got := range map[string][]string{"ann": ann.texts(toBob), "bob": bob.texts(toAnn)} {
		if len(got) != 0 {
			t.Errorf("%s has %q left", name, got)
		}
	}
	full, err := bob.UsersGetFullUser(bob.ctx, &tg.InputUser{UserID: toAnn.UserID, AccessHash: toAnn.AccessHash})
	if err != nil || full.FullUser.TTLPeriod != 2 {
		t.Errorf("page of ann: %+v, %v", full, err)
	}
	ds, err := bob.MessagesGetPeerDialogs(bob.ctx, []tg.InputDialogPeerClass{&tg.InputDialogPeer{Peer: toAnn}})
	if err != nil || ds.Dialogs[0].(*tg.Dialog).TTLPeriod != 2 {
		t.Errorf("conversation %+v, %v", ds, err)
	}
	if _, err := bob.MessagesSetHistoryTTL(bob.ctx, &tg.MessagesSetHistoryTTLRequest{Peer: toAnn, Period: 367 * 86400}); !tgerr.Is(err, "TTL_PERIOD_INVALID") {
		t.Errorf("a timer of more than a year: %v", err)
	}
	answer, err = bob.MessagesSetHistoryTTL(bob.ctx, &tg.MessagesSetHistoryTTLRequest{Peer: toAnn})
	if ttl := among[*tg.UpdatePeerHistoryTTL](t, answer, err); ttl.TTLPeriod != 0 {
		t.Errorf("no timer %+v", ttl)
	}

	// What new conversations begin with.
	if ok, err := bob.MessagesSetDefaultHistoryTTL(bob.ctx, 86400); err != nil || !ok {
		t.Errorf("default: %v, %v", ok, err)
	}
	if d, err := bob.MessagesGetDefaultHistoryTTL(bob.ctx); err != nil || d.Period != 86400 {
		t.Errorf("default: %+v, %v", d, err)
	}
	cid := open(t, at, "9996620013", "22222")
	if _, err := bob.MessagesSendMessage(bob.ctx, &tg.MessagesSendMessageRequest{Peer: bob.add("9996620013"), Message: "hello", RandomID: 1}); err != nil {
		t.Fatal(err)
	}
	first := next(cid, "cid, of the timer", soon, func(*tg.UpdateNewMessage) bool { return true }).Message
	if s, ok := first.(*tg.MessageService); !ok || s.Action.(*tg.MessageActionSetMessagesTTL).AutoSettingFrom == 0 {
		t.Errorf("the conversation begins with %+v", first)
	}
	if m := next(cid, "cid", soon, says("hello")).Message.(*tg.Message); m.TTLPeriod != 86400 {
		t.Errorf("first words %+v", m)
	}
}

// TestScheduledToTheSecond waits for a message that is scheduled as clients do it, and for one whose time comes while the
// server is down.
func TestScheduledToTheSecond(t *testing.T) {
	if testing.Short() {
		t.Skip("takes half a minute")
	}
	c := timely(t)
	at, stop := start(t, c)
	ann, bob := open(t, at, annsPhone, annsCode), open(t, at, bobsPhone, bobsCode)
	toBob := ann.add(bobsPhone)
	date := time.Now().Add(12 * time.Second).Unix()
	ann.later(toBob, "to the second", 1, int(date))
	next(bob, "bob", 20*time.Second, says("to the second"))
	if took := time.Since(time.Unix(date, 0)); took < 0 || took > time.Second {
		t.Errorf("came %v after it was due", took)
	}
	date = time.Now().Add(12 * time.Second).Unix()
	ann.later(toBob, "while nobody was there", 2, int(date))
	stop()
	time.Sleep(time.Until(time.Unix(date+1, 0)))
	at, _ = start(t, c)
	bob = open(t, at, bobsPhone, bobsCode)
	toAnn := bob.add(annsPhone)
	for deadline := time.Now().Add(soon); ; time.Sleep(50 * time.Millisecond) {
		if got := bob.texts(toAnn); len(got) == 2 && got[0] == "while nobody was there" {
			break
		} else if time.Now().After(deadline) {
			t.Fatalf("bob has %q", got)
		}
	}
}
