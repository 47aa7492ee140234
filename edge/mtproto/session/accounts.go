package session

import (
	"math"
	"sync"
	"sync/atomic"
	"time"

	"golang.org/x/time/rate"

	"lamplight"
	"lamplight/edge/mtproto/rpc"
)

// An account is what this node remembers of how much somebody asks: a user, or a key that nobody signed in with.
type account struct {
	inFlight atomic.Int32
	used     atomic.Int64 // unix seconds of the last call

	mu       sync.Mutex
	limiters [5]*rate.Limiter // by rpc.Cost; nil until needed
}

// enter counts a request in; it returns false if there are too many.
func (a *account) enter(limit int) bool {
	if int(a.inFlight.Add(1)) > limit {
		a.inFlight.Add(-1)
		return false
	}
	return true
}

func (a *account) leave() { a.inFlight.Add(-1) }

// allow draws on the bucket of c. It returns FLOOD_WAIT_X if it is empty.
func (a *account) allow(l Limits, c rpc.Cost, now time.Time) error {
	a.used.Store(now.Unix())
	a.mu.Lock()
	lim := a.limiters[c]
	if lim == nil {
		r := l.rate(c)
		lim = rate.NewLimiter(r.PerSecond, r.Burst)
		a.limiters[c] = lim
	}
	a.mu.Unlock()

	r := lim.ReserveN(now, 1)
	if !r.OK() {
		return lamplight.FloodWait(1)
	}
	if d := r.DelayFrom(now); d > 0 {
		r.CancelAt(now)
		return lamplight.FloodWait(int(math.Ceil(d.Seconds())))
	}
	return nil
}

// account returns what is remembered of a user.
func (s *Server) account(user lamplight.UserID) *account {
	s.mu.Lock()
	defer s.mu.Unlock()
	a := s.accounts[user]
	if a == nil {
		a = &account{}
		a.used.Store(s.o.Now().Unix())
		s.accounts[user] = a
	}
	return a
}
