package session

import (
	"context"
	"net"
	"net/netip"
	"sync"
	"sync/atomic"
	"time"

	"lamplight"
	"lamplight/edge/mtproto/crypt"
	"lamplight/edge/mtproto/transport"
)

// A Server serves MTProto connections. It is safe for concurrent use.
type Server struct {
	o       Options
	m       *metrics
	salts   crypt.Salts
	zips    zips
	buffers sync.Pool // of *[]byte, for frames
	started int64     // message ids up to this are of before the start: who played them again could not be told

	work       context.Context // of everything that the server does by itself
	stopWork   context.CancelFunc
	closing    chan struct{} // closed when the server begins to close
	stopKeys   func()
	keyChanges keyChanges
	kept       atomic.Int64 // bytes of answers in sessions without a connection

	mu       sync.Mutex
	keys     map[lamplight.KeyID]*key
	accounts map[lamplight.UserID]*account
	conns    map[*conn]struct{}
	isClosed bool // no connection is taken any more

	tasks tasks
}

// Locks are taken in this order: Server.mu, key.mu, session.mu, and then conn.mu or tasks.mu.

// New builds a Server.
func New(o Options) (*Server, error) {
	o, err := o.orDefaults()
	if err != nil {
		return nil, err
	}
	m, err := newMetrics(o.Register)
	if err != nil {
		return nil, err
	}
	s := &Server{
		o: o, m: m,
		buffers:  sync.Pool{New: func() any { return new([]byte) }},
		closing:  make(chan struct{}),
		keys:     map[lamplight.KeyID]*key{},
		accounts: map[lamplight.UserID]*account{},
		conns:    map[*conn]struct{}{},
		tasks:    newTasks(),
		started:  o.Now().Unix()<<32 - 1,
	}
	s.work, s.stopWork = context.WithCancel(context.Background())
	s.stopKeys = o.Keys.WatchKeys(s.keyChanged)
	s.spawn(s.sweeper)
	return s, nil
}

// sweeper forgets what nobody needs any more, until the server closes.
func (s *Server) sweeper() {
	t := time.NewTicker(sweepEvery)
	defer t.Stop()
	for {
		select {
		case <-t.C:
			s.sweep(s.o.Now())
		case <-s.closing:
			return
		}
	}
}

// Serve serves one connection until it ends, ctx is done or the server closes, and closes it.
func (s *Server) Serve(ctx context.Context, t *transport.Conn) {
	if serve := s.Take(ctx, t); serve != nil {
		serve()
	}
}

// Take takes a connection in and returns what serves it, as Serve does; nil if the server is closed, and the connection with
// it.
//
// Thousands of connections wait in what is returned. So what is done once is done before: its frames would take room on each
// stack for good, and 1,200 bytes are all that a stack of 4 KiB may have in use if the runtime is not to make it larger.
func (s *Server) Take(ctx context.Context, t *transport.Conn) (serve func()) {
	c := &conn{s: s, t: t, addr: address(t.RemoteAddr()), done: make(chan struct{})}
	left := s.enter(ctx, c)
	if left == nil {
		_ = t.Close()
		return nil
	}
	return func() {
		defer left()
		s.dismiss(c, c.serve(ctx))
	}
}

// enter notes a connection; left is to be called when it has ended. It is nil if the server is closed.
func (s *Server) enter(ctx context.Context, c *conn) (left func()) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.isClosed {
		return nil
	}
	s.conns[c] = struct{}{}
	stop := func() bool { return true }
	if ctx.Done() != nil { // else nothing of it is to be kept for as long as the connection lasts
		stop = context.AfterFunc(ctx, func() { c.close(endServer) })
	}
	s.m.accepted.WithLabelValues(c.t.Protocol()).Inc()
	open := s.m.connections.WithLabelValues(c.t.Protocol())
	open.Inc()
	return func() {
		open.Dec()
		stop()
	}
}

