package messages

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"lamplight"
)

// forward passes messages on and returns the sender's copies.
func (w *world) forward(t testing.TB, f Forwarding) []lamplight.Message {
	t.Helper()
	w.clock = w.clock.Add(time.Second)
	r, err := w.Forward(t.Context(), f)
	if err != nil {
		t.Fatalf("forward %v: %v", f.IDs, err)
	}
	var out []lamplight.Message
	for _, e := range r.Events {
		if e.Kind == lamplight.EventNewMessage {
			out = append(out, *e.Message)
		}
	}
	return out
}

func TestForwardRefuses(t *testing.T) {
	many := make([]lamplight.MessageID, 101)
	service := lamplight.UserPeer(lamplight.ServiceUser)
	tests := []struct {
		name   string
		f      Forwarding
		policy error
		screen error
		want   error
	}{
		{name: "all is well", f: Forwarding{From: toBob, IDs: []lamplight.MessageID{1}, Randoms: []int64{7}, To: toBob}},
		{name: "nothing", f: Forwarding{From: toBob, To: toBob}, want: ErrIDsEmpty},
		{name: "too many", f: Forwarding{From: toBob, To: toBob, IDs: many, Randoms: make([]int64, 101)}, want: lamplight.ErrLimitInvalid},
		{name: "a random number is missing", f: Forwarding{From: toBob, IDs: []lamplight.MessageID{1, 2}, Randoms: []int64{7}, To: toBob},
			want: ErrRandomInvalid},
		{name: "a random number of 0", f: Forwarding{From: toBob, IDs: []lamplight.MessageID{1}, Randoms: []int64{0}, To: toBob},
			want: ErrRandomEmpty},
		{name: "a random number twice", f: Forwarding{From: toBob, IDs: []lamplight.MessageID{1, 2}, Randoms: []int64{7, 7}, To: toBob},
			want: ErrRandomRepeated},
		{name: "from nobody", f: Forwarding{IDs: []lamplight.MessageID{1}, Randoms: []int64{7}, To: toBob}, want: lamplight.ErrPeerInvalid},
		{name: "to a group", f: Forwarding{From: toBob, IDs: []lamplight.MessageID{1}, Randoms: []int64{7}, To: lamplight.ChatPeer(1)},
			want: lamplight.ErrPeerInvalid},
		{name: "to the service account", f: Forwarding{From: toBob, IDs: []lamplight.MessageID{1}, Randoms: []int64{7}, To: service},
			want: ErrWriteForbidden},
		{name: "of another conversation", f: Forwarding{From: toAnn, IDs: []lamplight.MessageID{1}, Randoms: []int64{7}, To: toBob},
			want: lamplight.ErrMessageInvalid},
		{name: "never there", f: Forwarding{From: toBob, IDs: []lamplight.MessageID{99}, Randoms: []int64{7}, To: toBob},
			want: lamplight.ErrMessageInvalid},
		{name: "protected, among others", f: Forwarding{From: toBob, IDs: []lamplight.MessageID{1, 3}, Randoms: []int64{7, 8}, To: toAnn},
			want: ErrProtected},
		{name: "not allowed", f: Forwarding{From: toBob, IDs: []lamplight.MessageID{1}, Randoms: []int64{7}, To: toBob}, policy: errNo, want: errNo},
		{name: "harmful", f: Forwarding{From: toBob, IDs: []lamplight.MessageID{1}, Randoms: []int64{7}, To: toBob}, screen: errNo, want: errNo},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			w := newWorld(t)
			w.say(t, asAnn, bob, "one")
			w.say(t, asAnn, bob, "two")
			if _, err := w.Send(t.Context(), Draft{Caller: asAnn, To: toBob, Text: "three", Random: 70, NoCopy: true}); err != nil {
				t.Fatal(err)
			}
			w.policy, w.screen = tt.policy, tt.screen
			before := w.head(t, ann)
			tt.f.Caller = asAnn
			_, err := w.Forward(t.Context(), tt.f)
			check(t, err, tt.want)
			if moved := w.head(t, ann) != before; moved == (tt.want != nil) {
				t.Errorf("the box moved: %v", moved)
			}
		})
	}
}

