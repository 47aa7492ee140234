package port

import (
	"net"
	"net/netip"
	"sync"
)

// A counter counts open connections, in all and by address.
type counter struct {
	limits Limits
	mu     *sync.Mutex
	none   *sync.Cond // open became empty
	conns  map[*counted]struct{}
	by     map[netip.Addr]int
}

func newCounter(limits Limits) counter {
	mu := new(sync.Mutex)
	return counter{limits, mu, sync.NewCond(mu), make(map[*counted]struct{}), make(map[netip.Addr]int)}
}

// A counted is a connection that a counter counts until it is closed.
type counted struct {
	net.Conn
	counter *counter
	from    netip.Addr
}

// admit counts a connection, or reports false if it is one too many.
func (c *counter) admit(raw net.Conn) (*counted, bool) {
	from := addressOf(raw)
	c.mu.Lock()
	defer c.mu.Unlock()
	if len(c.conns) >= c.limits.Connections || from.IsValid() && c.by[from] >= c.limits.ConnectionsPerAddress {
		return nil, false
	}
	conn := &counted{raw, c, from}
	c.conns[conn] = struct{}{}
	c.by[from]++
	return conn, true
}

// Close closes the connection and counts it no more.
func (c *counted) Close() error {
	c.counter.mu.Lock()
	if _, ok := c.counter.conns[c]; ok {
		delete(c.counter.conns, c)
		if c.counter.by[c.from]--; c.counter.by[c.from] == 0 {
			delete(c.counter.by, c.from)
		}
		if len(c.counter.conns) == 0 {
			c.counter.none.Broadcast()
		}
	}
	c.counter.mu.Unlock()
	return c.Conn.Close()
}

// CloseWrite says that nothing more will be written, where the connection can say so.
func (c *counted) CloseWrite() error {
	if half, ok := c.Conn.(interface{ CloseWrite() error }); ok {
		return half.CloseWrite()
	}
	return nil
}

func (c *counter) open() int {
	c.mu.Lock()
	defer c.mu.Unlock()
	return len(c.conns)
}

// wait returns when no connection is open.
func (c *counter) wait() {
	c.mu.Lock()
	defer c.mu.Unlock()
	for len(c.conns) > 0 {
		c.none.Wait()
	}
}

func (c *counter) closeAll() {
	c.mu.Lock()
	var conns []*counted
	for conn := range c.conns {
		conns = append(conns, conn)
	}
	c.mu.Unlock()
	for _, conn := range conns {
		conn.Close()
	}
}

// addressOf returns what connections are counted by: the address of IPv4, the /64 network of IPv6, since a single
// customer has at least one of those. It is the zero Addr for connections without an address.
func addressOf(conn net.Conn) netip.Addr {
	tcp, ok := conn.RemoteAddr().(*net.TCPAddr)
	if !ok {
		return netip.Addr{}
	}
	addr := tcp.AddrPort().Addr().Unmap().WithZone("")
	if addr.Is6() {
		network, err := addr.Prefix(64)
		if err != nil {
			panic(err) // 64 bits are fine for IPv6
		}
		return network.Addr()
	}
	return addr
}
