package messages

import (
	"fmt"
	"strings"
	"testing"

	"lamplight"
)

// TestSavedByOrigin keeps messages of several origins and reads, pins and removes them by origin.
func TestSavedByOrigin(t *testing.T) {
	w := newTimed(t)
	toCid := lamplight.UserPeer(cid)
	save := func(from lamplight.Peer, m lamplight.Message) {
		t.Helper()
		w.random++
		_, err := w.Forward(t.Context(), Forwarding{Caller: asAnn, From: from, IDs: []lamplight.MessageID{m.ID}, Randoms: []int64{w.random}, To: toAnn})
		check(t, err, nil)
	}
	for i := range 3 { // ids 1 to 9 with bob and cid and oneself, and what is kept of each
		w.say(t, asBob, ann, fmt.Sprint("bob ", i))
		save(toBob, w.last(t, ann, bob))
	}
	w.say(t, asAnn, ann, "a note")
	w.say(t, Caller{User: cid}, ann, "cid 0")
	save(toCid, w.last(t, ann, cid))

	list := func(q SavedQuery) string {
		t.Helper()
		p, err := w.SavedDialogs(t.Context(), ann, q)
		check(t, err, nil)
		var out []string
		for _, d := range p.Dialogs {
			pin := ""
			if d.Pinned {
				pin = "*"
			}
			out = append(out, fmt.Sprintf("%s%d=%s", pin, d.Peer.ID, string(d.Top.Text)))
		}
		return fmt.Sprintf("%s of %d", strings.Join(out, ", "), p.Count)
	}
	is := func(what, got, want string) {
		t.Helper()
		if got != want {
			t.Errorf("%s: %s, want %s", what, got, want)
		}
	}
	is("all", list(SavedQuery{Limit: 10}), "1003=cid 0, 1001=a note, 1002=bob 2 of 3")
	is("a page", list(SavedQuery{Limit: 1}), "1003=cid 0 of 3")
	all, err := w.SavedDialogs(t.Context(), ann, SavedQuery{Limit: 10})
	check(t, err, nil)
	is("the next page", list(SavedQuery{Limit: 1, OffsetID: all.Dialogs[0].Top.ID, OffsetPeer: toCid}), "1001=a note of 3")
	is("after the last", list(SavedQuery{Limit: 9, OffsetID: all.Dialogs[2].Top.ID, OffsetPeer: toBob}), " of 3")
	is("before a date", list(SavedQuery{Limit: 9, OffsetDate: all.Dialogs[1].Top.Sent}), "1002=bob 2 of 3")

	w.hints = nil
	check(t, w.PinSaved(t.Context(), asAnn, toBob, true), nil)
	if len(w.hints) != 1 || w.hints[0].Events[0].Kind != lamplight.EventSavedPinned || w.hints[0].Events[0].Peer != toBob {
		t.Errorf("told %+v", w.hints)
	}
	is("pinned first", list(SavedQuery{Limit: 10}), "*1002=bob 2, 1003=cid 0, 1001=a note of 3")
	is("after the pinned", list(SavedQuery{Limit: 1, OffsetPeer: toBob, OffsetID: all.Dialogs[2].Top.ID}), "1003=cid 0 of 3")
	is("without pinned", list(SavedQuery{Limit: 10, ExcludePinned: true}), "1003=cid 0, 1001=a note of 3")
	check(t, w.PinSaved(t.Context(), asAnn, lamplight.UserPeer(2001), true), lamplight.ErrPeerInvalid)
	check(t, w.PinSaved(t.Context(), asAnn, toAnn, true), nil)
	is("two pins", list(SavedQuery{Limit: 2}), "*1001=a note, *1002=bob 2 of 3")
	check(t, w.ReorderSaved(t.Context(), asAnn, []lamplight.Peer{toBob, toCid}, false), nil)
	is("in order", list(SavedQuery{Limit: 2}), "*1002=bob 2, *1001=a note of 3")
	check(t, w.ReorderSaved(t.Context(), asAnn, []lamplight.Peer{toCid}, true), nil)
	is("replaced", list(SavedQuery{Limit: 2}), "*1003=cid 0, 1001=a note of 3")
	check(t, w.ReorderSaved(t.Context(), asAnn, []lamplight.Peer{lamplight.UserPeer(2001)}, true), lamplight.ErrPeerInvalid)
	check(t, w.PinSaved(t.Context(), asAnn, toCid, false), nil)
	pinned, err := w.PinnedSavedDialogs(t.Context(), ann)
	check(t, err, nil)
	if len(pinned.Dialogs) != 0 {
		t.Errorf("still pinned: %+v", pinned)
	}
	some, err := w.SavedDialogsOf(t.Context(), ann, []lamplight.Peer{toBob, lamplight.UserPeer(2001), toCid})
	check(t, err, nil)
	if len(some.Dialogs) != 2 || some.Dialogs[0].Peer != toBob || some.Dialogs[1].Peer != toCid {
		t.Errorf("of some origins: %+v", some)
	}

	history := func(q HistoryQuery) string {
		t.Helper()
		q.Peer = toBob
		p, err := w.SavedHistory(t.Context(), ann, q)
		check(t, err, nil)
		var out []string
		for _, m := range p.Messages {
			out = append(out, string(m.Text))
		}
		return fmt.Sprintf("%s of %d, %d newer", strings.Join(out, ", "), p.Count, p.OffsetIDOffset)
	}
	last := some.Dialogs[0].Top
	is("history", history(HistoryQuery{Limit: 9}), "bob 2, bob 1, bob 0 of 3, 0 newer")
	is("below an id", history(HistoryQuery{Limit: 1, OffsetID: last.ID}), "bob 1 of 3, 1 newer")
	is("before a date", history(HistoryQuery{Limit: 9, OffsetDate: last.Sent}), "bob 1, bob 0 of 3, 1 newer")
	is("newer ones", history(HistoryQuery{Limit: 2, OffsetID: last.ID, AddOffset: -1}), "bob 2, bob 1 of 3, 0 newer")
	is("cut at the newest", history(HistoryQuery{Limit: 2, AddOffset: -1}), "bob 2 of 3, 0 newer")
	is("up to an id", history(HistoryQuery{Limit: 9, MaxID: last.ID}), "bob 1, bob 0 of 3, 0 newer")
	_, err = w.SavedHistory(t.Context(), ann, HistoryQuery{Peer: toBob, AddOffset: 1 << 30})
	check(t, err, lamplight.ErrLimitInvalid)

	w.limits.Clear = 1
	r, err := w.DeleteSaved(t.Context(), Clearing{Caller: asAnn, Peer: toBob, MaxID: last.ID - 1})
	check(t, err, nil)
	if r.Count != 1 || r.Remaining != 1 {
		t.Errorf("the first portion removed %d and left %d", r.Count, r.Remaining)
	}
	is("after it", history(HistoryQuery{Limit: 9}), "bob 2, bob 0 of 2, 0 newer")
	w.limits.Clear = 100
	_, err = w.DeleteSaved(t.Context(), Clearing{Caller: asAnn, Peer: toBob, Since: w.clock, Until: w.clock.Add(-1e9)})
	check(t, err, ErrMaxDate)
	r, err = w.DeleteSaved(t.Context(), Clearing{Caller: asAnn, Peer: toBob})
	check(t, err, nil)
	if r.Count != 2 || r.Remaining != 0 {
		t.Errorf("the rest: removed %d and left %d", r.Count, r.Remaining)
	}
	is("what is left", list(SavedQuery{Limit: 10}), "1003=cid 0, 1001=a note of 2")
	if got := w.texts(t, ann, bob); !strings.Contains(got, "bob 0") {
		t.Errorf("the conversation that they came from lost them: %q", got)
	}
}
