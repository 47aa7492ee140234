package accounts_test

import (
	"context"
	"strings"
	"testing"

	"lamplight"
	"lamplight/service/accounts"
	"lamplight/store"
)

// cutOff is a store of a process that may end between a commit and the jobs that follow it: they are left to the next one.
type cutOff struct {
	store.Store
	cut  bool
	left []store.Job
}

func (c *cutOff) Write(ctx context.Context, f func(store.Tx) error) error {
	if !c.cut {
		return c.Store.Write(ctx, f)
	}
	var jobs []store.Job
	err := c.Store.Write(ctx, func(tx store.Tx) error {
		jobs = nil
		return f(queueing{tx, &jobs})
	})
	if err == nil {
		c.left = append(c.left, jobs...)
	}
	return err
}

type queueing struct {
	store.Tx
	jobs *[]store.Job
}

func (q queueing) Enqueue(j store.Job) error {
	*q.jobs = append(*q.jobs, j)
	return nil
}

// TestANewDeviceIsAnnouncedAfterACrash ends the process right after somebody signed in: the owner learns of it all the same,
// unless the device is gone by then.
func TestANewDeviceIsAnnouncedAfterACrash(t *testing.T) {
	for _, gone := range []bool{false, true} {
		cut := new(cutOff)
		w := newWorld(t, func(o *accounts.Options) { cut.Store, o.Store = o.Store, cut })
		first := w.signUp(phone)
		before := len(w.notices)
		cut.cut = true
		second, err := w.signIn(phone)
		w.ok(err)
		cut.cut = false
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
		w.ok(cut.Store.Write(t.Context(), func(tx store.Tx) error {
			for _, j := range cut.left {
				if err := tx.Enqueue(j); err != nil {
					return err
				}
			}
			return nil
		}))
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
