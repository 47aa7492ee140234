package contacts

import (
	"sync"
	"sync/atomic"
	"time"

	"lamplight"
)

// generations is how many counters stand for all accounts: two accounts may share one, which costs a look at the store.
const generations = 1 << 12

// A cache remembers for a moment how viewers see persons: the same few are asked for again with every push. An entry
// holds while neither of the two changed here, and for at most a second, so that another node's change is seen too.
type cache struct {
	size  int
	life  time.Duration
	now   func() time.Time
	gens  [generations]atomic.Uint64
	mu    sync.Mutex
	pairs map[pair]entry
	write map[pair]leave
}

// A leave is a yes to "may they write to them".
type leave struct {
	until   time.Time
	version uint64
}

type pair struct{ viewer, person lamplight.UserID }

type entry struct {
	seen    seen
	until   time.Time
	version uint64
}

func newCache(size int, life time.Duration, now func() time.Time) *cache {
	return &cache{size: size, life: life, now: now, pairs: map[pair]entry{}, write: map[pair]leave{}}
}

// version changes whenever one of the two is forgotten.
func (c *cache) version(p pair) uint64 {
	return c.gens[uint64(p.viewer)%generations].Load() + c.gens[uint64(p.person)%generations].Load()
}

func (c *cache) forget(id lamplight.UserID) { c.gens[uint64(id)%generations].Add(1) }

func (c *cache) get(p pair) (seen, bool) {
	version, now := c.version(p), c.now()
	c.mu.Lock()
	e, ok := c.pairs[p]
	c.mu.Unlock()
	if !ok || e.version != version || now.After(e.until) {
		return seen{}, false
	}
	return e.seen, true
}

// put remembers what was read after version was.
func (c *cache) put(p pair, s seen, version uint64) {
	e := entry{seen: s, until: c.now().Add(c.life), version: version}
	c.mu.Lock()
	defer c.mu.Unlock()
	makeRoom(c.pairs, c.size)
	c.pairs[p] = e
}

// mayWrite reports whether the viewer was let write to the person a moment ago.
func (c *cache) mayWrite(p pair) bool {
	version, now := c.version(p), c.now()
	c.mu.Lock()
	l, ok := c.write[p]
	c.mu.Unlock()
	return ok && l.version == version && !now.After(l.until)
}

// letWrite remembers a yes that was found after version was.
func (c *cache) letWrite(p pair, version uint64) {
	l := leave{until: c.now().Add(c.life), version: version}
	c.mu.Lock()
	defer c.mu.Unlock()
	makeRoom(c.write, c.size)
	c.write[p] = l
}

// makeRoom drops a part of m if it has size entries. They live a second: to drop whichever come first is as good as any
// order, and needs no list.
func makeRoom[V any](m map[pair]V, size int) {
	if len(m) < size {
		return
	}
	drop := size / 16
	for old := range m {
		delete(m, old)
		if drop--; drop <= 0 {
			return
		}
	}
}
