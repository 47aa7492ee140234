package messages

import (
	"slices"
	"testing"
	"time"

	"lamplight"
)

func TestOutboxReadDate(t *testing.T) {
	w := newWorld(t)
	refusal := &lamplight.Error{Kind: lamplight.Forbidden, Code: "USER_PRIVACY_RESTRICTED"}
	for range 3 {
		w.say(t, asAnn, bob, "read this") // 1 to 3
	}
	w.say(t, asBob, ann, "wait") // 4
	w.say(t, asAnn, ann, "note") // 5
	sent := w.clock
	read := func(upTo lamplight.MessageID) time.Time {
		t.Helper()
		w.clock = w.clock.Add(time.Minute)
		if _, err := w.ReadHistory(t.Context(), asBob, toAnn, upTo); err != nil {
			t.Fatal(err)
		}
		return w.clock
	}
	one := read(1)
	two := read(2)
	for i, tt := range []struct {
		peer   lamplight.Peer
		id     lamplight.MessageID
		later  time.Duration
		hidden error
		want   error
		at     time.Time
	}{
		{peer: toBob, id: 1, at: one},
		{peer: toBob, id: 2, at: two},
		{peer: toBob, id: 3, want: ErrNotReadYet},
		{peer: toBob, id: 4, want: lamplight.ErrMessageInvalid}, // bob's own
		{peer: toBob, id: 5, want: lamplight.ErrMessageInvalid}, // of another conversation
		{peer: toBob, id: 99, want: lamplight.ErrMessageInvalid},
		{peer: toAnn, id: 5, want: lamplight.ErrMessageInvalid}, // nobody else reads it
		{peer: lamplight.ChatPeer(1), id: 1, want: lamplight.ErrPeerInvalid},
		{peer: toBob, id: 1, hidden: refusal, want: refusal},
		{peer: toBob, id: 3, hidden: refusal, want: refusal}, // not even that it was not read
		{peer: toBob, id: 2, later: 7*24*time.Hour - time.Hour, at: two},
		{peer: toBob, id: 2, later: 7*24*time.Hour + time.Second, want: ErrReadTooOld},
	} {
		w.clock, w.hidden = sent.Add(tt.later), tt.hidden
		at, err := w.OutboxReadDate(t.Context(), ann, tt.peer, tt.id)
		check(t, err, tt.want)
		if !at.Equal(tt.at) {
			t.Errorf("question %d: read at %v, want %v", i, at, tt.at)
		}
	}
}

// TestReadPastWhatIsGone reads a conversation whose last messages the other side has deleted for itself: its mark comes to
// the newest of what it still has, whatever the clock says.
func TestReadPastWhatIsGone(t *testing.T) {
	w := newWorld(t)
	first := w.say(t, asAnn, bob, "one")
	w.say(t, asAnn, bob, "two")
	w.clock = w.clock.Add(-time.Hour)
	gone := w.say(t, asAnn, bob, "three")
	later := w.say(t, asAnn, bob, "four")
	if _, err := w.Delete(t.Context(), asAnn, []lamplight.MessageID{gone.ID}, false); err != nil {
		t.Fatal(err)
	}
	read := func(upTo lamplight.MessageID, want lamplight.MessageID) {
		t.Helper()
		if _, err := w.ReadHistory(t.Context(), asBob, toAnn, upTo); err != nil {
			t.Fatal(err)
		}
		if got := w.dialog(t, ann, bob).ReadOutbox; got != want {
			t.Errorf("after reading up to %d ann is told of %d, want %d", upTo, got, want)
		}
	}
	read(1, first.ID)
	read(3, first.ID+1)
	read(0, later.ID)
	if got := w.dialog(t, bob, ann).ReadInbox; got != 4 {
		t.Errorf("bob read up to %d", got)
	}
}

// TestRepeatTellsNoDraft sends a message twice, with a draft written in between: the second answer does not say that there
// is none.
func TestRepeatTellsNoDraft(t *testing.T) {
	w := newWorld(t)
	for _, text := range []lamplight.Text{"first", "second"} {
		if _, err := w.SaveDraft(t.Context(), asAnn, toBob, lamplight.Draft{Text: text}); err != nil {
			t.Fatal(err)
		}
		s, err := w.Send(t.Context(), Draft{Caller: asAnn, To: toBob, Text: "sent", Random: 7, ClearDraft: true})
		if err != nil {
			t.Fatal(err)
		}
		told := slices.ContainsFunc(s.Events, func(e lamplight.Event) bool { return e.Kind == lamplight.EventDraft })
		if first := text == "first"; told != first {
			t.Errorf("with draft %q there, the answer tells of it: %v", string(text), told)
		}
	}
	if d := w.dialog(t, ann, bob); d.Draft == nil || d.Draft.Text != "second" {
		t.Errorf("draft %+v", d.Draft)
	}
}
