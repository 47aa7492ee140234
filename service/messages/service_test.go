package messages

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"lamplight"
	"lamplight/boxes"
	"lamplight/boxes/pebble"
)

const ann, bob, cid = lamplight.UserID(1001), lamplight.UserID(1002), lamplight.UserID(1003)

var (
	toAnn, toBob = lamplight.UserPeer(ann), lamplight.UserPeer(bob)
	asAnn        = Caller{User: ann, Origin: 11}
	asBob        = Caller{User: bob, Origin: 21}
	errNo        = errors.New("no")
)

// A world is a service over a real log, with fakes around it that remember what they were asked.
type world struct {
	*Service
	log    boxes.Log
	clock  time.Time
	calls  []string
	policy error
	screen error
	hints  []Hint
	random int64
	// unlinked are the names of those who do not want to be linked.
	unlinked map[lamplight.UserID]lamplight.Text
	// usernames are those of people who have one.
	usernames map[lamplight.UserID][]string
	asked     int   // for names
	hidden    error // of times of reading
}

func (w *world) MaySeeReadTime(context.Context, lamplight.UserID, lamplight.UserID) error {
	return w.hidden
}

func (w *world) Persons(_ context.Context, _ lamplight.UserID, ids []lamplight.UserID) ([]lamplight.Person, error) {
	w.asked++
	var out []lamplight.Person
	for _, id := range ids {
		p := lamplight.Person{ID: id}
		if names := w.usernames[id]; len(names) > 0 {
			p.Username, p.Usernames = names[0], names[1:]
		}
		out = append(out, p)
	}
	return out, nil
}

func (w *world) Unlinked(_ context.Context, _ lamplight.UserID, authors []lamplight.UserID) (map[lamplight.UserID]lamplight.Text, error) {
	out := map[lamplight.UserID]lamplight.Text{}
	for _, a := range authors {
		if n, ok := w.unlinked[a]; ok {
			out[a] = n
		}
	}
	return out, nil
}

func (w *world) MaySend(context.Context, lamplight.UserID, lamplight.Peer) error {
	w.calls = append(w.calls, "policy")
	return w.policy
}

func (w *world) ScreenText(context.Context, lamplight.UserID, lamplight.Peer, lamplight.Text) error {
	w.calls = append(w.calls, "screen")
	return w.screen
}

func (w *world) Tell(_ context.Context, h Hint) error {
	w.hints = append(w.hints, h)
	return nil
}

func newWorld(t testing.TB) *world {
	t.Helper()
	log, err := pebble.Open(pebble.Options{Dir: t.TempDir()})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := log.Close(); err != nil {
			t.Error(err)
		}
	})
	w := &world{log: log, clock: time.Unix(1_800_000_000, 0)}
	w.Service = New(Options{
		Boxes: log, Bus: w, Policy: w, Screen: w, Authors: w, Names: w, Readers: w, Now: func() time.Time { return w.clock },
	})
	return w
}

// say sends a text and returns the sender's copy.
func (w *world) say(t testing.TB, c Caller, to lamplight.UserID, text string) lamplight.Message {
	t.Helper()
	w.random++
	w.clock = w.clock.Add(time.Second)
	s, err := w.Send(t.Context(), Draft{Caller: c, To: lamplight.UserPeer(to), Text: lamplight.Text(text), Random: w.random})
	if err != nil {
		t.Fatalf("say %q: %v", text, err)
	}
	return s.Message
}

// texts returns a conversation, oldest first, as one line.
func (w *world) texts(t testing.TB, user, with lamplight.UserID) string {
	t.Helper()
	p, err := w.History(t.Context(), user, HistoryQuery{Peer: lamplight.UserPeer(with), Limit: 100})
	if err != nil {
		t.Fatal(err)
	}
	var parts []string
	for i := len(p.Messages) - 1; i >= 0; i-- {
		parts = append(parts, string(p.Messages[i].Text))
	}
	return strings.Join(parts, " ")
}

func (w *world) dialog(t testing.TB, user, with lamplight.UserID) lamplight.Dialog {
	t.Helper()
	p, err := w.PeerDialogs(t.Context(), user, []lamplight.Peer{lamplight.UserPeer(with)})
	if err != nil || len(p.Dialogs) != 1 {
		t.Fatalf("dialog: %v, %v", p, err)
	}
	return p.Dialogs[0]
}

// last returns the last message of user's conversation with with.
func (w *world) last(t testing.TB, user, with lamplight.UserID) lamplight.Message {
	t.Helper()
	p, err := w.History(t.Context(), user, HistoryQuery{Peer: lamplight.UserPeer(with), Limit: 1})
	if err != nil || len(p.Messages) != 1 {
		t.Fatalf("last message: %v, %v", p, err)
	}
	return p.Messages[0]
}