// dismiss ends a connection, for a reason.
func (s *Server) dismiss(c *conn, reason string) {
	// What is being written, a transport error included, goes out before the end.
	c.drain(reason)
	c.end(reason)
	s.mu.Lock()
	delete(s.conns, c)
	s.mu.Unlock()
	s.m.ended.WithLabelValues(c.reason).Inc()
}

// drain waits until the connection is closed by its writer, if it has been told to finish, or by Close.
func (c *conn) drain(reason string) {
	c.mu.Lock()
	wait := c.closing && !c.closed
	c.mu.Unlock()
	if !wait && reason != endServer {
		return
	}
	<-c.done
}

// Close stops reading from all connections, lets what runs finish within Limits.CloseGrace or until ctx is done, sends
// the answers, and closes the connections. It returns ctx's error if it was cut short.
func (s *Server) Close(ctx context.Context) error {
	s.mu.Lock()
	if s.isClosed {
		s.mu.Unlock()
		return nil
	}
	s.isClosed = true
	close(s.closing)
	conns := make([]*conn, 0, len(s.conns))
	for c := range s.conns {
		conns = append(conns, c)
	}
	s.mu.Unlock()
	s.stopKeys()

	// Nobody reads any more; what runs goes on.
	for _, c := range conns {
		_ = c.t.SetReadDeadline(time.Unix(1, 0))
	}
	grace, cancel := context.WithTimeout(ctx, s.o.Limits.CloseGrace)
	defer cancel()
	s.wait(grace, func() bool { return s.busy() == 0 })
	// Whatever waits is written, and then each connection closes.
	for _, c := range conns {
		c.finish(0, endServer)
	}
	s.wait(grace, func() bool { return s.openConns() == 0 })
	err := grace.Err()
	s.stopWork()
	for _, c := range conns {
		c.close(endServer)
	}
	for _, k := range s.allKeys() {
		k.dropClaims()
	}
	select {
	case <-s.tasks.stop():
	case <-ctx.Done():
		err = ctx.Err()
	}
	return err
}

// wait looks until f holds or ctx is done. It is for shutdown alone, where a few milliseconds do not matter.
func (s *Server) wait(ctx context.Context, f func() bool) {
	t := time.NewTicker(5 * time.Millisecond)
	defer t.Stop()
	for !f() {
		select {
		case <-t.C:
		case <-ctx.Done():
			return
		}
	}
}

// busy counts the requests that wait or run.
func (s *Server) busy() int {
	n := 0
	for _, k := range s.allKeys() {
		k.mu.Lock()
		for _, ss := range k.sessions {
			ss.mu.Lock()
			n += len(ss.queue)
			ss.mu.Unlock()
		}
		k.mu.Unlock()
	}
	return n
}

func (s *Server) openConns() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return len(s.conns)
}

func (s *Server) allKeys() []*key {
	s.mu.Lock()
	defer s.mu.Unlock()
	keys := make([]*key, 0, len(s.keys))
	for _, k := range s.keys {
		keys = append(keys, k)
	}
	return keys
}

// isClosing reports whether the server has begun to close.
func (s *Server) isClosing() bool {
	select {
	case <-s.closing:
		return true
	default:
		return false
	}
}

// putBuffer keeps a buffer for the next writer, unless it is so large that it would be a waste to.
func (s *Server) putBuffer(b *[]byte) {
	if cap(*b) > 4*frameBytes {
		*b = nil
	}
	s.buffers.Put(b)
}

// address returns the IP address of a connection's other end.
func address(a net.Addr) netip.Addr {
	if t, ok := a.(*net.TCPAddr); ok {
		ip, _ := netip.AddrFromSlice(t.IP)
		return ip.Unmap()
	}
	if a == nil {
		return netip.Addr{}
	}
	ap, _ := netip.ParseAddrPort(a.String())
	return ap.Addr().Unmap()
}