// TestForwardNamesTheFirstAuthor has a text go from bob over ann and cid back to bob and into ann's own notes.
func TestForwardNamesTheFirstAuthor(t *testing.T) {
	w := newWorld(t)
	toCid, asCid := lamplight.UserPeer(cid), Caller{User: cid, Origin: 31}
	w.say(t, asAnn, cid, "so that numbers differ")
	said := w.say(t, asBob, ann, "hello **you**")
	got := w.last(t, ann, bob)

	one := w.forward(t, Forwarding{Caller: asAnn, From: toBob, IDs: []lamplight.MessageID{got.ID}, Randoms: []int64{71}, To: toCid, Silent: true})[0]
	there := w.last(t, cid, ann)
	for _, m := range []lamplight.Message{one, there} {
		f := m.Forward
		if f == nil || f.From != toBob || f.Name != "" || !f.Date.Equal(said.Sent) || f.Content != said.Content || !f.SavedPeer.IsZero() ||
			m.Text != said.Text || m.From != toAnn || !m.Silent || m.Content == said.Content || !m.Sent.Equal(w.clock) {
			t.Errorf("forwarded once: %+v of %+v", f, m)
		}
	}
	if one.Content != there.Content || one.Random != 71 || there.Random != 0 || one.Peer != toCid || there.Peer != toAnn {
		t.Errorf("copies %+v and %+v", one, there)
	}

	w.forward(t, Forwarding{Caller: asCid, From: toAnn, IDs: []lamplight.MessageID{there.ID}, Randoms: []int64{72}, To: toBob})
	if f := w.last(t, bob, cid).Forward; f == nil || f.From != toBob || !f.Date.Equal(said.Sent) || f.Content != said.Content {
		t.Errorf("forwarded twice: %+v", f)
	}

	notes := w.forward(t, Forwarding{Caller: asAnn, From: toCid, IDs: []lamplight.MessageID{one.ID}, Randoms: []int64{73}, To: toAnn})[0]
	f := notes.Forward
	if notes.Out || f.From != toBob || f.SavedPeer != toCid || f.SavedID != one.ID || f.SavedFrom != toAnn || !f.SavedOut || !f.SavedDate.Equal(one.Sent) {
		t.Errorf("saved: %+v", f)
	}
	plain := w.forward(t, Forwarding{Caller: asAnn, From: toBob, IDs: []lamplight.MessageID{got.ID}, Randoms: []int64{74}, To: toAnn})[0].Forward
	if plain.SavedPeer != toBob || plain.SavedID != got.ID || !plain.SavedFrom.IsZero() || !plain.SavedDate.IsZero() || plain.SavedOut {
		t.Errorf("saved at first hand: %+v", plain)
	}

	_, err := w.Edit(t.Context(), Change{Caller: asAnn, Peer: toCid, ID: one.ID, Text: "other words in bob's mouth"})
	check(t, err, ErrAuthorRequired)
}

func TestForwardWithoutAuthor(t *testing.T) {
	w := newWorld(t)
	said := w.say(t, asBob, ann, "a joke")
	got := w.last(t, ann, bob)
	m := w.forward(t, Forwarding{
		Caller: asAnn, From: toBob, IDs: []lamplight.MessageID{got.ID}, Randoms: []int64{71}, To: lamplight.UserPeer(cid), DropAuthor: true,
	})[0]
	if m.Forward != nil || m.Source != said.Content || m.From != toAnn {
		t.Errorf("without author: %+v", m)
	}
	// What it came from is still known after one more hand.
	again := w.forward(t, Forwarding{
		Caller: asAnn, From: lamplight.UserPeer(cid), IDs: []lamplight.MessageID{m.ID}, Randoms: []int64{72}, To: toBob,
	})[0]
	if again.Forward.From != toAnn || again.Forward.Content != said.Content {
		t.Errorf("and on: %+v", again.Forward)
	}
}

func TestForwardOfThoseWhoHide(t *testing.T) {
	w := newWorld(t)
	toCid := lamplight.UserPeer(cid)
	w.unlinked = map[lamplight.UserID]lamplight.Text{bob: "Robert", ann: "Anna"}
	w.say(t, asBob, ann, "not my name, please")
	mine := w.say(t, asAnn, bob, "my own words")
	m := w.forward(t, Forwarding{
		Caller: asAnn, From: toBob, IDs: []lamplight.MessageID{1, mine.ID}, Randoms: []int64{71, 72}, To: toCid,
	})
	if f := m[0].Forward; !f.From.IsZero() || f.Name != "Robert" {
		t.Errorf("somebody who hides: %+v", f)
	}
	if f := m[1].Forward; f.From != toAnn || f.Name != "" {
		t.Errorf("one's own: %+v", f)
	}
	there := w.last(t, cid, ann) // ann's words
	asCid := Caller{User: cid, Origin: 31}
	saved := w.forward(t, Forwarding{Caller: asCid, From: toAnn, IDs: []lamplight.MessageID{there.ID}, Randoms: []int64{73}, To: toCid})[0].Forward
	if !saved.From.IsZero() || saved.Name != "Anna" || !saved.SavedFrom.IsZero() || saved.SavedName != "Anna" || saved.SavedPeer != toAnn {
		t.Errorf("saved: %+v", saved)
	}
}

