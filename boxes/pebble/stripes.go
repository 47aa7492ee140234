package pebble

import (
	"maps"
	"slices"
	"sync"
	"sync/atomic"

	"lamplight"
	"lamplight/boxes"
)

// stripes lock boxes. Boxes that fall on the same stripe wait for each other; there are enough stripes for that to be
// rare.
type stripes [1024]stripe

type stripe struct {
	sync.Mutex
	waiting atomic.Int32 // groups that can be seen and are not durable yet
	// cache holds heads and dialogs as they are, under the lock: every append reads and rewrites some, and in the store
	// each lies in a block of its own among the rest of its box.
	cache map[boxes.Key][]byte
}

// cached is how many rows a stripe's cache holds at most: some 12 MB for all stripes together.
const cached = 64

// keep puts a row that was written into the cache of its stripe, which is locked.
func (s *stripe) keep(w boxes.Write) {
	if w.Kind != boxes.KindHead && w.Kind != boxes.KindDialog {
		return
	}
	if w.Value == nil {
		delete(s.cache, w.Key)
		return
	}
	if s.cache == nil {
		s.cache = make(map[boxes.Key][]byte)
	}
	if _, ok := s.cache[w.Key]; !ok && len(s.cache) >= cached {
		for k := range s.cache { // any one: the order of a map is random
			delete(s.cache, k)
			break
		}
	}
	s.cache[w.Key] = w.Value
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
		h.at[i] = stripeOf(id)
	}
	slices.Sort(h.at)
	h.at = slices.Compact(h.at)
	for _, i := range h.at {
		s[i].Lock()
	}
	return h
}

// stripeOf spreads boxes evenly, also where ids follow each other (Fibonacci hashing, top ten bits).
func stripeOf(id lamplight.BoxID) int { return int(uint64(id) * 0x9e3779b97f4a7c15 >> 54) }

// keep brings the caches up to what was written.
func (h held) keep(writes []boxes.Write) {
	for _, w := range writes {
		h.of[stripeOf(w.Box)].keep(w)
	}
}

// forget drops what the caches hold of a box.
func (h held) forget(box lamplight.BoxID) {
	maps.DeleteFunc(h.of[stripeOf(box)].cache, func(k boxes.Key, _ []byte) bool { return k.Box == box })
}

// find returns a row from the caches.
func (h held) find(k boxes.Key) ([]byte, bool) {
	i := stripeOf(k.Box)
	if !slices.Contains(h.at, i) {
		return nil, false // not locked: not ours to look at
	}
	v, ok := h.of[i].cache[k]
	return v, ok
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

// waiting reports whether something in these boxes may be visible and not durable yet.
func (s *stripes) waiting(ids []lamplight.BoxID) bool {
	return slices.ContainsFunc(ids, func(id lamplight.BoxID) bool { return s[stripeOf(id)].waiting.Load() > 0 })
}

// waiting reports whether something on these stripes is not durable yet.
func (h held) waiting() bool {
	return slices.ContainsFunc(h.at, func(i int) bool { return h.of[i].waiting.Load() > 0 })
}
