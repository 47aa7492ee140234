package messages

import (
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"lamplight"
	"lamplight/boxes"
	"lamplight/boxes/pebble"
	"lamplight/boxes/postgres"
	"lamplight/internal/testenv"
	"lamplight/store"
	"lamplight/store/sqlstore"
)

// A timed world has a store too, and people whose presence some may see.
type timed struct {
	*world
	db     store.Store
	hidden bool
	online bool
	seen   func() // what happens once somebody was looked for
}

func (w *timed) Sees(context.Context, lamplight.UserID, lamplight.UserID) (exact, online bool, err error) {
	if w.seen != nil {
		defer w.seen()
	}
	return !w.hidden, w.online && !w.hidden, nil
}

func newTimed(t testing.TB) *timed {
	t.Helper()
	log, err := pebble.Open(pebble.Options{Dir: t.TempDir()})
	if err != nil {
		t.Fatal(err)
	}
	return timedOn(t, log, "sqlite:"+filepath.Join(t.TempDir(), "s.db"))
}

// timedOn is a timed world on the given stores; it closes them.
func timedOn(t testing.TB, log boxes.Log, database string) *timed {
	t.Helper()
	w := &timed{world: &world{log: log, clock: time.Unix(1_800_000_000, 0)}}
	now := func() time.Time { return w.clock }
	var err error
	w.db, err = sqlstore.Open(t.Context(), database, sqlstore.Options{Key: make([]byte, sqlstore.KeySize), Now: now})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := errors.Join(log.Close(), w.db.Close()); err != nil {
			t.Error(err)
		}
	})
	err = w.db.Write(t.Context(), func(tx store.Tx) error {
		return errors.Join(
			tx.AddUser(store.User{ID: ann, Phone: "1", Created: w.clock, TTLDays: 365}),
			tx.AddUser(store.User{ID: bob, Phone: "2", Created: w.clock, TTLDays: 365}),
		)
	})
	if err != nil {
		t.Fatal(err)
	}
	w.Service = New(Options{
		Boxes: boxes.HideExpired(log, now), Bus: w, Policy: w, Screen: w, Authors: w, Names: w, Readers: w, Store: w.db, Online: w, Now: now,
	})
	return w
}

// later schedules a text and returns what its sender is told.
func (w *timed) later(t testing.TB, c Caller, to lamplight.UserID, text string, at time.Time) lamplight.Message {
	t.Helper()
	w.random++
	s, err := w.Send(t.Context(), Draft{Caller: c, To: lamplight.UserPeer(to), Text: lamplight.Text(text), Random: w.random, At: at})
	if err != nil {
		t.Fatal(err)
	}
	if len(s.Events) != 1 || s.Events[0].Kind != lamplight.EventScheduled || s.Events[0].Message == nil {
		t.Fatalf("events %+v", s.Events)
	}
	return *s.Events[0].Message
}

