package storetest

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"testing"
	"time"

	"lamplight/store"
)

// patience is how long a test waits for the queue, which has a clock of its own.
const patience = 20 * time.Second

func testJobs(t *testing.T, open func(*testing.T) store.Store) {
	s := open(t)
	ran := make(chan string, 16)
	fail := make(chan bool, 1)
	s.Jobs().Handle("test.wait", func(_ context.Context, args json.RawMessage) error {
		select {
		case <-fail:
			return errors.New("once")
		default:
		}
		ran <- string(args)
		return nil
	})
	s.Jobs().Handle("test.queue", func(_ context.Context, args json.RawMessage) error {
		var compact bytes.Buffer // PostgreSQL writes JSON its own way
		if err := json.Compact(&compact, args); err != nil {
			return err
		}
		ran <- compact.String()
		return nil
	})
	s.Jobs().Handle("test.every", func(context.Context, json.RawMessage) error { ran <- "every"; return nil })
	s.Jobs().Every("test.every", 24*time.Hour)

	enqueue := func(j store.Job, after error) error {
		return s.Write(t.Context(), func(tx store.Tx) error {
			if err := tx.Enqueue(j); err != nil {
				return err
			}
			return after
		})
	}
	next := func(want string) {
		t.Helper()
		select {
		case got := <-ran:
			same(t, "job", got, want)
		case <-time.After(patience):
			t.Fatalf("job %s never ran", want)
		}
	}
	quiet := func(why string) {
		t.Helper()
		select {
		case got := <-ran:
			t.Errorf("%s: job %s ran", why, got)
		default:
		}
	}

	type who struct{ User int64 }
	fails(t, "enqueue", enqueue(store.Job{Kind: "test.wait", Args: who{7}, Wait: true}, nil), nil)
	if len(ran) != 1 {
		t.Fatal("a job with Wait had not run when Write returned")
	}
	next(`{"User":7}`)

	errNo := errors.New("no")
	fails(t, "undone", enqueue(store.Job{Kind: "test.wait", Args: who{8}, Wait: true}, errNo), errNo)
	quiet("the transaction was undone")
	fails(t, "no handler", enqueue(store.Job{Kind: "test.nobody", Wait: true}, nil), nil)

	fails(t, "enqueue", enqueue(store.Job{Kind: "test.queue", Args: who{9}}, nil), nil)
	quiet("the queue has not started")
	fail <- true
	fails(t, "a failing job does not fail the write", enqueue(store.Job{Kind: "test.wait", Args: who{10}, Wait: true}, nil), nil)
	quiet("it failed")

	if err := s.Jobs().Start(t.Context()); err != nil {
		t.Fatal(err)
	}
	seen := map[string]bool{}
	for range 2 {
		select {
		case got := <-ran:
			seen[got] = true
		case <-time.After(patience):
			t.Fatalf("only %v ran", seen)
		}
	}
	same(t, "jobs of the queue", seen, map[string]bool{`{"User":9}`: true, "every": true})
	if err := s.Jobs().Stop(t.Context()); err != nil {
		t.Fatal(err)
	}
	quiet("stopped")
}