func (w *world) head(t testing.TB, user lamplight.UserID) boxes.Head {
	t.Helper()
	h, err := w.log.Heads(t.Context(), lamplight.AccountBox(user))
	if err != nil {
		t.Fatal(err)
	}
	return h[0]
}

// told returns the kinds of the events that the bus was told of, by box.
func (w *world) told(user lamplight.UserID) string {
	var parts []string
	for _, h := range w.hints {
		if h.Box != lamplight.AccountBox(user) {
			continue
		}
		for _, e := range h.Events {
			parts = append(parts, fmt.Sprintf("%d@%d", e.Kind, e.PTS))
		}
	}
	return strings.Join(parts, " ")
}

func check(t testing.TB, err, want error) {
	t.Helper()
	if !errors.Is(err, want) || (err == nil) != (want == nil) {
		t.Fatalf("error = %v, want %v", err, want)
	}
}

func TestSend(t *testing.T) {
	tests := []struct {
		name           string
		to             lamplight.Peer
		text           string
		random         int64
		policy, screen error
		want           error
		calls          string
	}{
		{name: "sent", to: toBob, text: "hi", random: 7, calls: "policy screen"},
		{name: "to oneself", to: toAnn, text: "hi", random: 7, calls: "policy screen"},
		{name: "empty", to: toBob, text: " ", random: 7, want: ErrEmpty},
		{name: "too long", to: toBob, text: strings.Repeat("x", 4097), random: 7, want: ErrTooLong},
		{name: "no random id", to: toBob, text: "hi", want: ErrRandomEmpty},
		{name: "nobody", text: "hi", random: 7, want: lamplight.ErrPeerInvalid},
		{name: "a group", to: lamplight.ChatPeer(5), text: "hi", random: 7, want: lamplight.ErrPeerInvalid},
		{name: "the service account", to: lamplight.UserPeer(lamplight.ServiceUser), text: "hi", random: 7, want: ErrWriteForbidden},
		{name: "not allowed", to: toBob, text: "hi", random: 7, policy: errNo, want: errNo, calls: "policy"},
		{name: "harmful", to: toBob, text: "hi", random: 7, screen: errNo, want: errNo, calls: "policy screen"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			w := newWorld(t)
			w.policy, w.screen = tt.policy, tt.screen
			s, err := w.Send(t.Context(), Draft{Caller: asAnn, To: tt.to, Text: lamplight.Text(tt.text), Random: tt.random})
			check(t, err, tt.want)
			if got := strings.Join(w.calls, " "); got != tt.calls {
				t.Errorf("asked %q, want %q", got, tt.calls)
			}
			if err != nil {
				if h := w.head(t, ann); h.PTS != 0 || len(w.hints) != 0 {
					t.Errorf("something happened all the same: %+v, %v", h, w.hints)
				}
				return
			}
			if s.Message.ID != 1 || s.PTS != 1 || s.Count != 1 || !s.AsWritten || len(s.Events) != 1 {
				t.Errorf("sent = %+v", s)
			}
		})
	}
}

func TestSentMessageIsInBothBoxes(t *testing.T) {
	w := newWorld(t)
	w.say(t, asBob, cid, "so that numbers differ")
	m := w.say(t, asAnn, bob, "hi @bob")
	theirs := w.last(t, bob, ann)
	switch {
	case m.Box != lamplight.AccountBox(ann) || m.Peer != toBob || m.From != toAnn || !m.Out || m.Random == 0:
		t.Errorf("the sender's copy: %+v", m)
	case theirs.Peer != toAnn || theirs.From != toAnn || theirs.Out || theirs.Random != 0 || theirs.ID != 2:
		t.Errorf("the receiver's copy: %+v", theirs)
	case m.Content != theirs.Content || m.Content == 0:
		t.Errorf("contents %d and %d", m.Content, theirs.Content)
	case m.ID == theirs.ID:
		t.Error("the test does not tell the boxes apart")
	}
	if len(m.Entities) != 1 || m.Entities[0].Kind != lamplight.EntityMention || len(theirs.Entities) != 1 {
		t.Errorf("entities: %v, %v", m.Entities, theirs.Entities)
	}
	if d := w.dialog(t, bob, ann); d.Unread != 1 || d.Top != theirs.ID {
		t.Errorf("the receiver's dialog: %+v", d)
	}
	if d := w.dialog(t, ann, bob); d.Unread != 0 || d.Top != m.ID {
		t.Errorf("the sender's dialog: %+v", d)
	}
	if got := w.told(bob); got != "1@1 1@2" {
		t.Errorf("told of bob's box: %s", got)
	}
	for _, h := range w.hints {
		for _, e := range h.Events {
			if e.Origin == 0 {
				t.Errorf("an event without its origin: %+v", e)
			}
		}
	}
}