// run does what is due now, as Run does it.
func (w *timed) run(t testing.TB) {
	t.Helper()
	for range 10 {
		wait, err := w.sendDue(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		if wait > 0 {
			break
		}
	}
	if _, err := w.expireDue(t.Context()); err != nil {
		t.Fatal(err)
	}
}

// lines returns a conversation as a box shows it, oldest first.
func (w *timed) lines(t testing.TB, of lamplight.UserID, with lamplight.Peer) (out []string) {
	t.Helper()
	p, err := w.History(t.Context(), of, HistoryQuery{Peer: with, Limit: 100})
	if err != nil {
		t.Fatal(err)
	}
	for _, m := range slices.Backward(p.Messages) {
		if m.Action != nil {
			out = append(out, fmt.Sprint("timer ", m.Action.Number))
			continue
		}
		out = append(out, string(m.Text))
	}
	return out
}

func (w *timed) waiting(t testing.TB, of lamplight.UserID, with lamplight.Peer) (out []string) {
	t.Helper()
	ms, err := w.Scheduled(t.Context(), of, with)
	if err != nil {
		t.Fatal(err)
	}
	for _, m := range ms {
		out = append(out, string(m.Text))
	}
	return out
}

func wants(t testing.TB, what string, got []string, want ...string) {
	t.Helper()
	if !slices.Equal(got, want) {
		t.Errorf("%s: %q, want %q", what, got, want)
	}
}

// notes returns the events without a position of a box.
func (w *timed) notes(t testing.TB, of lamplight.UserID) []lamplight.Event {
	t.Helper()
	es, err := w.log.Notes(t.Context(), lamplight.AccountBox(of), 0, time.Time{}, 1000)
	if err != nil {
		t.Fatal(err)
	}
	return es
}

func TestScheduledIsSentWhenDue(t *testing.T) {
	w := newTimed(t)
	before := w.say(t, asBob, ann, "a question")
	due := w.clock.Add(time.Minute)
	w.random++
	s, err := w.Send(t.Context(), Draft{
		Caller: asAnn, To: toBob, Text: " later ", Random: w.random, At: due, Silent: true, Reply: &lamplight.Reply{ID: before.ID},
	})
	if err != nil {
		t.Fatal(err)
	}
	m := *s.Events[0].Message
	if m.ID != 1 || !m.Sent.Equal(due) || !m.Scheduled || m.Text != "later" || m.Random != w.random || !m.Out || m.Mentioned || m.Reply.ID != before.ID {
		t.Errorf("told %+v", m)
	}
	late := w.later(t, asAnn, bob, "much later", due.Add(time.Hour))
	w.later(t, asAnn, ann, "to myself", due)
	wants(t, "waiting", w.waiting(t, ann, toBob), "much later", "later")
	wants(t, "to oneself", w.waiting(t, ann, toAnn), "to myself")
	wants(t, "of another", w.waiting(t, bob, toAnn))
	if a, err := w.About(t.Context(), ann, toBob); err != nil || !a.Scheduled {
		t.Errorf("about %+v, %v", a, err)
	}
	if a, err := w.About(t.Context(), bob, toAnn); err != nil || a.Scheduled {
		t.Errorf("about, for the other side: %+v, %v", a, err)
	}
	w.clock = due.Add(-time.Second)
	w.run(t)
	wants(t, "before it is due", w.lines(t, bob, toAnn), "a question")
	if wait, err := w.sendDue(t.Context()); err != nil || wait != time.Second {
		t.Errorf("waits for %v, %v", wait, err)
	}
	w.clock, w.hints = due, nil
	w.run(t)
	wants(t, "received", w.lines(t, bob, toAnn), "a question", "later")
	wants(t, "sent", w.lines(t, ann, toBob), "a question", "later")
	wants(t, "reminder", w.lines(t, ann, toAnn), "to myself")
	wants(t, "waiting still", w.waiting(t, ann, toBob), "much later")
	own := w.last(t, ann, bob)
	if !own.Scheduled || !own.Sent.Equal(due) || own.Random != 0 || !own.Silent || own.Mentioned || own.Reply == nil || own.Reply.ID != before.ID {
		t.Errorf("sent %+v", own)
	}
	theirs := w.last(t, bob, ann)
	if theirs.Scheduled || theirs.Content != own.Content || theirs.Out || !theirs.Silent || !theirs.Mentioned || theirs.Reply == nil || theirs.Reply.ID == 0 {
		t.Errorf("received %+v", theirs)
	}
	notes := w.notes(t, ann)
	gone := notes[len(notes)-2] // the last one is the reminder's
	if gone.Kind != lamplight.EventUnscheduled || gone.Peer != toBob || !slices.Equal(gone.IDs, []lamplight.MessageID{1}) ||
		!slices.Equal(gone.Sent, []lamplight.MessageID{own.ID}) || gone.Origin != 0 {
		t.Errorf("told %+v", gone)
	}
	if e := w.hints[0].Events; len(e) != 2 || e[0].Kind != lamplight.EventNewMessage || e[1].Kind != lamplight.EventUnscheduled {
		t.Errorf("hint %+v", e)
	}
	if ms, err := w.Scheduled(t.Context(), ann, toBob, late.ID, 1, 99); err != nil || len(ms) != 1 || ms[0].ID != late.ID {
		t.Errorf("by id %+v, %v", ms, err)
	}
}

func TestScheduleDates(t *testing.T) {
	w := newTimed(t)
	for _, tt := range []struct {
		name           string
		to             lamplight.UserID
		at             time.Duration // from now
		date           time.Time     // instead
		hidden, online bool
		err            error
		waits          bool
	}{
		{name: "past", to: bob, at: -time.Hour},
		{name: "soon", to: bob, at: 10 * time.Second},
		{name: "a bit later", to: bob, at: 11 * time.Second, waits: true},
		{name: "in a year", to: bob, at: 365 * 24 * time.Hour, waits: true},
		{name: "too late", to: bob, at: 365*24*time.Hour + time.Second, err: ErrScheduleLate},
		{name: "no date", to: bob, date: time.Unix(-5, 0), err: ErrScheduleDate},
		{name: "online", to: bob, date: store.WhenOnline, waits: true},
		{name: "online, and they are", to: bob, date: store.WhenOnline, online: true},
		{name: "online, hidden", to: bob, date: store.WhenOnline, online: true, hidden: true, err: ErrScheduleStatus},
		{name: "online, to oneself", to: ann, date: store.WhenOnline, err: ErrScheduleDate},
	} {
		w.hidden, w.online = tt.hidden, tt.online
		w.random++
		at := w.clock.Add(tt.at)
		if !tt.date.IsZero() {
			at = tt.date
		}
		s, err := w.Send(t.Context(), Draft{Caller: asAnn, To: lamplight.UserPeer(tt.to), Text: "x", Random: w.random, At: at})
		if !errors.Is(err, tt.err) || (err == nil) != (tt.err == nil) {
			t.Errorf("%s: error %v, want %v", tt.name, err, tt.err)
			continue
		}
		if waits := err == nil && s.Events[0].Kind == lamplight.EventScheduled; waits != tt.waits {
			t.Errorf("%s: events %+v", tt.name, s.Events)
		}
	}
	if _, err := w.Send(t.Context(), Draft{Caller: asAnn, To: lamplight.UserPeer(lamplight.ServiceUser), Text: "x", Random: 99, At: w.clock.Add(time.Hour)}); !errors.Is(err, ErrWriteForbidden) {
		t.Errorf("to the service account: %v", err)
	}
	w.policy = errNo
	if _, err := w.Send(t.Context(), Draft{Caller: asAnn, To: toBob, Text: "x", Random: 98, At: w.clock.Add(time.Hour)}); !errors.Is(err, errNo) {
		t.Errorf("against the policy: %v", err)
	}
}

func TestScheduleLimits(t *testing.T) {
	w := newTimed(t)
	w.limits.Scheduled, w.limits.ScheduledAll = 2, 3
	at := w.clock.Add(time.Hour)
	full := func(to lamplight.UserID, want error) {
		t.Helper()
		w.random++
		_, err := w.Send(t.Context(), Draft{Caller: asAnn, To: lamplight.UserPeer(to), Text: "x", Random: w.random, At: at})
		if !errors.Is(err, want) {
			t.Errorf("to %d: %v, want %v", to, err, want)
		}
	}
	full(bob, nil)
	full(bob, nil)
	full(bob, ErrScheduleMuch)
	full(cid, nil)
	full(cid, ErrScheduleMuch) // in all
	w.clock = at
	w.run(t)
	at = at.Add(time.Hour)
	full(bob, nil)
}

func TestSchedulingTwiceIsOnce(t *testing.T) {
	w := newTimed(t)
	at := w.clock.Add(time.Hour)
	d := Draft{Caller: asAnn, To: toBob, Text: "once", Random: 7, At: at}
	first, err := w.Send(t.Context(), d)
	if err != nil {
		t.Fatal(err)
	}
	d.Text = "twice"
	again, err := w.Send(t.Context(), d)
	if err != nil || len(again.Events) != 1 || again.Events[0].Message.ID != first.Events[0].Message.ID || again.Events[0].Message.Text != "once" {
		t.Errorf("again %+v, %v", again.Events, err)
	}
	wants(t, "waiting", w.waiting(t, ann, toBob), "once")
	if n := len(w.notes(t, ann)); n != 1 {
		t.Errorf("told %d times", n)
	}
	elsewhere := d
	elsewhere.To = lamplight.UserPeer(cid)
	if _, err := w.Send(t.Context(), elsewhere); !errors.Is(err, ErrRandomRepeated) {
		t.Errorf("to another: %v", err)
	}
	w.clock = at
	w.run(t)
	d.At = at.Add(time.Hour)
	sent, err := w.Send(t.Context(), d)
	if err != nil || sent.Message.Text != "once" || len(sent.Events) != 2 || sent.Events[1].Kind != lamplight.EventUnscheduled {
		t.Errorf("after it was sent: %+v, %v", sent, err)
	}
	wants(t, "waiting", w.waiting(t, ann, toBob))
	wants(t, "sent", w.lines(t, bob, toAnn), "once")
}

func TestScheduledCanBeChanged(t *testing.T) {
	w := newTimed(t)
	at := w.clock.Add(time.Hour)
	m := w.later(t, asAnn, bob, "first", at)
	edit := func(ch Change, want error) Result {
		t.Helper()
		ch.Caller, ch.Peer = asAnn, toBob
		if ch.ID == 0 {
			ch.ID = m.ID
		}
		r, err := w.Edit(t.Context(), ch)
		if !errors.Is(err, want) {
			t.Errorf("%+v: %v, want %v", ch, err, want)
		}
		return r
	}
	r := edit(Change{Text: "second", At: at}, nil)
	if len(r.Events) != 1 || r.Events[0].Kind != lamplight.EventScheduled || r.Events[0].Message.Text != "second" || r.Events[0].Message.ID != m.ID {
		t.Errorf("events %+v", r.Events)
	}
	edit(Change{Text: "second", At: at}, ErrNotModified)
	edit(Change{SameText: true, At: at}, ErrNotModified)
	edit(Change{Text: " ", At: at}, ErrEmpty)
	edit(Change{Text: "x", At: at, ID: 99}, lamplight.ErrMessageInvalid)
	edit(Change{Text: "x", At: at.Add(400 * 24 * time.Hour)}, ErrScheduleLate)
	edit(Change{Text: "x"}, lamplight.ErrMessageInvalid) // without a date it is about what was sent
	r = edit(Change{SameText: true, At: at.Add(time.Hour)}, nil)
	if e := r.Events[0].Message; e.Text != "second" || !e.Sent.Equal(at.Add(time.Hour)) {
		t.Errorf("event %+v", e)
	}
	if _, err := w.Edit(t.Context(), Change{Caller: asBob, Peer: toAnn, ID: m.ID, Text: "x", At: at}); !errors.Is(err, lamplight.ErrMessageInvalid) {
		t.Errorf("by another: %v", err)
	}
	w.clock = at
	w.run(t)
	wants(t, "at the old date", w.lines(t, bob, toAnn))
	edit(Change{Text: "third", At: at}, nil) // at once
	w.run(t)
	wants(t, "at once", w.lines(t, bob, toAnn), "third")
	edit(Change{Text: "too late", At: at.Add(time.Hour)}, lamplight.ErrMessageInvalid)

	// What was forwarded keeps its words.
	f, err := w.Forward(t.Context(), Forwarding{Caller: asAnn, From: toBob, To: toBob, IDs: []lamplight.MessageID{1}, Randoms: []int64{70}, At: at.Add(time.Hour)})
	if err != nil {
		t.Fatal(err)
	}
	m = *f.Events[0].Message
	edit(Change{Text: "x", At: at.Add(time.Hour)}, ErrAuthorRequired)
	edit(Change{SameText: true, At: at.Add(2 * time.Hour)}, nil)
}

func TestScheduledCanBeDroppedAndSentNow(t *testing.T) {
	w := newTimed(t)
	at := w.clock.Add(time.Hour)
	a, b, c := w.later(t, asAnn, bob, "a", at), w.later(t, asAnn, bob, "b", at), w.later(t, asAnn, bob, "c", at)
	r, err := w.DeleteScheduled(t.Context(), asAnn, toBob, []lamplight.MessageID{b.ID, 99})
	if err != nil || len(r.Events) != 1 || r.Events[0].Kind != lamplight.EventUnscheduled || len(r.Events[0].Sent) != 0 || r.Events[0].IDs[0] != b.ID {
		t.Errorf("dropped %+v, %v", r.Events, err)
	}
	if r, err := w.DeleteScheduled(t.Context(), asAnn, lamplight.UserPeer(cid), []lamplight.MessageID{a.ID}); err != nil || len(r.Events) != 0 {
		t.Errorf("of another conversation: %+v, %v", r.Events, err)
	}
	if r, err := w.DeleteScheduled(t.Context(), asBob, toAnn, []lamplight.MessageID{a.ID}); err != nil || len(r.Events) != 0 {
		t.Errorf("by another: %+v, %v", r.Events, err)
	}
	wants(t, "waiting", w.waiting(t, ann, toBob), "c", "a")
	if _, err := w.SendScheduled(t.Context(), asAnn, toBob, []lamplight.MessageID{c.ID, b.ID}); !errors.Is(err, lamplight.ErrMessageInvalid) {
		t.Errorf("one that is gone: %v", err)
	}
	w.policy = ErrWriteForbidden
	if _, err := w.SendScheduled(t.Context(), asAnn, toBob, []lamplight.MessageID{a.ID}); !errors.Is(err, ErrWriteForbidden) {
		t.Errorf("refused: %v", err)
	}
	w.policy = nil
	wants(t, "waiting after a refusal", w.waiting(t, ann, toBob), "c", "a")
	s, err := w.SendScheduled(t.Context(), asAnn, toBob, []lamplight.MessageID{c.ID, a.ID, a.ID})
	if err != nil || len(s.Events) != 4 || s.Events[0].Message == nil || !s.Events[0].Message.Scheduled || s.Events[3].Kind != lamplight.EventUnscheduled || s.Count != 2 {
		t.Errorf("sent now %+v, %v", s, err)
	}
	wants(t, "sent", w.lines(t, bob, toAnn), "a", "c")
	wants(t, "waiting", w.waiting(t, ann, toBob))
	for name, f := range map[string]func(context.Context, Caller, lamplight.Peer, []lamplight.MessageID) (Result, error){
		"send": w.SendScheduled, "drop": w.DeleteScheduled,
	} {
		if _, err := f(t.Context(), asAnn, toBob, nil); !errors.Is(err, ErrIDsEmpty) {
			t.Errorf("%s none: %v", name, err)
		}
		if _, err := f(t.Context(), asAnn, toBob, make([]lamplight.MessageID, 101)); !errors.Is(err, lamplight.ErrLimitInvalid) {
			t.Errorf("%s too many: %v", name, err)
		}
	}
}

func TestScheduledThatMayNotBeSent(t *testing.T) {
	w := newTimed(t)
	at := w.clock.Add(time.Hour)
	m := w.later(t, asAnn, bob, "to somebody who blocks", at)
	w.clock, w.policy = at, ErrWriteForbidden
	w.run(t)
	wants(t, "sent", w.lines(t, ann, toBob))
	wants(t, "waiting", w.waiting(t, ann, toBob))
	notes := w.notes(t, ann)
	if e := notes[len(notes)-1]; e.Kind != lamplight.EventUnscheduled || len(e.Sent) != 0 || e.IDs[0] != m.ID {
		t.Errorf("told %+v", e)
	}

	// What merely went wrong is tried again.
	w.policy = nil
	w.later(t, asAnn, bob, "twice tried", at.Add(time.Minute))
	w.clock, w.policy = at.Add(time.Minute), errNo
	if _, err := w.sendDue(t.Context()); !errors.Is(err, errNo) {
		t.Errorf("error %v", err)
	}
	w.policy = nil
	w.run(t)
	wants(t, "at once", w.lines(t, bob, toAnn)) // not in a busy way
	w.clock = w.clock.Add(takeAgain)
	w.run(t)
	wants(t, "later", w.lines(t, bob, toAnn), "twice tried")
}

// TestCrashBetweenSendingAndForgetting: what is in the box is not sent again, whether the restart comes soon, or after its
// key was forgotten.
func TestCrashBetweenSendingAndForgetting(t *testing.T) {
	for name, away := range map[string]time.Duration{
		"soon": time.Minute, "later than keys are remembered": 30 * 24 * time.Hour,
		"later, and the sender has deleted it": 30 * 24 * time.Hour,
	} {
		deletes := strings.Contains(name, "deleted")
		t.Run(name, func(t *testing.T) {
			w := newTimed(t)
			at := w.clock.Add(time.Hour)
			w.later(t, asAnn, bob, "once", at)
			w.clock = at
			var rows []store.Scheduled
			if err := w.db.Write(t.Context(), func(tx store.Tx) (err error) {
				if rows, err = tx.DueScheduled(w.clock, w.clock, 9); err != nil {
					return err
				}
				return take(tx, rows, w.clock)
			}); err != nil || len(rows) != 1 {
				t.Fatal(rows, err)
			}
			wants(t, "waiting, once taken", w.waiting(t, ann, toBob))
			if _, err := w.sendWaiting(t.Context(), asAnn, rows[0]); err != nil {
				t.Fatal(err)
			}
			// Here the server dies.
			left := []string{"once"}
			if deletes {
				if _, err := w.Delete(t.Context(), asAnn, []lamplight.MessageID{w.last(t, ann, bob).ID}, false); err != nil {
					t.Fatal(err)
				}
				left = nil
			}
			w.clock = w.clock.Add(away)
			w.run(t)
			w.run(t)
			wants(t, "sent", w.lines(t, ann, toBob), left...)
			wants(t, "received", w.lines(t, bob, toAnn), "once")
			err := w.db.Read(t.Context(), func(tx store.Tx) error {
				_, err := tx.Scheduled(ann, rows[0].ID)
				return err
			})
			if !errors.Is(err, store.ErrNotFound) {
				t.Errorf("the row is there still: %v", err)
			}
		})
	}
}

func TestCrashBetweenTakingAndSending(t *testing.T) {
	w := newTimed(t)
	at := w.clock.Add(time.Hour)
	w.later(t, asAnn, bob, "late", at)
	w.clock = at
	if err := w.db.Write(t.Context(), func(tx store.Tx) error {
		rows, err := tx.DueScheduled(w.clock, w.clock, 9)
		if err != nil {
			return err
		}
		return take(tx, rows, w.clock)
	}); err != nil {
		t.Fatal(err)
	}
	w.run(t) // another node may be at it
	wants(t, "at once", w.lines(t, bob, toAnn))
	w.clock = w.clock.Add(takeAgain - time.Second)
	w.run(t)
	if wait, err := w.sendDue(t.Context()); err != nil || wait > afterError {
		t.Errorf("looked at again in %v, %v", wait, err)
	}
	if d, _ := w.Late(); d != takeAgain-time.Second {
		t.Errorf("late by %v while it is not tried again", d)
	}
	w.clock = w.clock.Add(time.Second)
	w.run(t)
	wants(t, "after a while", w.lines(t, bob, toAnn), "late")
	if d, _ := w.Late(); d != 0 {
		t.Errorf("late by %v with nothing left", d)
	}
}

func TestAfterALongStop(t *testing.T) {
	w := newTimed(t)
	var want []string
	at := w.clock.Add(time.Hour)
	for i := range sendBatch + 5 {
		text := fmt.Sprintf("%03d", i)
		w.later(t, asAnn, bob, text, at.Add(time.Duration(sendBatch+5-i)*time.Second)) // the last one is due first
		want = append(want, text)
	}
	slices.Reverse(want)
	w.clock = at.Add(30 * 24 * time.Hour)
	if _, err := w.sendDue(t.Context()); err != nil {
		t.Fatal(err)
	}
	if d, _ := w.Late(); d != 30*24*time.Hour-time.Second {
		t.Errorf("late by %v", d)
	}
	w.run(t)
	wants(t, "in the order of being due", w.lines(t, bob, toAnn), want...)
	if d, _ := w.Late(); d != 0 {
		t.Errorf("late by %v with nothing left", d)
	}
}

func TestWhenOnline(t *testing.T) {
	w := newTimed(t)
	m := w.later(t, asAnn, bob, "you are here", store.WhenOnline)
	if !m.Sent.Equal(store.WhenOnline) {
		t.Errorf("dated %v", m.Sent)
	}
	w.run(t)
	w.CameOnline(t.Context(), cid)
	w.run(t)
	wants(t, "before", w.lines(t, bob, toAnn))
	w.online, w.hidden = true, true // hidden since
	w.CameOnline(t.Context(), bob)
	w.run(t)
	wants(t, "hidden", w.lines(t, bob, toAnn))
	wants(t, "waiting", w.waiting(t, ann, toBob), "you are here")
	w.hidden = false
	w.CameOnline(t.Context(), bob)
	w.run(t)
	wants(t, "online", w.lines(t, bob, toAnn), "you are here")
}

func TestForwardLater(t *testing.T) {
	w := newTimed(t)
	w.say(t, asBob, ann, "one")
	w.say(t, asBob, ann, "two")
	f := Forwarding{
		Caller: asAnn, From: toBob, To: lamplight.UserPeer(cid), IDs: []lamplight.MessageID{1, 2}, Randoms: []int64{71, 72}, At: w.clock.Add(time.Hour),
	}
	r, err := w.Forward(t.Context(), f)
	if err != nil || len(r.Events) != 2 || r.Events[0].Message.Forward == nil || r.Events[1].Message.Random != 72 {
		t.Fatalf("%+v, %v", r.Events, err)
	}
	again, err := w.Forward(t.Context(), f)
	if err != nil || len(again.Events) != 2 || again.Events[1].Message.ID != r.Events[1].Message.ID {
		t.Errorf("again %+v, %v", again.Events, err)
	}
	w.clock = f.At
	w.run(t)
	wants(t, "received", w.lines(t, cid, toAnn), "one", "two")
	if m := w.last(t, cid, ann); m.Forward == nil || m.Forward.From != toBob {
		t.Errorf("received %+v", m)
	}
	if again, err = w.Forward(t.Context(), f); err != nil || len(again.Events) != 2 || again.Events[0].Kind != lamplight.EventNewMessage {
		t.Errorf("after it was sent %+v, %v", again.Events, err)
	}
	wants(t, "received once", w.lines(t, cid, toAnn), "one", "two")
}

func TestScheduledReplyToWhatIsGone(t *testing.T) {
	w := newTimed(t)
	q := w.say(t, asBob, ann, "a question")
	at := w.clock.Add(time.Hour)
	w.random++
	if _, err := w.Send(t.Context(), Draft{Caller: asAnn, To: toBob, Text: "an answer", Random: w.random, At: at, Reply: &lamplight.Reply{ID: 1}}); err != nil {
		t.Fatal(err)
	}
	if _, err := w.Delete(t.Context(), asBob, []lamplight.MessageID{q.ID}, true); err != nil {
		t.Fatal(err)
	}
	w.clock = at
	w.run(t)
	if m := w.last(t, ann, bob); m.Text != "an answer" || m.Reply == nil || m.Reply.ID != 0 {
		t.Errorf("sent %+v", m)
	}
}

func TestScheduledClearsTheDraft(t *testing.T) {
	w := newTimed(t)
	if _, err := w.SaveDraft(t.Context(), asAnn, toBob, lamplight.Draft{Text: "later"}); err != nil {
		t.Fatal(err)
	}
	s, err := w.Send(t.Context(), Draft{Caller: asAnn, To: toBob, Text: "later", Random: 5, At: w.clock.Add(time.Hour), ClearDraft: true})
	if err != nil || len(s.Events) != 2 {
		t.Fatalf("%+v, %v", s.Events, err)
	}
	if d, err := w.Drafts(t.Context(), ann); err != nil || len(d) != 0 {
		t.Errorf("drafts %+v, %v", d, err)
	}
}

func TestScheduledOfADeletedAccount(t *testing.T) {
	w := newTimed(t)
	at := w.clock.Add(time.Hour)
	w.later(t, asAnn, bob, "from ann", at)
	w.later(t, asBob, ann, "to ann", at)
	w.later(t, asBob, cid, "to cid", at)
	for range 2 {
		if err := w.EraseUser(t.Context(), ann); err != nil {
			t.Fatal(err)
		}
	}
	wants(t, "of ann", w.waiting(t, ann, toBob))
	wants(t, "to ann", w.waiting(t, bob, toAnn))
	wants(t, "of bob", w.waiting(t, bob, lamplight.UserPeer(cid)), "to cid")
}

// TestTwoNodesSendOnce: a node that thinks another one died, while it is only slow, sends nothing twice.
func TestTwoNodesSendOnce(t *testing.T) {
	w := newTimed(t)
	at := w.clock.Add(time.Hour)
	w.later(t, asAnn, bob, "once", at)
	w.clock = at
	var rows []store.Scheduled
	if err := w.db.Read(t.Context(), func(tx store.Tx) (err error) {
		rows, err = tx.DueScheduled(w.clock, w.clock, 9)
		return err
	}); err != nil || len(rows) != 1 {
		t.Fatal(rows, err)
	}
	failed := make(chan error)
	for range 2 {
		around := &world{clock: w.clock}
		node := New(Options{
			Boxes: w.log, Bus: around, Policy: around, Screen: around, Authors: around, Names: around, Readers: around, Store: w.db,
			Online: w, Now: func() time.Time { return around.clock },
		})
		go func() {
			_, err := node.sendWaiting(t.Context(), Caller{User: ann}, rows[0])
			failed <- errors.Join(err, node.forget(t.Context(), rows))
		}()
	}
	if err := errors.Join(<-failed, <-failed); err != nil {
		t.Error(err)
	}
	wants(t, "received", w.lines(t, bob, toAnn), "once")
	wants(t, "sent", w.lines(t, ann, toBob), "once")
}

// TestEditedScheduledNamesSomebody: who is named is found out anew when the words change.
func TestEditedScheduledNamesSomebody(t *testing.T) {
	w := newTimed(t)
	w.usernames = map[lamplight.UserID][]string{bob: {"bobby"}}
	at := w.clock.Add(time.Hour)
	m := w.later(t, asAnn, bob, "you", at)
	if _, err := w.Edit(t.Context(), Change{Caller: asAnn, Peer: toBob, ID: m.ID, Text: "you, @bobby", At: at}); err != nil {
		t.Fatal(err)
	}
	w.clock = at
	w.run(t)
	if got := w.last(t, bob, ann); !got.Mentioned || w.last(t, ann, bob).Mentioned {
		t.Errorf("received %+v", got)
	}
}

// TestTimeOnPostgres has what waits and what goes on the other two stores.
func TestTimeOnPostgres(t *testing.T) {
	if testing.Short() {
		t.Skip("starts a database; the stores' own suites run on it anyway")
	}
	url := testenv.Postgres(t)
	log, err := postgres.Open(t.Context(), postgres.Options{URL: url})
	if err != nil {
		t.Fatal(err)
	}
	w := timedOn(t, log, url)
	w.timer(t, day)
	at := w.clock.Add(time.Hour)
	w.later(t, asAnn, bob, "second", at.Add(time.Second))
	w.later(t, asAnn, bob, "first", at)
	w.clock = at.Add(time.Minute)
	w.run(t)
	wants(t, "received", w.lines(t, bob, toAnn), "timer 86400", "first", "second")
	wants(t, "waiting", w.waiting(t, ann, toBob))
	if m := w.last(t, ann, bob); m.TTL != day || !m.Scheduled {
		t.Errorf("sent %+v", m)
	}
	w.clock = w.clock.Add(day * time.Second)
	w.run(t)
	wants(t, "a day later", w.lines(t, bob, toAnn), "timer 86400")
	if due, err := w.log.Expired(t.Context(), boxes.Expiry{}, time.Time{}, 9); err != nil || len(due) != 0 {
		t.Errorf("left to go: %+v, %v", due, err)
	}
}
