package accounts_test

import (
	"strings"
	"testing"

	"lamplight"
	"lamplight/service/accounts"
	"lamplight/store/storetest"
)

// TestANewDeviceIsAnnouncedAfterACrash ends the process right after somebody signed in: the owner learns of it all the same,
// unless the device is gone by then.
func TestANewDeviceIsAnnouncedAfterACrash(t *testing.T) {
	for _, gone := range []bool{false, true} {
		cut := new(storetest.CutOff)
		w := newWorld(t, func(o *accounts.Options) { cut.Store, o.Store = o.Store, cut })
		first := w.signUp(phone)
		before := len(w.notices)
		cut.Cut = true
		second, err := w.signIn(phone)
		w.ok(err)
		cut.Cut = false
		said := func() (n int) {
			for _, s := range w.notices[before:] {
				if strings.HasPrefix(s, "New login") {
					n++
				}
			}
			return n
		}
		if n := said(); n != 0 || len(w.notes) != 0 {
			t.Fatalf("announced %d times, %d notes, before the job ran", n, len(w.notes))
		}
		if gone {
			w.ok(w.EndDevice(t.Context(), first, second.Session))
		}
		w.ok(cut.Resume(t.Context()))
		want := 1
		if gone {
			want = 0
		}
		if n := said(); n != want {
			t.Errorf("gone %v: announced %d times, want %d", gone, n, want)
		}
		told := 0
		for _, n := range w.notes {
			if n.Kind == lamplight.EventNewSession && n.Number == int64(second.Session) && n.Flag {
				told++
			}
		}
		if told != want {
			t.Errorf("gone %v: devices were told %d times, want %d", gone, told, want)
		}
	}
}