func TestSavedMessageHasOneCopy(t *testing.T) {
	w := newWorld(t)
	m := w.say(t, asAnn, ann, "note")
	if m.Out || m.Peer != toAnn || m.From != toAnn {
		t.Errorf("copy: %+v", m)
	}
	if got := w.texts(t, ann, ann); got != "note" {
		t.Errorf("history: %s", got)
	}
	if d := w.dialog(t, ann, ann); d.Unread != 0 || d.ReadInbox != m.ID {
		t.Errorf("dialog: %+v", d)
	}
}

func TestRepeatedRandomSendsOnce(t *testing.T) {
	w := newWorld(t)
	d := Draft{Caller: asAnn, To: toBob, Text: "hi", Random: 5}
	first, err := w.Send(t.Context(), d)
	check(t, err, nil)
	hints := len(w.hints)
	d.Text = "hi again"
	second, err := w.Send(t.Context(), d)
	check(t, err, nil)
	if second.Message.ID != first.Message.ID || second.Message.Text != "hi" || second.PTS != first.PTS || second.AsWritten {
		t.Errorf("first %+v, second %+v", first, second)
	}
	if got := w.texts(t, bob, ann); got != "hi" {
		t.Errorf("the receiver has %q", got)
	}
	if len(w.hints) != hints {
		t.Error("the repeat was told")
	}
	d.Caller = asBob
	d.To = toAnn
	if _, err := w.Send(t.Context(), d); err != nil {
		t.Errorf("another sender with the same number: %v", err)
	}
	if got := w.texts(t, bob, ann); got != "hi hi again" {
		t.Errorf("then %q", got)
	}
	// The number is no promise of a message that is not there.
	d.Caller = asAnn
	d.To = lamplight.UserPeer(ann)
	_, err = w.Send(t.Context(), d)
	check(t, err, ErrRandomRepeated)
	_, err = w.Delete(t.Context(), asAnn, []lamplight.MessageID{first.Message.ID}, true)
	check(t, err, nil)
	d.To = toBob
	_, err = w.Send(t.Context(), d)
	check(t, err, ErrRandomRepeated)
	if got := w.texts(t, bob, ann); got != "hi again" {
		t.Errorf("in the end %q", got)
	}
}

// Whose answer was lost sends again, and learns that the message was sent, whatever changed in between.
func TestRepeatOfWhatMayNotBeSentAnyMore(t *testing.T) {
	w := newWorld(t)
	asked := w.say(t, asBob, ann, "how are you?")
	d := Draft{Caller: asAnn, To: toBob, Text: "fine", Random: 50, Reply: &lamplight.Reply{ID: w.last(t, ann, bob).ID}}
	first, err := w.Send(t.Context(), d)
	check(t, err, nil)
	_, err = w.Delete(t.Context(), asBob, []lamplight.MessageID{asked.ID}, true)
	check(t, err, nil)
	hints := len(w.hints)
	refusal := &lamplight.Error{Kind: lamplight.Invalid, Code: "USER_IS_BLOCKED"}
	for _, change := range []struct{ policy, screen error }{{}, {policy: refusal}, {screen: refusal}} {
		w.policy, w.screen = change.policy, change.screen
		again, err := w.Send(t.Context(), d)
		check(t, err, nil)
		if again.Message.ID != first.Message.ID || again.PTS != first.PTS || again.AsWritten {
			t.Errorf("first %+v, again %+v", first, again)
		}
	}

	// What was never sent is refused, and may be sent with the same number later.
	w.policy, w.screen = refusal, nil
	d = Draft{Caller: asAnn, To: toBob, Text: "are you there?", Random: 51}
	for range 2 {
		_, err = w.Send(t.Context(), d)
		check(t, err, refusal)
	}
	if len(w.hints) != hints {
		t.Error("somebody was told")
	}
	w.policy = nil
	_, err = w.Send(t.Context(), d)
	check(t, err, nil)
	if got := w.texts(t, bob, ann); got != "fine are you there?" {
		t.Errorf("the receiver has %q", got)
	}
}

