package messages

import (
	"errors"
	"slices"
	"testing"
	"time"

	"lamplight"
	"lamplight/boxes"
)

const day = 24 * 60 * 60 // seconds

// timer sets a timer between ann and bob.
func (w *timed) timer(t testing.TB, seconds int) Result {
	t.Helper()
	r, err := w.SetTimer(t.Context(), asAnn, toBob, seconds)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

func TestTimerIsSetOnBothSides(t *testing.T) {
	w := newTimed(t)
	w.say(t, asAnn, bob, "before")
	r := w.timer(t, 7*day)
	if len(r.Events) != 2 || r.Events[0].Kind != lamplight.EventTTL || r.Events[0].Number != 7*day || r.Events[0].Peer != toBob ||
		r.Events[1].Message.Action.Kind != lamplight.ActionSetTTL || r.Events[1].Message.Action.Number != 7*day || r.Count != 1 {
		t.Errorf("events %+v", r.Events)
	}
	wants(t, "of bob", w.lines(t, bob, toAnn), "before", "timer 604800")
	for user, with := range map[lamplight.UserID]lamplight.UserID{ann: bob, bob: ann} {
		if d := w.dialog(t, user, with); d.TTL != 7*day {
			t.Errorf("dialog of %d: %+v", user, d)
		}
		if a, err := w.About(t.Context(), user, lamplight.UserPeer(with)); err != nil || a.TTL != 7*day {
			t.Errorf("about, for %d: %+v, %v", user, a, err)
		}
	}
	if m := w.last(t, bob, ann); m.TTL != 0 || m.Action.User != 0 {
		t.Errorf("the service message is %+v", m)
	}
	if notes := w.notes(t, bob); len(notes) != 1 || notes[0].Kind != lamplight.EventTTL || notes[0].Peer != toAnn {
		t.Errorf("told %+v", notes)
	}

	for _, tt := range []struct {
		peer    lamplight.Peer
		seconds int
		err     error
	}{
		{toBob, 7 * day, ErrNotChanged},
		{toBob, day - 1, ErrTTLInvalid},
		{toBob, -day, ErrTTLInvalid},
		{toBob, 367 * day, ErrTTLInvalid},
		{toBob, 31 * day, nil},
		{toBob, 366 * day, nil},
		{toBob, 0, nil},
		{toBob, 0, ErrNotChanged},
		{toBob, day, nil},
		{toAnn, day, lamplight.ErrPeerInvalid},
		{lamplight.UserPeer(lamplight.ServiceUser), day, lamplight.ErrPeerInvalid},
		{lamplight.ChatPeer(5), day, lamplight.ErrPeerInvalid},
	} {
		if _, err := w.SetTimer(t.Context(), asAnn, tt.peer, tt.seconds); !errors.Is(err, tt.err) {
			t.Errorf("%d seconds with %v: %v, want %v", tt.seconds, tt.peer, err, tt.err)
		}
	}
	w.world.policy = errNo
	if _, err := w.SetTimer(t.Context(), asAnn, toBob, 2*day); !errors.Is(err, errNo) {
		t.Errorf("against the policy: %v", err)
	}
}

func TestMessagesGoByThemselves(t *testing.T) {
	w := newTimed(t)
	w.say(t, asAnn, bob, "stays")
	w.timer(t, day)
	m := w.say(t, asBob, ann, "a day")
	if m.TTL != day {
		t.Errorf("told %+v", m)
	}
	gone := w.clock.Add(day * time.Second)
	if _, err := w.Edit(t.Context(), Change{Caller: asBob, Peer: toAnn, ID: m.ID, Text: "a day, said otherwise"}); err != nil {
		t.Fatal(err)
	}
	w.timer(t, 2*day)
	w.say(t, asAnn, bob, "two days")
	later := w.clock.Add(2 * day * time.Second)
	if _, err := w.Forward(t.Context(), Forwarding{
		Caller: asAnn, From: toBob, To: toAnn, IDs: []lamplight.MessageID{w.last(t, ann, bob).ID}, Randoms: []int64{90},
	}); err != nil {
		t.Fatal(err)
	}
	if c := w.last(t, ann, ann); c.TTL != 0 || c.Text != "two days" {
		t.Errorf("a copy for oneself %+v", c)
	}
	if _, err := w.Forward(t.Context(), Forwarding{
		Caller: asAnn, From: toAnn, To: toBob, IDs: []lamplight.MessageID{w.last(t, ann, ann).ID}, Randoms: []int64{91},
	}); err != nil {
		t.Fatal(err)
	}
	if c := w.last(t, bob, ann); c.TTL != 2*day {
		t.Errorf("a copy of what stays, in a conversation with a timer: %+v", c)
	}

	w.clock = gone.Add(-time.Second)
	w.run(t)
	all := []string{"stays", "timer 86400", "a day, said otherwise", "timer 172800", "two days", "two days"}
	wants(t, "a second before", w.lines(t, ann, toBob), all...)
	if wait, err := w.expireDue(t.Context()); err != nil || wait != time.Second {
		t.Errorf("waits for %v, %v", wait, err)
	}
	w.clock, w.hints = gone, nil
	rest := slices.Delete(slices.Clone(all), 2, 3)
	wants(t, "at its second, before anybody removed it", w.lines(t, ann, toBob), rest...)
	wants(t, "for the other side too", w.lines(t, bob, toAnn), rest...)
	unread := w.dialog(t, ann, bob).Unread
	w.run(t)
	wants(t, "once it was removed", w.lines(t, ann, toBob), rest...)
	if d := w.dialog(t, ann, bob); d.Unread != unread-1 {
		t.Errorf("unread %d, before %d", d.Unread, unread)
	}
	if len(w.hints) != 2 {
		t.Fatalf("hints %+v", w.hints)
	}
	for _, h := range w.hints {
		if len(h.Events) != 1 || h.Events[0].Kind != lamplight.EventDeleteMessages || len(h.Events[0].IDs) != 1 || h.PTS == 0 {
			t.Errorf("hint %+v", h)
		}
	}

	// After a long stop.
	w.clock = later.Add(300 * day * time.Second)
	w.run(t)
	wants(t, "in the end", w.lines(t, bob, toAnn), "stays", "timer 86400", "timer 172800")
	wants(t, "in the end, for the other side", w.lines(t, ann, toBob), "stays", "timer 86400", "timer 172800")
	wants(t, "what was kept", w.lines(t, ann, toAnn), "two days")
	if due, err := w.log.Expired(t.Context(), boxes.Expiry{}, time.Time{}, 9); err != nil || len(due) != 0 {
		t.Errorf("left to go: %+v, %v", due, err)
	}
}

func TestManyGoAtOnce(t *testing.T) {
	w := newTimed(t)
	w.timer(t, day)
	for range expireBatch { // twice as many copies
		w.say(t, asAnn, bob, "x")
	}
	w.clock = w.clock.Add(day * time.Second)
	w.run(t)
	if d := w.dialog(t, bob, ann); d.Unread != 1 {
		t.Errorf("unread %d, want the service message alone", d.Unread)
	}
	if due, err := w.log.Expired(t.Context(), boxes.Expiry{}, time.Time{}, 9); err != nil || len(due) != 0 {
		t.Errorf("left to go: %+v, %v", due, err)
	}
}

func TestConversationsBeginWithATimer(t *testing.T) {
	w := newTimed(t)
	for _, bad := range []int{-1, day - 1, 400 * day} {
		if err := w.SetDefaultTimer(t.Context(), ann, bad); !errors.Is(err, ErrTTLInvalid) {
			t.Errorf("%d seconds: %v", bad, err)
		}
	}
	if err := w.SetDefaultTimer(t.Context(), ann, 7*day); err != nil {
		t.Fatal(err)
	}
	if got, err := w.DefaultTimer(t.Context(), ann); err != nil || got != 7*day {
		t.Errorf("default %d, %v", got, err)
	}

	// Ann's first words to somebody.
	d := Draft{Caller: asAnn, To: toBob, Text: "hello", Random: 50}
	first, err := w.Send(t.Context(), d)
	if err != nil || first.Message.Text != "hello" || first.Message.TTL != 7*day || len(first.Events) != 3 || first.Count != 2 {
		t.Fatalf("first %+v, %v", first, err)
	}
	if set := first.Events[1].Message; set.Action.User != ann {
		t.Errorf("service message %+v", set)
	}
	again, err := w.Send(t.Context(), d)
	if err != nil || again.Message.ID != first.Message.ID {
		t.Errorf("again %+v, %v", again, err)
	}
	w.say(t, asAnn, bob, "and more")
	wants(t, "begun by ann", w.lines(t, bob, toAnn), "timer 604800", "hello", "and more")

	// Somebody writes to ann; her own first words set it.
	w.say(t, Caller{User: cid}, ann, "hi")
	if m := w.last(t, ann, cid); m.TTL != 0 {
		t.Errorf("received %+v", m)
	}
	w.say(t, asAnn, cid, "hi cid")
	wants(t, "begun by cid", w.lines(t, cid, toAnn), "hi", "timer 604800", "hi cid")

	// Where there is one, it stays; to oneself there is none.
	if err := w.SetDefaultTimer(t.Context(), bob, day); err != nil {
		t.Fatal(err)
	}
	w.say(t, asBob, ann, "hello ann")
	if d := w.dialog(t, bob, ann); d.TTL != 7*day {
		t.Errorf("dialog %+v", d)
	}
	w.say(t, asAnn, ann, "note")
	wants(t, "to oneself", w.lines(t, ann, toAnn), "note")

	// Forwards begin conversations too, and so does what was scheduled.
	if _, err := w.Forward(t.Context(), Forwarding{
		Caller: asBob, From: toAnn, To: lamplight.UserPeer(cid), IDs: []lamplight.MessageID{w.last(t, bob, ann).ID}, Randoms: []int64{60},
	}); err != nil {
		t.Fatal(err)
	}
	wants(t, "forwarded", w.lines(t, cid, toBob), "timer 86400", "hello ann")
	dan := lamplight.UserID(1004)
	at := w.clock.Add(time.Hour)
	w.later(t, asBob, dan, "later", at)
	w.clock = at
	w.run(t)
	wants(t, "scheduled", w.lines(t, dan, toBob), "timer 86400", "later")

	if err := w.SetDefaultTimer(t.Context(), ann, 0); err != nil {
		t.Fatal(err)
	}
	w.say(t, asAnn, dan, "plain")
	wants(t, "without", w.lines(t, dan, toAnn), "plain")
}

// TestRestartAfterExpiry: what should have gone while the server was away is gone before anybody can look, and told of.
func TestRestartAfterExpiry(t *testing.T) {
	w := newTimed(t)
	w.timer(t, day)
	w.say(t, asAnn, bob, "gone")
	pts := w.head(t, bob).PTS
	w.clock = w.clock.Add(30 * day * time.Second)
	p, err := w.PeerDialogs(t.Context(), bob, []lamplight.Peer{toAnn})
	if err != nil || slices.ContainsFunc(p.Top, func(m lamplight.Message) bool { return m.Text == "gone" }) {
		t.Errorf("conversation %+v, %v", p, err)
	}
	if m := p.Top; len(m) != 1 || m[0].Action == nil || m[0].Action.Kind != lamplight.ActionHistoryClear || m[0].ID != p.Dialogs[0].Top {
		t.Errorf("what stands for its last message: %+v", m)
	}
	log := boxes.HideExpired(w.log, func() time.Time { return w.clock })
	es, _, err := log.Events(t.Context(), lamplight.AccountBox(bob), pts-1, 9)
	if err != nil || len(es) != 1 || es[0].Kind != lamplight.EventDeleteMessages || es[0].Count != 1 {
		t.Errorf("missed %+v, %v", es, err)
	}
	w.run(t)
	if h := w.head(t, bob); h.PTS != pts+1 {
		t.Errorf("head %+v", h)
	}
}
