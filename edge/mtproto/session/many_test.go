package session

import (
	"slices"
	"testing"

	"lamplight"
)

// TestWhatManyAreTold has two sessions told of one event: it is written once for both, but for who wrote the message.
func TestWhatManyAreTold(t *testing.T) {
	inBubble(t, Limits{}, func(t *testing.T, h *harness) {
		a, b := h.client(h.newKey(1)), h.client(h.newKey(2))
		defer a.close()
		defer b.close()
		a.call(getState)
		b.call(getState)
		post := typing(7)
		post.Told = new(lamplight.Told)
		post.Message = &lamplight.Message{From: lamplight.UserPeer(2)}
		flagged := post
		flagged.Told, flagged.Flag, flagged.Number = new(lamplight.Told), true, 8
		for _, u := range []lamplight.UserID{1, 2} {
			h.updates.tell(u, typing(5), post, flagged, typing(6))
		}
		if got := a.pushed(4); !slices.Equal(got, []int64{5, 1007, 8, 6}) {
			t.Errorf("a reader is told %v", got)
		}
		if got := b.pushed(4); !slices.Equal(got, []int64{5, 7, 8, 6}) {
			t.Errorf("who wrote it is told %v", got)
		}
	})
}

func TestTogether(t *testing.T) {
	own, news, other := lamplight.BoxID(1), lamplight.ChannelBox(7), lamplight.ChannelBox(8)
	told := new(lamplight.Told)
	tests := []struct {
		name   string
		events []lamplight.Event
		want   int
	}{
		{"of one box", []lamplight.Event{{Box: own}, {Box: own}}, 2},
		{"a channel after the account's own", []lamplight.Event{{Box: own}, {Box: own}, {Box: news}}, 2},
		{"two channels", []lamplight.Event{{Box: news}, {Box: other}}, 1},
		{"told to many", []lamplight.Event{{Box: news, Told: told}, {Box: news, Told: told}}, 1},
		{"told to many, later", []lamplight.Event{{Box: news}, {Box: news, Told: told}}, 1},
		{"without a box", []lamplight.Event{{}, {Box: own}}, 2},
	}
	for _, tt := range tests {
		if got := together(tt.events); got != tt.want {
			t.Errorf("%s: %d, want %d", tt.name, got, tt.want)
		}
	}
}

// TestWhatIsTakenBack has something change between an account and a channel while events of it wait to be told.
func TestWhatIsTakenBack(t *testing.T) {
	news, other := lamplight.ChannelBox(7), lamplight.ChannelBox(8)
	change := []lamplight.Event{{Kind: lamplight.EventChat, Box: 1, Peer: lamplight.ChannelPeer(7)}}
	ss := &session{
		events: []lamplight.Event{{Box: 1}, {Box: news}, {Box: other}, {Box: news}},
		out: []outbound{
			{kind: kindPush, channel: 7, body: make([]byte, 5)}, {kind: kindPush, channel: 8, body: make([]byte, 3)},
			{kind: kindAnswer, channel: 7, body: make([]byte, 2)},
		},
		outBytes: 10, pushBytes: 8,
	}
	ss.withdrawLocked(change)
	if n := len(ss.events); n != 3 || ss.events[1].Box != other || ss.events[2].Kind != lamplight.EventTooLong || ss.events[2].Box != news {
		t.Errorf("events left: %+v", ss.events)
	}
	if len(ss.out) != 2 || ss.outBytes != 5 || ss.pushBytes != 3 {
		t.Errorf("pushes left: %d, %d bytes, %d of pushes", len(ss.out), ss.outBytes, ss.pushBytes)
	}
	ss.events, ss.out = nil, nil
	ss.withdrawLocked(change)
	if len(ss.events) != 0 {
		t.Errorf("nothing waited, and it asks: %+v", ss.events)
	}
}
