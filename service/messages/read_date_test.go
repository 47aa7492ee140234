package messages

import (
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
