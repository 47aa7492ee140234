// Package boxestest is the behaviour that every driver of boxes.Log has, as tests: a driver calls Run from a test of
// its own.
package boxestest

import (
	"context"
	"testing"
	"time"

	"lamplight"
	"lamplight/boxes"
)

// New makes an empty place for a log and returns what opens it, the first time and again after Close. Logs that are
// still open at the end of the test are closed by New's cleanup.
type New func(t testing.TB) (open func(boxes.Limits) (boxes.Log, error))

// Run holds a driver to the behaviour of boxes.Log.
func Run(t *testing.T, n New) {
	for _, tt := range []struct {
		name string
		test func(*testing.T, New)
	}{
		{"append", testAppend},
		{"append refuses", testAppendRefuses},
		{"a change that panics", testPanic},
		{"reply", testReply},
		{"group", testGroup},
		{"keys", testKeys},
		{"keys of messages", testKeysOfMessages},
		{"keys are forgotten", testKeysForgotten},
		{"keys and a clock that is set back", testKeysClockBack},
		{"edit", testEdit},
		{"delete", testDelete},
		{"expire", testExpire},
		{"expire at once", testExpireAtOnce},
		{"hide what expired", testHideExpired},
		{"pages behind what expired", testHiddenPages},
		{"a conversation begins", testBegins},
		{"what waited is sent", testWaited},
		{"clear", testClear},
		{"clear by date", testClearByDate},
		{"read inbox", testReadInbox},
		{"read outbox", testReadOutbox},
		{"read times", testReadTimes},
		{"pin", testPin},
		{"set dialog", testSetDialog},
		{"notes", testNotes},
		{"a clock that is set back", testClockBack},
		{"a conversation taken out of the list", testUnlisted},
		{"quota", testQuota},
		{"events", testEvents},
		{"events of what is gone", testEventsGone},
		{"events are forgotten", testEventsForgotten},
		{"history", testHistory},
		{"history by date", testHistoryByDate},
		{"dialogs", testDialogs},
		{"dialogs by pages", testDialogPages},
		{"boxes", testBoxes},
		{"erase", testErase},
		{"erase what leads to a box", testEraseElsewhere},
		{"reopen", testReopen},
		{"close", testClose},
		{"concurrency", testConcurrency},
		{"repeats at once", testRepeatsAtOnce},
		{"model", testModel},
		{"model of a channel", testChannelModel},
		{"read a channel", testReadChannel},
		{"a channel refuses", testChannelRefuses},
		{"readers", testReaders},
		{"a basic group", testBasicGroup},
		{"unread", testUnread},
		{"held", testHeld},
		{"restore", testRestore},
		{"discussed", testDiscussed},
		{"many boxes", testManyBoxes},
	} {
		t.Run(tt.name, func(t *testing.T) { tt.test(t, n) })
	}
}

// The people of the tests.
const (
	ann lamplight.UserID = 1001
	bob lamplight.UserID = 1002
	cy  lamplight.UserID = 1003
)

// noon is when the tests begin.
var noon = time.Date(2026, 1, 2, 12, 0, 0, 0, time.UTC)

// at returns the time s seconds after noon.
func at(s int) time.Time { return noon.Add(time.Duration(s) * time.Second) }

func box(u lamplight.UserID) lamplight.BoxID { return lamplight.AccountBox(u) }
func peer(u lamplight.UserID) lamplight.Peer { return lamplight.UserPeer(u) }

// A world is a log with the few words that the tests are written in.
type world struct {
	boxes.Log
	t   testing.TB
	now int // seconds after noon
}

func fresh(t testing.TB, n New, lim boxes.Limits) *world {
	t.Helper()
	log, err := n(t)(lim)
	if err != nil {
		t.Fatal(err)
	}
	return &world{Log: log, t: t}
}

type ctxType = context.Context

func ctx() context.Context { return context.Background() }

// do applies operations as one group, a second after the last one.
func (w *world) do(ops ...boxes.Op) boxes.Result {
	w.t.Helper()
	w.now++
	r, err := w.Apply(ctx(), boxes.Group{Now: at(w.now), Origin: 7, Ops: ops})
	if err != nil {
		w.t.Fatalf("apply %T: %v", ops, err)
	}
	return r
}

// private returns the two operations of a private message.
func private(from, to lamplight.UserID, c lamplight.ContentID, text string) []boxes.Op {
	m := lamplight.Message{From: peer(from), Content: c, Text: lamplight.Text(text)}
	out, in := m, m
	out.Peer, out.Out, in.Peer = peer(to), true, peer(from)
	return []boxes.Op{
		boxes.Append{Box: box(from), Message: out, ReadInbox: true, ClearDraft: true},
		boxes.Append{Box: box(to), Message: in},
	}
}

// say sends n private messages with rising contents from c on.
func (w *world) say(from, to lamplight.UserID, c lamplight.ContentID, n int) {
	w.t.Helper()
	for i := range n {
		w.do(private(from, to, c+lamplight.ContentID(i), "text")...)
	}
}

func (w *world) head(b lamplight.BoxID) boxes.Head {
	w.t.Helper()
	hs, err := w.Heads(ctx(), b)
	if err != nil {
		w.t.Fatal(err)
	}
	return hs[0]
}

func (w *world) dialog(b lamplight.BoxID, p lamplight.Peer) lamplight.Dialog {
	w.t.Helper()
	ds, err := w.Dialog(ctx(), b, p)
	if err != nil {
		w.t.Fatal(err)
	}
	return ds[0]
}

func (w *world) history(b lamplight.BoxID, q boxes.HistoryQuery) boxes.Page {
	w.t.Helper()
	p, err := w.History(ctx(), b, q)
	if err != nil {
		w.t.Fatal(err)
	}
	return p
}

// ids returns the ids of a whole conversation, newest first.
func (w *world) ids(b lamplight.BoxID, p lamplight.Peer) []lamplight.MessageID {
	w.t.Helper()
	return idsOf(w.history(b, boxes.HistoryQuery{Peer: p, Limit: 1000}).Messages)
}

func idsOf(ms []lamplight.Message) []lamplight.MessageID {
	ids := make([]lamplight.MessageID, len(ms))
	for i, m := range ms {
		ids[i] = m.ID
	}
	return ids
}

func (w *world) events(b lamplight.BoxID, after lamplight.PTS) []lamplight.Event {
	w.t.Helper()
	es, more, err := w.Events(ctx(), b, after, 1000)
	if err != nil || more {
		w.t.Fatalf("events after %d: more %v, error %v", after, more, err)
	}
	return es
}