func TestReply(t *testing.T) {
	w := newWorld(t)
	w.say(t, asBob, cid, "elsewhere")
	asked := w.say(t, asAnn, bob, "how are you today? 😀 you?")
	theirs := w.last(t, bob, ann)
	tests := []struct {
		name  string
		reply lamplight.Reply
		want  error
		at    int // where the quote is
	}{
		{"to a message", lamplight.Reply{ID: theirs.ID}, nil, 0},
		{"with a quote", lamplight.Reply{ID: theirs.ID, Quote: "are you", QuoteOffset: 4}, nil, 4},
		{"with a quote that is elsewhere", lamplight.Reply{ID: theirs.ID, Quote: "are you", QuoteOffset: -7}, nil, 4},
		{"with the first of two", lamplight.Reply{ID: theirs.ID, Quote: "you", QuoteOffset: 9}, nil, 8},
		{"with the second of two", lamplight.Reply{ID: theirs.ID, Quote: "you", QuoteOffset: 22}, nil, 22},
		{"with a quote beyond the end", lamplight.Reply{ID: theirs.ID, Quote: "you", QuoteOffset: 1 << 30}, nil, 22},
		{"to nothing", lamplight.Reply{ID: 99}, ErrReplyInvalid, 0},
		{"to another conversation", lamplight.Reply{ID: 1}, ErrReplyInvalid, 0},
		{"with words nobody said", lamplight.Reply{ID: theirs.ID, Quote: "you are"}, ErrQuoteInvalid, 0},
		{"with no text", lamplight.Reply{ID: theirs.ID, Quote: "\xff"}, ErrQuoteInvalid, 0},
	}
	for i, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			s, err := w.Send(t.Context(), Draft{Caller: asBob, To: toAnn, Text: "fine", Random: int64(100 + i), Reply: &tt.reply})
			check(t, err, tt.want)
			if err != nil {
				return
			}
			if r := s.Message.Reply; r == nil || r.ID != theirs.ID || r.Quote != tt.reply.Quote {
				t.Errorf("own copy answers %+v", r)
			}
			if r := w.last(t, ann, bob).Reply; r == nil || r.ID != asked.ID || r.Quote != tt.reply.Quote || r.QuoteOffset != tt.at {
				t.Errorf("the other copy answers %+v, want %d", r, asked.ID)
			}
		})
	}
}

func TestEdit(t *testing.T) {
	w := newWorld(t)
	w.say(t, asBob, cid, "so that numbers differ")
	theirs := w.say(t, asBob, ann, "from bob")
	inAnn := w.last(t, ann, bob)
	m := w.say(t, asAnn, bob, "hi")
	note := w.say(t, asAnn, ann, "note")
	sent := w.clock
	tests := []struct {
		name   string
		after  time.Duration
		change Change
		policy error
		want   error
	}{
		{"changed", time.Minute, Change{Peer: toBob, ID: m.ID, Text: "hello @ann"}, nil, nil},
		{"same", time.Minute, Change{Peer: toBob, ID: m.ID, Text: " hello @ann"}, nil, ErrNotModified},
		{"emptied", time.Minute, Change{Peer: toBob, ID: m.ID, Text: ""}, nil, ErrEmpty},
		{"somebody else's", time.Minute, Change{Peer: toBob, ID: inAnn.ID, Text: "forged"}, nil, ErrAuthorRequired},
		{"another conversation", time.Minute, Change{Peer: lamplight.UserPeer(cid), ID: m.ID, Text: "x"}, nil, lamplight.ErrMessageInvalid},
		{"nothing", time.Minute, Change{Peer: toBob, ID: 99, Text: "x"}, nil, lamplight.ErrMessageInvalid},
		{"blocked since", time.Minute, Change{Peer: toBob, ID: m.ID, Text: "x"}, errNo, errNo},
		{"last moment", 47 * time.Hour, Change{Peer: toBob, ID: m.ID, Text: "late"}, nil, nil},
		{"too late", 49 * time.Hour, Change{Peer: toBob, ID: m.ID, Text: "x"}, nil, ErrEditTime},
		{"a note, years after", 9999 * time.Hour, Change{Peer: toAnn, ID: note.ID, Text: "noted"}, nil, nil},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			w.clock, w.policy = sent.Add(tt.after), tt.policy
			tt.change.Caller = asAnn
			r, err := w.Edit(t.Context(), tt.change)
			check(t, err, tt.want)
			if err == nil && (len(r.Events) != 1 || r.Events[0].Kind != lamplight.EventEditMessage || r.Count != 1) {
				t.Errorf("result %+v", r)
			}
		})
	}
	if got := w.texts(t, ann, bob); got != "from bob late" {
		t.Errorf("ann has %q", got)
	}
	got := w.last(t, bob, ann)
	if got.Text != "late" || got.Edited.IsZero() || got.ID == m.ID || !got.Sent.Equal(m.Sent) {
		t.Errorf("bob has %+v", got)
	}
	if theirs.Content == got.Content {
		t.Error("two messages with one content")
	}
}

func TestDelete(t *testing.T) {
	w := newWorld(t)
	w.say(t, asBob, cid, "so that numbers differ")
	a := w.say(t, asAnn, bob, "a")
	w.say(t, asBob, ann, "b")
	c := w.say(t, asAnn, bob, "c")
	b := w.last(t, ann, bob).ID - 1

	r, err := w.Delete(t.Context(), asAnn, []lamplight.MessageID{a.ID, 99}, false)
	check(t, err, nil)
	if r.Count != 1 || r.PTS != w.head(t, ann).PTS || w.texts(t, ann, bob) != "b c" || w.texts(t, bob, ann) != "a b c" {
		t.Errorf("only here: %+v; %q, %q", r, w.texts(t, ann, bob), w.texts(t, bob, ann))
	}
	r, err = w.Delete(t.Context(), asAnn, []lamplight.MessageID{b, c.ID}, true)
	check(t, err, nil)
	if r.Count != 2 || w.texts(t, ann, bob) != "" || w.texts(t, bob, ann) != "a" {
		t.Errorf("everywhere: %+v; %q, %q", r, w.texts(t, ann, bob), w.texts(t, bob, ann))
	}
	r, err = w.Delete(t.Context(), asAnn, []lamplight.MessageID{c.ID}, true)
	check(t, err, nil)
	if r.Count != 0 || r.PTS != w.head(t, ann).PTS {
		t.Errorf("again: %+v", r)
	}
	_, err = w.Delete(t.Context(), asAnn, make([]lamplight.MessageID, 101), true)
	check(t, err, lamplight.ErrLimitInvalid)
}

