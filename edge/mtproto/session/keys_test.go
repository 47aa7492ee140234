package session

import (
	"errors"
	"testing"
	"time"

	"lamplight"
)

// What changes while a key is read decides whether it is read again.
func TestKeyChangesWhileItIsRead(t *testing.T) {
	tests := []struct {
		name  string
		temp  bool
		hint  func(h *harness, id, perm lamplight.KeyID, n int) // during the nth reading
		reads int
		err   error
	}{
		{name: "nothing", hint: func(*harness, lamplight.KeyID, lamplight.KeyID, int) {}, reads: 1},
		{name: "others, all the time", reads: 1, hint: func(h *harness, id, _ lamplight.KeyID, _ int) {
			for other := id + 1; other < id+100; other++ {
				h.keys.tell(other, false)
			}
		}},
		{name: "itself once", reads: 2, hint: func(h *harness, id, _ lamplight.KeyID, n int) {
			if n == 1 {
				h.keys.tell(id, false)
			}
		}},
		{name: "itself all the time", reads: 3, err: errBusy, hint: func(h *harness, id, _ lamplight.KeyID, _ int) {
			h.keys.tell(id, false)
		}},
		// The permanent key is in memory already, so the one reading is of the temporary key.
		{name: "a temporary one, nothing", temp: true, reads: 1, hint: func(*harness, lamplight.KeyID, lamplight.KeyID, int) {}},
		// Two readings of the temporary key, and one of the permanent one, which is not there any more, after the first.
		{name: "a temporary one, its permanent one ends", temp: true, reads: 2, err: ErrKeyUnknown, hint: func(h *harness, _, perm lamplight.KeyID, n int) {
			if n == 1 {
				if err := h.keys.Destroy(t.Context(), perm); err != nil {
					t.Error(err)
				}
			}
		}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			inBubble(t, Limits{}, func(t *testing.T, h *harness) {
				id := h.newKey(1).ID
				perm := id
				if tt.temp {
					id = h.newKey(0).ID
					h.keys.change(id, func(a *lamplight.AuthKey) {
						a.Temp, a.Bound, a.Expires = true, perm, time.Now().Add(time.Hour)
					})
					if _, err := h.s.key(t.Context(), perm); err != nil {
						t.Fatal(err)
					}
				}
				reads := 0
				h.keys.during = func() {
					reads++
					tt.hint(h, id, perm, reads)
				}
				k, err := h.s.key(t.Context(), id)
				if !errors.Is(err, tt.err) || reads != tt.reads {
					t.Errorf("%d readings, %v; want %d, %v", reads, err, tt.reads, tt.err)
				}
				if err == nil && h.s.keys[id] != k {
					t.Error("not remembered")
				}
			})
		})
	}
}
