package sim

import (
	"sync/atomic"
	"time"
)

// epoch is when every run begins.
const epoch = 1_800_000_000

// A clock is the machine's clock as the server reads it. It goes with the bubble's time, and wrong where the seed wants
// it: it jumps, stands still and is set back.
type clock struct {
	ns     atomic.Int64 // since epoch
	frozen bool
	most   int64 // that it ever showed
}

func (c *clock) now() time.Time { return time.Unix(epoch, c.ns.Load()).UTC() }

// pass lets time pass.
func (c *clock) pass(d time.Duration) {
	if !c.frozen {
		c.most = max(c.most, c.ns.Add(int64(d)))
	}
}

// set moves the clock by d, which may be negative.
func (c *clock) set(d time.Duration) {
	c.ns.Store(max(0, c.ns.Load()+int64(d)))
	c.most = max(c.most, c.ns.Load())
}

// latest is the latest time that it ever showed.
func (c *clock) latest() time.Time { return time.Unix(epoch, c.most).UTC() }