func TestDeleteHistory(t *testing.T) {
	fill := func(t *testing.T) (*world, lamplight.Message) {
		w := newWorld(t)
		w.limits.Clear = 2
		w.say(t, asBob, cid, "so that numbers differ")
		w.say(t, asAnn, bob, "a")
		w.say(t, asBob, ann, "b")
		m := w.say(t, asAnn, bob, "c")
		w.say(t, asBob, ann, "d")
		return w, m
	}
	tests := []struct {
		name               string
		change             func(*Clearing, lamplight.Message)
		inAnn, inBob       string
		hiddenAnn, hideBob bool
	}{
		{"mine", func(*Clearing, lamplight.Message) {}, "", "a b c d", true, false},
		{"mine, kept in the list", func(c *Clearing, _ lamplight.Message) { c.Keep = true }, "", "a b c d", false, false},
		{"both", func(c *Clearing, _ lamplight.Message) { c.Revoke = true }, "", "", true, true},
		{"mine up to a message", func(c *Clearing, m lamplight.Message) { c.MaxID = m.ID }, "d", "a b c d", false, false},
		{"both up to a message", func(c *Clearing, m lamplight.Message) { c.MaxID, c.Revoke = m.ID, true }, "d", "d", false, false},
		{"both up to the last", func(c *Clearing, m lamplight.Message) { c.MaxID, c.Revoke = m.ID+1, true }, "", "", true, true},
		{"both in a time", func(c *Clearing, m lamplight.Message) {
			c.Revoke, c.Since, c.Until = true, m.Sent, m.Sent
		}, "a b d", "a b d", false, false},
		{"both in a time, up to a message", func(c *Clearing, m lamplight.Message) {
			c.Revoke, c.MaxID, c.Since, c.Until = true, m.ID+1, m.Sent.Add(-time.Second), m.Sent
		}, "a d", "a d", false, false},
		{"both of a time before, up to a message", func(c *Clearing, m lamplight.Message) {
			c.Revoke, c.MaxID, c.Until = true, m.ID, m.Sent.Add(-time.Hour)
		}, "a b c d", "a b c d", false, false},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			w, m := fill(t)
			cl := Clearing{Caller: asAnn, Peer: toBob}
			tt.change(&cl, m)
			steps, moved := 0, 0
			before := w.head(t, ann).PTS
			for {
				r, err := w.DeleteHistory(t.Context(), cl)
				check(t, err, nil)
				moved += r.Count
				if steps++; steps > 5 {
					t.Fatal("it does not end")
				}
				if r.Remaining == 0 {
					if int(r.PTS-before) != moved || r.PTS != w.head(t, ann).PTS {
						t.Errorf("moved on %d from %d, head %d", moved, before, w.head(t, ann).PTS)
					}
					break
				}
			}
			if a, b := w.texts(t, ann, bob), w.texts(t, bob, ann); a != tt.inAnn || b != tt.inBob {
				t.Errorf("ann has %q, bob has %q; want %q, %q", a, b, tt.inAnn, tt.inBob)
			}
			if a, b := w.listed(t, ann, bob), w.listed(t, bob, ann); a == tt.hiddenAnn || b == tt.hideBob {
				t.Errorf("listed: ann %v, bob %v", a, b)
			}
		})
	}
	w, _ := fill(t)
	_, err := w.DeleteHistory(t.Context(), Clearing{Caller: asAnn, Peer: toBob, MaxID: -1, Revoke: true})
	check(t, err, lamplight.ErrMessageInvalid)
	if got := w.texts(t, bob, ann); got != "a b c d" {
		t.Errorf("up to a message that cannot be: bob has %q", got)
	}
}

// listed reports whether a conversation is in the list.
func (w *world) listed(t testing.TB, user, with lamplight.UserID) bool {
	t.Helper()
	p, err := w.Dialogs(t.Context(), user, DialogQuery{Limit: 100})
	if err != nil {
		t.Fatal(err)
	}
	for _, d := range p.Dialogs {
		if d.Peer == lamplight.UserPeer(with) {
			return true
		}
	}
	return false
}

