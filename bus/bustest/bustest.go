// Package bustest is the behaviour that every bus has, as tests: a driver calls Run from a test of its own.
package bustest

import (
	"context"
	"errors"
	"reflect"
	"sync"
	"testing"
	"time"

	"lamplight"
	"lamplight/bus"
)

// wait is how long a hint may take.
const wait = 5 * time.Second

// Run holds a driver to the behaviour of bus.Bus. open returns a bus that nobody uses yet.
func Run(t *testing.T, open func(testing.TB) bus.Bus) {
	for _, tt := range []struct {
		name string
		test func(*testing.T, bus.Bus)
	}{
		{"watch", testWatch}, {"stop", testStop}, {"stop from the handler", testStopInside}, {"order", testOrder},
		{"keys", testKeys}, {"many", testMany}, {"close", testClose},
	} {
		t.Run(tt.name, func(t *testing.T) { tt.test(t, open(t)) })
	}
}

// inbox collects hints.
type inbox[H any] chan H

func (in inbox[H]) put(h H) { in <- h }

func (in inbox[H]) next(t *testing.T) (h H) {
	t.Helper()
	select {
	case h = <-in:
	case <-time.After(wait):
		t.Fatal("no hint came")
	}
	return h
}

func testWatch(t *testing.T, b bus.Bus) {
	defer closeBus(t, b)
	one, other, elsewhere := make(inbox[bus.Hint], 9), make(inbox[bus.Hint], 9), make(inbox[bus.Hint], 9)
	b.Watch(1, one.put)
	b.Watch(1, other.put)
	b.Watch(-1000000000002, elsewhere.put)
	m := &lamplight.Message{
		Box: 1, ID: 5, Peer: lamplight.UserPeer(2), From: lamplight.UserPeer(2), Content: 9, Text: "hello",
		Sent: time.Unix(1_700_000_000, 0).UTC(),
	}
	h := bus.Hint{Box: 1, PTS: 8, Seq: 3, Events: []lamplight.Event{{
		Kind: lamplight.EventNewMessage, Box: 1, PTS: 8, Count: 1, Date: m.Sent, Message: m, Origin: 4,
	}}}
	tell(t, b, h)
	for _, in := range []inbox[bus.Hint]{one, other} {
		if got := in.next(t); !reflect.DeepEqual(got, h) {
			t.Errorf("told %+v, want %+v", got, h)
		}
	}
	tell(t, b, bus.Hint{Box: 77})
	tell(t, b, bus.Hint{Box: -1000000000002, PTS: 1})
	if got := elsewhere.next(t); got.PTS != 1 {
		t.Errorf("told %+v", got)
	}
	if len(elsewhere)+len(one)+len(other) != 0 {
		t.Error("a hint reached one who watches another box")
	}
}

func testStop(t *testing.T, b bus.Bus) {
	defer closeBus(t, b)
	gone, here := make(inbox[bus.Hint], 9), make(inbox[bus.Hint], 9)
	stop := b.Watch(1, gone.put)
	stopHere := b.Watch(1, here.put)
	stop()
	stop()
	tell(t, b, bus.Hint{Box: 1, PTS: 1})
	here.next(t)
	stopHere()
	again := make(inbox[bus.Hint], 9)
	b.Watch(1, again.put)
	tell(t, b, bus.Hint{Box: 1, PTS: 2})
	again.next(t)
	if len(gone)+len(here) != 0 {
		t.Error("a hint came after stop")
	}
}

func testStopInside(t *testing.T, b bus.Bus) {
	defer closeBus(t, b)
	in := make(inbox[bus.Hint], 9)
	var stop func()
	ready := make(chan struct{})
	stop = b.Watch(1, func(h bus.Hint) {
		<-ready
		stop()
		in.put(h)
	})
	close(ready)
	tell(t, b, bus.Hint{Box: 1, PTS: 1})
	in.next(t)
	last := make(inbox[bus.Hint], 9)
	b.Watch(1, last.put)
	tell(t, b, bus.Hint{Box: 1, PTS: 2})
	last.next(t)
	if len(in) != 0 {
		t.Error("a hint came after stop")
	}
}

