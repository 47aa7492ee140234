package port

import (
	"maps"
	"net"
	"net/http"
	"slices"
	"sync"
)

// unasked are the HTTP connections whose first request has not come in whole. http.Server answers them no more once it shuts
// down, and yet Shutdown waits five seconds for them.
type unasked struct {
	mu      sync.Mutex
	conns   map[net.Conn]struct{}
	closing bool
}

// watch returns a http.Server.ConnState that follows them, and calls next if it is not nil.
func (u *unasked) watch(next func(net.Conn, http.ConnState)) func(net.Conn, http.ConnState) {
	return func(c net.Conn, state http.ConnState) {
		if next != nil {
			next(c, state)
		}
		u.mu.Lock()
		closing := u.closing
		switch {
		case state != http.StateNew:
			delete(u.conns, c)
		case u.conns == nil:
			u.conns = map[net.Conn]struct{}{c: {}}
		default:
			u.conns[c] = struct{}{}
		}
		u.mu.Unlock()
		if closing && state == http.StateNew {
			c.Close()
		}
	}
}

// close closes them, and those that are still to come.
func (u *unasked) close() {
	u.mu.Lock()
	u.closing = true
	conns := slices.Collect(maps.Keys(u.conns))
	u.mu.Unlock()
	for _, c := range conns {
		c.Close()
	}
}