func TestReadHistoryTellsTheOtherSide(t *testing.T) {
	w := newWorld(t)
	w.say(t, asBob, cid, "so that numbers differ")
	w.say(t, asAnn, bob, "a")
	m := w.say(t, asAnn, bob, "b")
	w.say(t, asAnn, bob, "c")
	inBob := w.last(t, bob, ann)
	w.hints = nil

	r, err := w.ReadHistory(t.Context(), asBob, toAnn, inBob.ID-1)
	check(t, err, nil)
	if r.Count != 1 || r.PTS != w.head(t, bob).PTS {
		t.Errorf("result %+v", r)
	}
	if d := w.dialog(t, bob, ann); d.Unread != 1 || d.ReadInbox != inBob.ID-1 {
		t.Errorf("bob: %+v", d)
	}
	if d := w.dialog(t, ann, bob); d.ReadOutbox != m.ID {
		t.Errorf("ann: %+v, want read up to %d", d, m.ID)
	}
	if got := w.told(ann); got != "5@4" {
		t.Errorf("ann is told %q", got)
	}

	r, err = w.ReadHistory(t.Context(), asBob, toAnn, 0)
	check(t, err, nil)
	if d := w.dialog(t, bob, ann); d.Unread != 0 || r.Count != 1 {
		t.Errorf("all of it: %+v, %+v", d, r)
	}
	w.hints = nil
	r, err = w.ReadHistory(t.Context(), asBob, toAnn, 0)
	check(t, err, nil)
	if r.Count != 0 || r.PTS != w.head(t, bob).PTS || len(w.hints) != 0 {
		t.Errorf("again: %+v, %v", r, w.hints)
	}
	_, err = w.ReadHistory(t.Context(), asBob, toAnn, -1)
	check(t, err, lamplight.ErrMessageInvalid)
}

func TestNoticeIsWrittenOnce(t *testing.T) {
	w := newWorld(t)
	w.policy, w.screen = errNo, errNo // neither is asked
	for range 2 {
		check(t, w.Notice(t.Context(), ann, "code 17", "Login code: 12345", nil), nil)
	}
	check(t, w.Notice(t.Context(), bob, "code 17", "Login code: 54321", nil), nil)
	if got := w.texts(t, ann, lamplight.ServiceUser); got != "Login code: 12345" {
		t.Errorf("ann has %q", got)
	}
	if got := w.texts(t, bob, lamplight.ServiceUser); got != "Login code: 54321" {
		t.Errorf("bob has %q", got)
	}
	if d := w.dialog(t, ann, lamplight.ServiceUser); d.Unread != 1 {
		t.Errorf("dialog %+v", d)
	}
	r, err := w.ReadHistory(t.Context(), asAnn, lamplight.UserPeer(lamplight.ServiceUser), 0)
	check(t, err, nil)
	if r.Count != 1 || w.head(t, lamplight.ServiceUser).PTS != 0 {
		t.Errorf("reading it wrote to nobody's box: %+v", r)
	}
}

func TestPins(t *testing.T) {
	w := newWorld(t)
	var peers []lamplight.Peer
	for i := range 7 {
		u := lamplight.UserID(2000 + i)
		w.say(t, asAnn, u, "hi")
		peers = append(peers, lamplight.UserPeer(u))
	}
	order := func() string {
		p, err := w.PinnedDialogs(t.Context(), ann, FolderList)
		if err != nil {
			t.Fatal(err)
		}
		var parts []string
		for _, d := range p.Dialogs {
			parts = append(parts, fmt.Sprint(d.Peer.ID-2000))
		}
		return strings.Join(parts, " ")
	}
	pin := func(i int, on bool, want error) {
		t.Helper()
		_, err := w.Pin(t.Context(), asAnn, peers[i], on)
		check(t, err, want)
	}
	for i := range 5 {
		pin(i, true, nil)
	}
	pin(5, true, ErrPinnedTooMuch)
	pin(2, true, nil) // once more changes nothing
	if got := order(); got != "4 3 2 1 0" {
		t.Errorf("pinned: %s", got)
	}
	pin(3, false, nil)
	pin(5, true, nil)
	if got := order(); got != "5 4 2 1 0" {
		t.Errorf("pinned: %s", got)
	}
	_, err := w.Pin(t.Context(), asAnn, lamplight.UserPeer(4000), true)
	check(t, err, lamplight.ErrPeerInvalid)
	_, err = w.ReorderPinned(t.Context(), asAnn, FolderList, []lamplight.Peer{peers[1], peers[6], peers[1]}, false)
	check(t, err, nil)
	if got := order(); got != "1 5 4 2 0" {
		t.Errorf("reordered: %s", got)
	}
	_, err = w.ReorderPinned(t.Context(), asAnn, FolderList, []lamplight.Peer{peers[6], peers[4]}, true)
	check(t, err, nil)
	if got := order(); got != "6 4" {
		t.Errorf("replaced: %s", got)
	}
	_, err = w.ReorderPinned(t.Context(), asAnn, FolderList, peers, true)
	check(t, err, ErrPinnedTooMuch)
	_, err = w.ReorderPinned(t.Context(), asAnn, 2, nil, true)
	check(t, err, ErrFolderInvalid)

	_, err = w.MoveToFolder(t.Context(), asAnn, []Move{{peers[4], FolderArchive}})
	check(t, err, nil)
	if d := w.dialog(t, ann, 2004); d.Folder != FolderArchive || d.Pinned != 0 || order() != "6" {
		t.Errorf("archived: %+v, %s", d, order())
	}
}

