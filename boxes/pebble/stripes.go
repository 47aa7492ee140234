package pebble

import (
	"slices"
	"sync"
	"sync/atomic"

	"lamplight"
)

// stripes lock boxes. Boxes that fall on the same stripe wait for each other; there are enough stripes for that to be rare.
type stripes [1024]struct {
	sync.Mutex
	waiting atomic.Int32 // groups that can be seen and are not durable yet
}

// held is a set of locked stripes.
type held struct {
	of *stripes
	at []int
}

// lock locks the stripes of boxes in ascending order, so that two groups never wait for each other in a ring.
func (s *stripes) lock(ids []lamplight.BoxID) held {
	h := held{of: s, at: make([]int, len(ids))}
	for i, id := range ids {
		h.at[i] = int(uint64(id) * 0x9e3779b97f4a7c15 >> 54) // Fibonacci hashing: the top ten bits
	}
	slices.Sort(h.at)
	h.at = slices.Compact(h.at)
	for _, i := range h.at {
		s[i].Lock()
	}
	return h
}

func (h held) unlock() {
	for _, i := range h.at {
		h.of[i].Unlock()
	}
}

func (h held) begin() {
	for _, i := range h.at {
		h.of[i].waiting.Add(1)
	}
}

func (h held) end() {
	for _, i := range h.at {
		h.of[i].waiting.Add(-1)
	}
}

// waiting reports whether something on these stripes is not durable yet.
func (h held) waiting() bool {
	return slices.ContainsFunc(h.at, func(i int) bool { return h.of[i].waiting.Load() > 0 })
}
