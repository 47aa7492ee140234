package search

import (
	"slices"
	"sync"
	"testing"
	"time"

	"lamplight"
)

func newMarks() *marks { return &marks{wake: make(chan struct{}, 1)} }

func TestMarks(t *testing.T) {
	m := newMarks()
	for range 3 {
		for box := range lamplight.BoxID(100) {
			m.put(box + 1)
		}
	}
	if len(m.wake) != 1 || m.waiting() != 100 {
		t.Errorf("%d wait, woken %d times; want 100, once", m.waiting(), len(m.wake))
	}
	at := 0
	first, rest := m.take(&at, 30), m.take(&at, 1000)
	all := append(first, rest...)
	slices.Sort(all)
	if len(first) != 30 || len(all) != 100 || all[0] != 1 || all[99] != 100 || m.waiting() != 0 {
		t.Errorf("took %d and %d, %d wait", len(first), len(rest), m.waiting())
	}
	if got := m.take(&at, 10); got != nil {
		t.Errorf("took %v of nothing", got)
	}
	m.put(-5)
	if got := m.take(&at, 10); !slices.Equal(got, []lamplight.BoxID{-5}) {
		t.Errorf("took %v", got)
	}
}

// TestMarksOverflow marks more boxes than there is room for: nobody waits, and it is known.
func TestMarksOverflow(t *testing.T) {
	m := newMarks()
	for box := range lamplight.BoxID(3 * markSlots) {
		m.put(box + 1)
	}
	if !m.missed.Load() || m.waiting() < markSlots/2 || m.waiting() > markSlots {
		t.Errorf("%d wait, missed %v", m.waiting(), m.missed.Load())
	}
	if n := testing.AllocsPerRun(100, func() { m.put(77); m.put(1 << 39) }); n != 0 {
		t.Errorf("marking allocates %v times", n)
	}
}

// TestMarksAtOnce loses no box while others take them.
func TestMarksAtOnce(t *testing.T) {
	m := newMarks()
	const boxes, rounds = 500, 200
	last := make([]int, boxes+1) // what a box was marked with last, by its one writer
	var mu sync.Mutex
	seen := make([]int, boxes+1)
	done := make(chan struct{})
	var writers, reader sync.WaitGroup
	reader.Go(func() {
		at := 0
		for {
			for _, box := range m.take(&at, 10) {
				mu.Lock()
				seen[box] = last[box]
				mu.Unlock()
			}
			select {
			case <-done:
				return
			default:
			}
		}
	})
	for part := range 5 {
		writers.Go(func() {
			for n := 1; n <= rounds; n++ {
				for box := 1 + part; box <= boxes; box += 5 {
					mu.Lock()
					last[box] = n
					mu.Unlock()
					m.put(lamplight.BoxID(box))
				}
			}
		})
	}
	writers.Wait()
	close(done)
	reader.Wait()
	at := 0
	for _, box := range m.take(&at, markSlots) {
		seen[box] = last[box]
	}
	for box := 1; box <= boxes; box++ {
		if seen[box] != rounds {
			t.Fatalf("box %d was seen at %d of %d", box, seen[box], rounds)
		}
	}
}

// TestPause holds the worker to its part of the time.
func TestPause(t *testing.T) {
	clock := time.Unix(1_800_000_000, 0)
	s := New(Options{Now: func() time.Time { return clock }})
	w := &worker{s: s, seen: clock}
	after := func(hints int, took time.Duration) time.Duration {
		for range hints {
			s.Moved(1)
		}
		clock = clock.Add(time.Second)
		return w.pause(took)
	}
	for _, tt := range []struct {
		hints      int
		took, want time.Duration
	}{
		{10, 20 * time.Millisecond, 20 * time.Millisecond},
		{6500, 20 * time.Millisecond, 380 * time.Millisecond},
		{6500, time.Second, longestPause},
		{0, 0, leastPause},
	} {
		if got := after(tt.hints, tt.took).Round(time.Millisecond); got != tt.want {
			t.Errorf("after %v of work and %d appends a second: %v, want %v", tt.took, tt.hints, got, tt.want)
		}
	}
}