func TestOneselfCanBePinnedBeforeTheFirstNote(t *testing.T) {
	w := newWorld(t)
	_, err := w.Pin(t.Context(), asAnn, toAnn, true)
	check(t, err, nil)
	if !w.listed(t, ann, ann) {
		t.Error("it is not in the list")
	}
}

func TestMarks(t *testing.T) {
	w := newWorld(t)
	w.say(t, asAnn, bob, "hi")
	w.say(t, asAnn, cid, "hi")
	_, err := w.MarkUnread(t.Context(), asAnn, toBob, true)
	check(t, err, nil)
	got, err := w.UnreadMarks(t.Context(), ann)
	check(t, err, nil)
	if len(got) != 1 || got[0] != toBob {
		t.Errorf("marked: %v", got)
	}
	_, err = w.ReadHistory(t.Context(), asAnn, toBob, 0)
	check(t, err, nil)
	if got, _ := w.UnreadMarks(t.Context(), ann); len(got) != 0 {
		t.Errorf("marked after reading: %v", got)
	}
}

func TestDrafts(t *testing.T) {
	w := newWorld(t)
	w.say(t, asAnn, bob, "hi")
	save := func(peer lamplight.Peer, d lamplight.Draft, want error) {
		t.Helper()
		_, err := w.SaveDraft(t.Context(), asAnn, peer, d)
		check(t, err, want)
	}
	last := w.last(t, ann, bob).ID
	save(toBob, lamplight.Draft{Text: "a", ReplyTo: last, Quote: "ho"}, ErrQuoteInvalid)
	save(toBob, lamplight.Draft{Text: "a", ReplyTo: last, Quote: "i", Invert: true, QuoteEntities: []lamplight.Entity{ent(bold, 0, 1)}}, nil)
	if d := w.dialog(t, ann, bob).Draft; d == nil || d.Quote != "i" || d.QuoteOffset != 1 || len(d.QuoteEntities) != 1 || !d.Invert {
		t.Errorf("draft with a quote: %+v", d)
	}
	save(toBob, lamplight.Draft{Text: "to be"}, nil)
	save(lamplight.UserPeer(cid), lamplight.Draft{Text: "never met"}, nil)
	save(toBob, lamplight.Draft{Text: lamplight.Text(strings.Repeat("x", 4097))}, ErrTooLong)
	save(toBob, lamplight.Draft{Text: "a", ReplyTo: 9}, ErrReplyInvalid)
	save(toBob, lamplight.Draft{Text: "\xff"}, ErrEmpty)
	drafts, err := w.Drafts(t.Context(), ann)
	check(t, err, nil)
	if len(drafts) != 2 || drafts[0].Draft.Text != "to be" || drafts[0].Draft.Date.IsZero() {
		t.Errorf("drafts: %v", drafts)
	}
	if _, err := w.Send(t.Context(), Draft{Caller: asAnn, To: toBob, Text: "to be", Random: 90, ClearDraft: true}); err != nil {
		t.Fatal(err)
	}
	if d := w.dialog(t, ann, bob); d.Draft != nil {
		t.Errorf("kept after sending: %+v", d.Draft)
	}
	_, err = w.ClearDrafts(t.Context(), asAnn)
	check(t, err, nil)
	if drafts, _ := w.Drafts(t.Context(), ann); len(drafts) != 0 {
		t.Errorf("left: %v", drafts)
	}
	if w.listed(t, ann, cid) {
		t.Error("a conversation of nothing is listed")
	}
}

// TestManyDraftsAreCleared has more drafts than one group of operations may hold.
func TestManyDraftsAreCleared(t *testing.T) {
	w := newWorld(t)
	const half = 1001
	for from := range 2 {
		ops := make([]boxes.Op, half)
		for i := range ops {
			ops[i] = setDraft(asAnn, lamplight.UserPeer(lamplight.UserID(5000+from*half+i)), &lamplight.Draft{Text: "x", Date: w.clock})
		}
		if _, err := w.log.Apply(t.Context(), boxes.Group{Now: w.clock, Ops: ops}); err != nil {
			t.Fatal(err)
		}
	}
	r, err := w.ClearDrafts(t.Context(), asAnn)
	check(t, err, nil)
	left, err := w.Drafts(t.Context(), ann)
	check(t, err, nil)
	if len(r.Events) != 2*half || len(left) != 0 {
		t.Errorf("%d events, %d drafts left", len(r.Events), len(left))
	}
}

