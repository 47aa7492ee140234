package messages

import (
	"fmt"
	"testing"

	"lamplight"
)

// pinned returns the pinned messages of a conversation as one line, newest first.
func (w *world) pinned(t testing.TB, user, with lamplight.UserID) string {
	t.Helper()
	p, err := w.History(t.Context(), user, HistoryQuery{Peer: lamplight.UserPeer(with), Pinned: true, Limit: 100})
	if err != nil {
		t.Fatal(err)
	}
	var out []lamplight.MessageID
	for _, m := range p.Messages {
		out = append(out, m.ID)
	}
	last, err := w.LastPinned(t.Context(), user, lamplight.UserPeer(with))
	if err != nil || len(out) == 0 && last != 0 || len(out) > 0 && last != out[0] {
		t.Errorf("last pinned of %v is %d, %v", out, last, err)
	}
	return fmt.Sprint(out)
}

// TestPinMessage pins and unpins in one conversation. Ann's ids there are 2, 3 and 4; bob's 1, 2 and 3.
func TestPinMessage(t *testing.T) {
	w := newWorld(t)
	w.say(t, asAnn, cid, "so that numbers differ")
	for range 3 {
		w.say(t, asAnn, bob, "words")
	}
	if _, err := w.Delete(t.Context(), asBob, []lamplight.MessageID{3}, false); err != nil {
		t.Fatal(err)
	}
	for i, s := range []struct {
		p           Pinning
		want        error
		ann, bob    string // what is pinned after it
		told        bool   // a service message is in both boxes
		ownEvents   int
		policyAsked bool
	}{
		{p: Pinning{Caller: asAnn, Peer: toBob, ID: 2}, ann: "[2]", bob: "[1]", told: true, ownEvents: 2, policyAsked: true},
		{p: Pinning{Caller: asAnn, Peer: toBob, ID: 2}, want: ErrPinNotModified, ann: "[2]", bob: "[1]"},
		{p: Pinning{Caller: asAnn, Peer: toBob, ID: 3, OneSide: true}, ann: "[3 2]", bob: "[1]", ownEvents: 1},
		{p: Pinning{Caller: asAnn, Peer: toBob, ID: 3, OneSide: true}, want: ErrPinNotModified, ann: "[3 2]", bob: "[1]"},
		{p: Pinning{Caller: asAnn, Peer: toBob, ID: 3, Silent: true}, ann: "[3 2]", bob: "[2 1]", told: true, ownEvents: 1, policyAsked: true},
		{p: Pinning{Caller: asBob, Peer: toAnn, ID: 1, Unpin: true}, ann: "[3]", bob: "[2]", ownEvents: 1, policyAsked: true},
		{p: Pinning{Caller: asBob, Peer: toAnn, ID: 1, Unpin: true}, want: ErrPinNotModified, ann: "[3]", bob: "[2]"},
		{p: Pinning{Caller: asBob, Peer: toAnn, ID: 2, Unpin: true, OneSide: true}, ann: "[3]", bob: "[]", ownEvents: 1},
		// Bob has deleted his copy of this one.
		{p: Pinning{Caller: asAnn, Peer: toBob, ID: 4}, ann: "[4 3]", bob: "[]", told: true, ownEvents: 2, policyAsked: true},
		{p: Pinning{Caller: asAnn, Peer: toBob, ID: 1}, want: lamplight.ErrMessageInvalid, ann: "[4 3]", bob: "[]"},
		{p: Pinning{Caller: asAnn, Peer: toBob, ID: 99}, want: lamplight.ErrMessageInvalid, ann: "[4 3]", bob: "[]"},
		{p: Pinning{Caller: asAnn, Peer: toBob, ID: 5}, want: lamplight.ErrMessageInvalid, ann: "[4 3]", bob: "[]"}, // a service message
		{p: Pinning{Caller: asAnn, Peer: lamplight.ChatPeer(1), ID: 2}, want: lamplight.ErrPeerInvalid, ann: "[4 3]", bob: "[]"},
	} {
		w.calls = nil
		top := w.head(t, bob).Top
		r, err := w.PinMessage(t.Context(), s.p)
		check(t, err, s.want)
		if a, b := w.pinned(t, ann, bob), w.pinned(t, bob, ann); a != s.ann || b != s.bob {
			t.Errorf("step %d: pinned %s and %s, want %s and %s", i, a, b, s.ann, s.bob)
		}
		if told := w.head(t, bob).Top > top; told != s.told || (len(w.calls) > 0) != s.policyAsked {
			t.Errorf("step %d: told %v, asked %v", i, told, w.calls)
		}
		if len(r.Events) != s.ownEvents {
			t.Errorf("step %d: events %+v", i, r.Events)
		}
		if !s.told {
			continue
		}
		m, there := w.last(t, ann, bob), w.last(t, bob, ann)
		if m.Action == nil || m.Action.Kind != lamplight.ActionPinMessage || m.Reply.ID != s.p.ID || m.Silent != s.p.Silent || !m.Out {
			t.Errorf("step %d: told as %+v", i, m)
		}
		if there.Content != m.Content || there.Out || there.Reply.ID != max(0, s.p.ID-1) && s.p.ID != 4 || s.p.ID == 4 && there.Reply.ID != 0 {
			t.Errorf("step %d: told the other side as %+v", i, there)
		}
	}

	w.policy = errNo
	_, err := w.PinMessage(t.Context(), Pinning{Caller: asAnn, Peer: toBob, ID: 2})
	check(t, err, errNo)
	if _, err = w.PinMessage(t.Context(), Pinning{Caller: asAnn, Peer: toBob, ID: 2, OneSide: true}); err != nil {
		t.Errorf("what nobody else sees needs nobody's leave: %v", err)
	}
}