// testOrder holds that one publisher's hints of one box come in the order in which they were told.
func testOrder(t *testing.T, b bus.Bus) {
	defer closeBus(t, b)
	in := make(inbox[bus.Hint], 1000)
	b.Watch(1, in.put)
	for i := range 1000 {
		tell(t, b, bus.Hint{Box: 1, PTS: lamplight.PTS(i + 1)})
	}
	for i := range 1000 {
		if h := in.next(t); h.PTS != lamplight.PTS(i+1) {
			t.Fatalf("hint %d has pts %d", i+1, h.PTS)
		}
	}
}

func testKeys(t *testing.T, b bus.Bus) {
	defer closeBus(t, b)
	in := make(inbox[bus.KeyHint], 9)
	stop := b.WatchKeys(in.put)
	for _, h := range []bus.KeyHint{{Key: -5}, {Key: 6, Gone: true}} {
		if err := b.TellKey(context.Background(), h); err != nil {
			t.Fatal(err)
		}
		if got := in.next(t); !reflect.DeepEqual(got, h) {
			t.Errorf("told %+v, want %+v", got, h)
		}
	}
	stop()
	last := make(inbox[bus.KeyHint], 9)
	b.WatchKeys(last.put)
	if err := b.TellKey(context.Background(), bus.KeyHint{Key: 7}); err != nil {
		t.Fatal(err)
	}
	last.next(t)
	if len(in) != 0 {
		t.Error("a hint came after stop")
	}
}

// testMany has watchers come and go on the same boxes while hints are told: who watches all the time misses none.
func testMany(t *testing.T, b bus.Bus) {
	defer closeBus(t, b)
	const boxes, tellers, each = 8, 8, 200
	steady := make(inbox[bus.Hint], boxes*tellers*each)
	for i := range boxes {
		b.Watch(lamplight.BoxID(i+1), steady.put)
	}
	var wg sync.WaitGroup
	for i := range tellers {
		wg.Go(func() {
			for j := range each {
				for k := range boxes {
					stop := b.Watch(lamplight.BoxID(k+1), func(bus.Hint) {})
					if err := b.Tell(context.Background(), bus.Hint{Box: lamplight.BoxID(k + 1), Seq: int64(i*each + j)}); err != nil {
						t.Error(err)
					}
					stop()
				}
			}
		})
	}
	wg.Wait()
	type hint struct {
		box lamplight.BoxID
		seq int64
	}
	seen := map[hint]bool{}
	for range boxes * tellers * each {
		h := steady.next(t)
		seen[hint{h.Box, h.Seq}] = true
	}
	if len(seen) != boxes*tellers*each {
		t.Errorf("%d different hints came, want %d", len(seen), boxes*tellers*each)
	}
}

func testClose(t *testing.T, b bus.Bus) {
	if err := b.Ready(context.Background()); err != nil {
		t.Errorf("ready: %v", err)
	}
	stop := b.Watch(1, func(bus.Hint) {})
	closeBus(t, b)
	for name, err := range map[string]error{
		"Tell": b.Tell(context.Background(), bus.Hint{Box: 1}), "TellKey": b.TellKey(context.Background(), bus.KeyHint{}),
		"Ready": b.Ready(context.Background()), "Close": b.Close(),
	} {
		if !errors.Is(err, bus.ErrClosed) {
			t.Errorf("%s after Close: %v, want ErrClosed", name, err)
		}
	}
	stop() // does no harm
}

func tell(t *testing.T, b bus.Bus, h bus.Hint) {
	t.Helper()
	if err := b.Tell(context.Background(), h); err != nil {
		t.Fatal(err)
	}
}

func closeBus(t *testing.T, b bus.Bus) {
	t.Helper()
	if err := b.Close(); err != nil {
		t.Errorf("close: %v", err)
	}
}
