package accounts

import (
	"net/netip"
	"sync"
	"time"

	"lamplight/store"
)

// addressesKept is how many addresses are counted at the same time. When there are more, counting starts over: an attacker
// with so many addresses is not held by counting them.
const addressesKept = 100_000

// addressCounters count what comes from an address, on this node and in memory: phones and accounts, which matter more, are
// counted in the store.
type addressCounters struct {
	mu    sync.Mutex
	limit int
	byNet map[netip.Prefix]addressCounter
}

type addressCounter struct {
	n     int
	until time.Time
}

// add counts one for the address's network and returns the new value and when it is forgotten.
func (c *addressCounters) add(a netip.Addr, now time.Time, window time.Duration) (int, time.Time) {
	bits := 32
	if a = a.Unmap(); a.Is6() {
		bits = 64 // one customer has at least that
	}
	network, err := a.Prefix(bits)
	if err != nil {
		return 0, now // no address: a test, or a socket without one
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.byNet == nil || len(c.byNet) >= c.limit {
		c.byNet = map[netip.Prefix]addressCounter{}
	}
	n := c.byNet[network]
	if !n.until.After(now) {
		n = addressCounter{until: now.Add(window)}
	}
	n.n++
	c.byNet[network] = n
	return n.n, n.until
}

// count counts one more of what may happen at most limit times in window, and refuses what is more. It counts in the
// transaction of tx: what is refused is not counted.
func (s *Service) count(tx store.Tx, name string, limit int, window time.Duration) error {
	n, until, err := tx.Count(name, 0, s.now(), window)
	if err != nil {
		return err
	}
	if n >= limit {
		return floodWait(s.now(), until)
	}
	_, _, err = tx.Count(name, 1, s.now(), window)
	return err
}