func TestUnpinAll(t *testing.T) {
	w := newWorld(t)
	for i := range 4 {
		w.say(t, asAnn, bob, "words")
		_, err := w.PinMessage(t.Context(), Pinning{
			Caller: []Caller{asAnn, asBob}[i%2], Peer: []lamplight.Peer{toBob, toAnn}[i%2], ID: lamplight.MessageID(1 + i), OneSide: true,
		})
		check(t, err, nil)
	}
	for _, id := range []lamplight.MessageID{1, 2} {
		_, err := w.PinMessage(t.Context(), Pinning{Caller: asAnn, Peer: toBob, ID: id})
		check(t, err, nil)
	}
	if a, b := w.pinned(t, ann, bob), w.pinned(t, bob, ann); a != "[3 2 1]" || b != "[4 2 1]" {
		t.Fatalf("pinned %s and %s", a, b)
	}
	w.limits.Clear = 2
	for i, want := range []struct {
		left     int
		ann, bob string
	}{{1, "[1]", "[4 1]"}, {0, "[]", "[4]"}, {0, "[]", "[4]"}} {
		r, err := w.UnpinAll(t.Context(), asAnn, toBob)
		check(t, err, nil)
		if a, b := w.pinned(t, ann, bob), w.pinned(t, bob, ann); r.Remaining != want.left || a != want.ann || b != want.bob {
			t.Errorf("portion %d: %d left, pinned %s and %s; want %+v", i, r.Remaining, a, b, want)
		}
	}
}

// TestPinInNotes pins what one wrote to oneself: there is nobody to tell.
func TestPinInNotes(t *testing.T) {
	w := newWorld(t)
	m := w.say(t, asAnn, ann, "buy oil")
	r, err := w.PinMessage(t.Context(), Pinning{Caller: asAnn, Peer: toAnn, ID: m.ID})
	check(t, err, nil)
	if len(r.Events) != 1 || w.pinned(t, ann, ann) != "[1]" || w.head(t, ann).Top != 1 {
		t.Errorf("events %+v", r.Events)
	}
	_, err = w.UnpinAll(t.Context(), asAnn, toAnn)
	check(t, err, nil)
	if got := w.pinned(t, ann, ann); got != "[]" {
		t.Errorf("pinned %s", got)
	}
}
