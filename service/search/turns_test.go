package search

import (
	"context"
	"errors"
	"testing"
	"testing/synctest"
	"time"

	"lamplight/boxes"
)

// TestTurns has one search wait for another, and give up in time.
func TestTurns(t *testing.T) {
	w := newWorld(t, Limits{AtOnce: 1, Query: 20 * time.Millisecond}, boxes.Limits{})
	w.say(ann, bob, "lamp")
	leave, err := w.turns.take(t.Context(), bob)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := w.Search(t.Context(), Query{User: ann, Text: "lamp"}); !errors.Is(err, ErrTimeout) {
		t.Errorf("while another runs: %v", err)
	}
	leave()
	w.Service = w.service(Limits{AtOnce: 1})
	for range 3 {
		if got := w.texts(Query{User: ann, Text: "lamp"}); len(got) != 1 {
			t.Errorf("found %q", got)
		}
	}
	ended, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := w.Search(ended, Query{User: ann, Text: "lamp"}); !errors.Is(err, context.Canceled) {
		t.Errorf("after the caller left: %v", err)
	}
	func() {
		defer func() { recover() }()
		w.inTurn(t.Context(), ann, func(context.Context) error { panic("a fault of ours") })
	}()
	if got := w.texts(Query{User: ann, Text: "lamp"}); len(got) != 1 {
		t.Errorf("found %q after a panic", got)
	}
	if n := len(w.turns.own); n != 0 {
		t.Errorf("%d lines are left", n)
	}
}

// TestTurnsOfOneAccount has Ann ask for a great deal: Bob still gets a turn at once, and hers come one after the other.
func TestTurnsOfOneAccount(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		turns := newTurns(2)
		running, most, done := 0, 0, make(chan struct{}, 10)
		for range 10 {
			go func() {
				leave, err := turns.take(t.Context(), ann)
				if err != nil {
					t.Error(err)
				}
				running++
				most = max(most, running)
				time.Sleep(time.Second)
				running--
				leave()
				done <- struct{}{}
			}()
		}
		synctest.Wait()
		start := time.Now()
		leave, err := turns.take(t.Context(), bob)
		if err != nil || time.Since(start) != 0 {
			t.Errorf("Bob waited %v: %v", time.Since(start), err)
		}
		leave()
		for range 10 {
			<-done
		}
		if most != 1 || time.Since(start) != 10*time.Second {
			t.Errorf("%d of Ann's ran at once, all of them in %v", most, time.Since(start))
		}
		if len(turns.own) != 0 || len(turns.any) != 0 {
			t.Errorf("%d lines and %d turns are left", len(turns.own), len(turns.any))
		}
	})
}
