package boxestest

import (
	"sync"
	"testing"

	"lamplight"
	"lamplight/boxes"
)

// The concurrency test's size.
const (
	writers = 64
	each    = 10 // messages of each writer
)

// testConcurrency has many write to the same two boxes, half of them in the other direction: ids and pts come without a
// gap and without a repeat, and every caller is told those of its own message.
func testConcurrency(t *testing.T, n New) {
	w := fresh(t, n, boxes.Limits{})
	var mu sync.Mutex
	ids := map[lamplight.BoxID]map[lamplight.MessageID]lamplight.ContentID{box(ann): {}, box(bob): {}}
	var wg sync.WaitGroup
	for i := range writers {
		wg.Go(func() {
			from, to := ann, bob
			if i%2 == 1 {
				from, to = bob, ann
			}
			for j := range each {
				c := lamplight.ContentID(1 + i*each + j)
				ops := private(from, to, c, "text")
				r, err := w.Apply(ctx(), boxes.Group{Now: noon, Ops: ops})
				if err != nil {
					t.Error(err)
					return
				}
				mu.Lock()
				for _, e := range r.Events {
					if e.Kind == lamplight.EventNewMessage {
						ids[e.Box][e.Message.ID] = c
					}
				}
				mu.Unlock()
			}
		})
	}
	wg.Wait()
	for b, of := range ids {
		h := w.head(b)
		if len(of) != writers*each || h.Top != writers*each {
			t.Errorf("box %d gave %d ids up to %d, want %d", b, len(of), h.Top, writers*each)
		}
		var pts lamplight.PTS
		seen := 0
		for more := true; more; {
			var es []lamplight.Event
			var err error
			if es, more, err = w.Events(ctx(), b, pts, 100); err != nil {
				t.Fatal(err)
			}
			for _, e := range es {
				if e.PTS != pts+lamplight.PTS(e.Count) {
					t.Fatalf("box %d: pts %d after %d", b, e.PTS, pts)
				}
				pts = e.PTS
				if e.Kind != lamplight.EventNewMessage {
					continue
				}
				if seen++; int(e.Message.ID) != seen || of[e.Message.ID] != e.Message.Content {
					t.Fatalf("box %d: event %d is of message %d with content %d, its sender was told %d", b, seen, e.Message.ID, e.Message.Content, of[e.Message.ID])
				}
			}
		}
		if pts != h.PTS || seen != writers*each {
			t.Errorf("box %d: %d messages up to pts %d, head %+v", b, seen, pts, h)
		}
	}
}

// testRepeatsAtOnce has many apply groups with the same key at the same time: one wins, all are told of its message.
func testRepeatsAtOnce(t *testing.T, n New) {
	w := fresh(t, n, boxes.Limits{})
	var mu sync.Mutex
	first := 0
	told := map[lamplight.ContentID]bool{}
	var wg sync.WaitGroup
	for i := range writers {
		wg.Go(func() {
			r, err := w.Apply(ctx(), boxes.Group{Key: "same", KeyBox: box(ann), Now: noon, Ops: private(ann, bob, lamplight.ContentID(1+i), "once")})
			if err != nil {
				t.Error(err)
				return
			}
			mu.Lock()
			defer mu.Unlock()
			if !r.Repeated {
				first++
			}
			told[r.Events[0].Message.Content] = true
		})
	}
	wg.Wait()
	if first != 1 || len(told) != 1 || w.head(box(bob)).PTS != 1 {
		t.Errorf("%d groups won, contents %v, head %+v", first, told, w.head(box(bob)))
	}
}
