package session

import (
	"slices"
	"strings"
	"testing"
	"testing/synctest"

	"github.com/gotd/td/tg"

	"lamplight"
)

func TestBatch(t *testing.T) {
	small := lamplight.Event{Kind: lamplight.EventTyping}
	message := func(size int) lamplight.Event {
		return lamplight.Event{Message: &lamplight.Message{Text: lamplight.Text(strings.Repeat("x", size))}}
	}
	link := lamplight.Event{Draft: &lamplight.Draft{Entities: []lamplight.Entity{{URL: strings.Repeat("x", 2000)}}}}
	quote := lamplight.Event{Message: &lamplight.Message{Reply: &lamplight.Reply{Quote: message(2000).Message.Text}}}
	for _, tt := range []struct {
		name   string
		events []lamplight.Event
		room   int
		want   int
	}{
		{"nothing", nil, 100, 0},
		{"all", []lamplight.Event{small, small, small}, 3 * updateSize, 3},
		{"as many as fit", []lamplight.Event{small, small, small}, 3*updateSize - 1, 2},
		{"one at least", []lamplight.Event{message(1 << 20), small}, 100, 1},
		{"the large one waits", []lamplight.Event{small, message(5000), small}, 5000, 1},
		{"links count", []lamplight.Event{small, link}, 2000, 1},
		{"quotes count", []lamplight.Event{small, quote}, 2000, 1},
	} {
		if got := batch(tt.events, tt.room); got != tt.want {
			t.Errorf("%s: %d, want %d", tt.name, got, tt.want)
		}
	}
}

// Many large events become several pushes, in order.
func TestLargePushesAreCut(t *testing.T) {
	const room, size, n = 64 << 10, 16 << 10, 40
	inBubble(t, Limits{PushQueueBytes: room}, func(t *testing.T, h *harness) {
		c := h.client(h.newKey(1))
		defer c.close()
		c.call(getState)
		events := make([]lamplight.Event, n)
		for i := range events {
			events[i] = typing(int64(i + 1))
			events[i].Message = &lamplight.Message{Text: lamplight.Text(strings.Repeat("x", size))}
		}
		h.updates.tell(1, events...)
		synctest.Wait()
		var got []int64
		for len(got) < n {
			us := decode[tg.Updates](t, c.want(tg.UpdatesTypeID).body).Updates
			if len(us) > room/size {
				t.Errorf("a push of %d events of %d bytes, with room for %d bytes", len(us), size, room)
			}
			for _, u := range us {
				got = append(got, u.(*tg.UpdateUserTyping).UserID)
			}
		}
		if len(got) != n || !slices.IsSorted(got) {
			t.Errorf("pushed %v", got)
		}
	})
}
