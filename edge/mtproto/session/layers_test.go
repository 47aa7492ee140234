package session

import (
	"testing"
	"testing/synctest"

	"github.com/gotd/td/tg"

	"lamplight"
	"lamplight/edge/mtproto/layers"
)

// TestEachSessionInItsLayer holds answers and pushes to the layer that the session speaks.
func TestEachSessionInItsLayer(t *testing.T) {
	self := &tg.UsersGetUsersRequest{ID: []tg.InputUserClass{&tg.InputUserSelf{}}}
	history := &tg.MessagesGetHistoryRequest{Peer: &tg.InputPeerSelf{}, Limit: 2}
	for _, layer := range layers.Supported() {
		inBubble(t, Limits{}, func(t *testing.T, h *harness) {
			a := h.newKey(1)
			h.keys.change(a.ID, func(a *lamplight.AuthKey) { a.Layer = layer })
			c := h.client(a)
			defer c.close()
			r := c.call(self)
			if r.code != 0 {
				t.Fatalf("layer %d: %d %s", layer, r.code, r.symbol)
			}
			h.mu.Lock()
			if got := h.calls[0].Layer; got != layer {
				t.Errorf("layer %d: the handler is told %d", layer, got)
			}
			h.mu.Unlock()
			// Vector, count, and then the user, whose constructor changed in 228.
			if is228 := constructor(r.body[8:]) == tg.UserTypeID; is228 != (layer >= layers.Newest) {
				t.Errorf("layer %d: the user is %#x", layer, constructor(r.body[8:]))
			}
			if r := c.call(history); r.code != 0 {
				t.Errorf("layer %d: history: %d %s", layer, r.code, r.symbol)
			}
			h.updates.tell(1, typing(5))
			c.want(tg.UpdatesTypeID)
		})
	}
}

// TestKeyWithoutALayer holds a client that never said its layer to the oldest one.
func TestKeyWithoutALayer(t *testing.T) {
	inBubble(t, Limits{}, func(t *testing.T, h *harness) {
		a := h.newKey(1)
		h.keys.change(a.ID, func(a *lamplight.AuthKey) { a.Layer = 0 })
		c := h.client(a)
		defer c.close()
		c.call(&tg.UsersGetUsersRequest{ID: []tg.InputUserClass{&tg.InputUserSelf{}}})
		synctest.Wait()
		if got := h.calls[0].Layer; got != layers.Oldest() {
			t.Errorf("layer %d, want %d", got, layers.Oldest())
		}
	})
}