// TestForwardIsOnceAndInOrder sends again the whole, a part, and a part with something new.
func TestForwardIsOnceAndInOrder(t *testing.T) {
	w := newWorld(t)
	toCid := lamplight.UserPeer(cid)
	for i := range 4 {
		w.say(t, asBob, ann, fmt.Sprint("m", i+1))
	}
	ids := func(n ...lamplight.MessageID) []lamplight.MessageID { return n }
	texts := func(ms []lamplight.Message) string {
		var out []string
		for _, m := range ms {
			out = append(out, string(m.Text))
		}
		return strings.Join(out, " ")
	}
	for _, tt := range []struct {
		name    string
		ids     []lamplight.MessageID
		randoms []int64
		answer  string
		history string
		groups  int // hints to the other side's box
	}{
		{"three, not in their order, one of them unknown", ids(3, 99, 1, 2), []int64{13, 99, 11, 12}, "m3 m1 m2", "m3 m1 m2", 1},
		{"again", ids(3, 99, 1, 2), []int64{13, 99, 11, 12}, "m3 m1 m2", "m3 m1 m2", 0},
		{"one of them again", ids(1), []int64{11}, "m1", "m3 m1 m2", 0},
		{"one of them and a new one", ids(2, 4), []int64{12, 14}, "m2 m4", "m3 m1 m2 m4", 1},
		{"with numbers of its own", ids(1, 1), []int64{21, 22}, "m1 m1", "m3 m1 m2 m4 m1 m1", 1},
	} {
		w.hints = nil
		ms := w.forward(t, Forwarding{Caller: asAnn, From: toBob, IDs: tt.ids, Randoms: tt.randoms, To: toCid})
		if got := texts(ms); got != tt.answer {
			t.Errorf("%s: answer %q, want %q", tt.name, got, tt.answer)
		}
		for _, of := range [][2]lamplight.UserID{{ann, cid}, {cid, ann}} {
			if got := w.texts(t, of[0], of[1]); got != tt.history {
				t.Errorf("%s: history of %d %q, want %q", tt.name, of[0], got, tt.history)
			}
		}
		told := map[lamplight.PTS]bool{}
		for _, h := range w.hints {
			if h.Box == lamplight.AccountBox(cid) {
				told[h.PTS] = true
			}
		}
		if (len(told) > 0) != (tt.groups > 0) {
			t.Errorf("%s: told of %v", tt.name, told)
		}
	}
	// What is gone is not answered with.
	last := w.last(t, ann, cid)
	_, err := w.Delete(t.Context(), asAnn, ids(last.ID), true)
	check(t, err, nil)
	f := Forwarding{Caller: asAnn, From: toBob, IDs: ids(1, 1), Randoms: []int64{21, 22}, To: toCid}
	if got := texts(w.forward(t, f)); got != "m1" {
		t.Errorf("one of them is gone: answer %q", got)
	}
	f.IDs, f.Randoms = ids(1), []int64{22}
	_, err = w.Forward(t.Context(), f)
	check(t, err, ErrRandomRepeated)
}

// TestForwardAgainThoughForbidden sends again what went through, after everything that let it through is gone.
func TestForwardAgainThoughForbidden(t *testing.T) {
	w := newWorld(t)
	w.say(t, asBob, ann, "words")
	f := Forwarding{Caller: asAnn, From: toBob, IDs: []lamplight.MessageID{1}, Randoms: []int64{71}, To: lamplight.UserPeer(cid)}
	first := w.forward(t, f)[0]
	if _, err := w.Delete(t.Context(), asAnn, []lamplight.MessageID{1}, false); err != nil {
		t.Fatal(err)
	}
	refusal := &lamplight.Error{Kind: lamplight.Forbidden, Code: "USER_IS_BLOCKED"}
	w.policy = refusal
	again, err := w.Forward(t.Context(), f)
	if err != nil || len(again.Events) != 1 || again.Events[0].Message.ID != first.ID {
		t.Errorf("again: %+v, %v", again, err)
	}
	f.Randoms = []int64{72}
	_, err = w.Forward(t.Context(), f)
	check(t, err, refusal)
	w.policy = nil
	_, err = w.Forward(t.Context(), f)
	check(t, err, lamplight.ErrMessageInvalid)
	if got := w.texts(t, cid, ann); got != "words" {
		t.Errorf("cid has %q", got)
	}

	w.say(t, asBob, ann, "more")
	f.IDs, f.Randoms, f.To = []lamplight.MessageID{3}, []int64{71}, toBob
	_, err = w.Forward(t.Context(), f)
	check(t, err, ErrRandomRepeated)

	if _, err := w.Delete(t.Context(), asAnn, []lamplight.MessageID{first.ID}, false); err != nil {
		t.Fatal(err)
	}
	f.To = lamplight.UserPeer(cid)
	_, err = w.Forward(t.Context(), f)
	check(t, err, ErrRandomRepeated)
}