func TestTyping(t *testing.T) {
	forbidden := &lamplight.Error{Kind: lamplight.Forbidden, Code: "USER_IS_BLOCKED"}
	tests := []struct {
		name   string
		peer   lamplight.Peer
		policy error
		want   error
		told   int
	}{
		{"told", toBob, nil, nil, 1},
		{"to oneself", toAnn, nil, nil, 0},
		{"blocked", toBob, forbidden, nil, 0},
		{"fault", toBob, errNo, errNo, 0},
		{"never met", lamplight.UserPeer(cid), nil, nil, 0},
		{"a group", lamplight.ChatPeer(4), nil, lamplight.ErrPeerInvalid, 0},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			w := newWorld(t)
			w.say(t, asAnn, bob, "hi")
			w.hints, w.policy = nil, tt.policy
			check(t, w.SetTyping(t.Context(), asAnn, tt.peer, "sendMessageTypingAction", 0), tt.want)
			if len(w.hints) != tt.told {
				t.Fatalf("told %v", w.hints)
			}
			if tt.told > 0 {
				if e := w.hints[0].Events[0]; w.hints[0].Box != lamplight.AccountBox(bob) || e.From != ann || e.Kind != lamplight.EventTyping {
					t.Errorf("hint %+v", w.hints[0])
				}
			}
		})
	}
}

func TestEachDialogGoesThroughThemAll(t *testing.T) {
	w := newWorld(t)
	const n = scanPage + 30
	var ops []boxes.Op
	for i := range n {
		p := lamplight.UserPeer(lamplight.UserID(5000 + i))
		ops = append(ops, boxes.Append{Box: lamplight.AccountBox(ann), Message: lamplight.Message{
			Peer: p, From: toAnn, Out: true, Content: newContent(), Text: "x",
		}})
	}
	if _, err := w.log.Apply(t.Context(), boxes.Group{Now: w.clock, Ops: ops}); err != nil {
		t.Fatal(err)
	}
	_, err := w.Pin(t.Context(), asAnn, lamplight.UserPeer(5003), true)
	check(t, err, nil)
	_, err = w.MoveToFolder(t.Context(), asAnn, []Move{{lamplight.UserPeer(5004), FolderArchive}})
	check(t, err, nil)
	seen := map[lamplight.Peer]int{}
	check(t, w.eachDialog(t.Context(), ann, func(d lamplight.Dialog) { seen[d.Peer]++ }), nil)
	for p, times := range seen {
		if times != 1 {
			t.Errorf("%v seen %d times", p, times)
		}
	}
	if len(seen) != n {
		t.Errorf("saw %d of %d", len(seen), n)
	}
}

func TestLargeHintsCarryNoEvents(t *testing.T) {
	w := newWorld(t)
	w.limits.Hint = 3
	w.say(t, asAnn, bob, "four")
	for _, h := range w.hints {
		if len(h.Events) != 0 || h.PTS != 1 {
			t.Errorf("hint %+v", h)
		}
	}
	if len(w.hints) != 2 {
		t.Errorf("%d hints", len(w.hints))
	}
}

func BenchmarkSend(b *testing.B) {
	w := newWorld(b)
	b.ReportAllocs()
	var n int64
	for b.Loop() {
		n++
		w.calls, w.hints = w.calls[:0], w.hints[:0]
		_, err := w.Send(b.Context(), Draft{Caller: asAnn, To: toBob, Text: "see you at seven, I have the tickets", Random: n})
		if err != nil {
			b.Fatal(err)
		}
	}
}

// BenchmarkSendAtOnce has many people write at the same time, as a server is used: commits are shared.
func BenchmarkSendAtOnce(b *testing.B) {
	log, err := pebble.Open(pebble.Options{Dir: b.TempDir()})
	if err != nil {
		b.Fatal(err)
	}
	defer log.Close()
	s := New(Options{Boxes: log, Bus: quiet{}, Policy: quiet{}, Screen: quiet{}, Now: time.Now})
	b.ReportAllocs()
	b.SetParallelism(32)
	var people atomic.Int64
	b.RunParallel(func(pb *testing.PB) {
		me := lamplight.UserID(people.Add(2))
		for n := int64(1); pb.Next(); n++ {
			_, err := s.Send(context.Background(), Draft{
				Caller: Caller{User: me}, To: lamplight.UserPeer(me + 1), Text: "see you at seven, I have the tickets", Random: n,
			})
			if err != nil {
				b.Error(err)
				return
			}
		}
	})
}

// quiet allows everything and tells nobody.
type quiet struct{}

func (quiet) MaySend(context.Context, lamplight.UserID, lamplight.Peer) error { return nil }

func (quiet) ScreenText(context.Context, lamplight.UserID, lamplight.Peer, lamplight.Text) error {
	return nil
}

func (quiet) Tell(context.Context, Hint) error { return nil }
