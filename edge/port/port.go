// Package port listens on one port for everything: MTProto in all its framings, HTTP and TLS, told apart by the first
// bytes that a client sends. It does not know what any of them mean: it hands connections on.
package port

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"runtime/debug"
	"slices"
	"sync"
	"time"
)

// Limits bound what strangers can make the port cost. Zero fields take their default.
type Limits struct {
	// Connections is how many connections may be open at once. Default 16,384.
	Connections int
	// ConnectionsPerAddress is how many of them may come from one address (one /64 network of IPv6). Default 256; negative: as
	// many as Connections, for a server behind a proxy that all connections come from.
	ConnectionsPerAddress int
	// FirstBytes is how long a client may take to say what it speaks, and again to finish a TLS handshake. Default 10 s.
	FirstBytes time.Duration
}

func (l Limits) withDefaults() Limits {
	if l.Connections <= 0 {
		l.Connections = 16_384
	}
	if l.ConnectionsPerAddress == 0 {
		l.ConnectionsPerAddress = 256
	}
	if l.ConnectionsPerAddress < 0 {
		l.ConnectionsPerAddress = l.Connections
	}
	if l.FirstBytes <= 0 {
		l.FirstBytes = 10 * time.Second
	}
	return l
}

// Options are what a Port needs.
type Options struct {
	// MTProto takes a connection that speaks MTProto, the bytes already read coming first, and returns what serves it, or
	// nil. That is a step of its own because of the stack: what begins a connection needs much more than what then waits, for
	// hours, on it. The connection is closed when serve returns; ctx ends when the port is closing.
	MTProto func(ctx context.Context, conn net.Conn) (serve func())
	// HTTP serves everything else. The port runs it and shuts it down; a ReadHeaderTimeout of 0 becomes Limits.FirstBytes.
	HTTP *http.Server
	// TLS is used for connections that begin with a TLS handshake; inside, the first bytes decide again. nil refuses them
	// with an alert. HTTP/2 is not offered, since WebSockets need HTTP/1.1.
	TLS    *tls.Config
	Limits Limits
	Now    func() time.Time
	Log    *slog.Logger
	// Observe is told of each connection, once, what became of it. May be nil.
	Observe func(Kind)
}

// A Port tells connections apart and hands them on.
type Port struct {
	o     Options
	tls   *tls.Config
	queue *queue

	ctx    context.Context // ends when the port is closing
	cancel context.CancelFunc
	doors  counter
	work   sync.WaitGroup // handle and HTTP.Serve

	mu        sync.Mutex
	closing   bool
	listeners []net.Listener
	serving   bool // HTTP.Serve was started

	unasked unasked
}

// New returns a Port that does not listen yet.
func New(o Options) *Port {
	o.Limits = o.Limits.withDefaults()
	if o.Observe == nil {
		o.Observe = func(Kind) {}
	}
	if o.HTTP != nil && o.HTTP.ReadHeaderTimeout == 0 {
		o.HTTP.ReadHeaderTimeout = o.Limits.FirstBytes
	}
	p := &Port{o: o, queue: newQueue(), doors: newCounter(o.Limits)}
	if o.HTTP != nil {
		o.HTTP.ConnState = p.unasked.watch(o.HTTP.ConnState)
	}
	p.ctx, p.cancel = context.WithCancel(context.Background())
	if o.TLS != nil {
		p.tls = o.TLS.Clone()
		p.tls.NextProtos = slices.DeleteFunc(p.tls.NextProtos, func(s string) bool { return s == "h2" })
		if !slices.Contains(p.tls.NextProtos, "http/1.1") {
			p.tls.NextProtos = append(p.tls.NextProtos, "http/1.1")
		}
	}
	return p
}

// Open returns how many connections are open.
func (p *Port) Open() int { return p.doors.open() }

// Serve accepts connections from l until Close, and then returns nil. It may be called for several listeners.
func (p *Port) Serve(l net.Listener) error {
	if !p.begin(l) {
		l.Close()
		return nil
	}
	wait := time.Duration(0)
	for {
		raw, err := l.Accept()
		switch {
		case p.ctx.Err() != nil:
			if err == nil {
				raw.Close()
			}
			return nil
		case errors.Is(err, net.ErrClosed):
			return fmt.Errorf("accept: %w", err)
		case err != nil:
			// Out of file descriptors, most likely: others have to end before it gets better.
			wait = min(max(2*wait, 5*time.Millisecond), time.Second)
			p.o.Log.Warn("accept", "error", err, "again_in", wait)
			select {
			case <-time.After(wait):
			case <-p.ctx.Done():
			}
			continue
		}
		wait = 0
		conn, ok := p.doors.admit(raw)
		if !ok {
			raw.Close()
			p.o.Observe(Limited)
			continue
		}
		if !p.start(conn) {
			conn.Close()
			return nil
		}
	}
}

// start handles a connection in a goroutine that Close waits for, or reports false if the port is closing.
func (p *Port) start(conn *counted) bool {
	p.mu.Lock()
	defer p.mu.Unlock()
	if !p.closing {
		p.work.Add(1)
		go p.handle(conn) // not work.Go, whose frame would be on every stack
	}
	return !p.closing
}

// begin notes a listener, and starts the HTTP server with the first. It reports false if the port is closing.
func (p *Port) begin(l net.Listener) bool {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.closing {
		return false
	}
	p.listeners = append(p.listeners, l)
	if p.o.HTTP != nil && !p.serving {
		p.serving = true
		p.queue.addr = l.Addr()
		p.work.Go(func() {
			if err := p.o.HTTP.Serve(p.queue); !errors.Is(err, http.ErrServerClosed) {
				p.o.Log.Error("serve HTTP", "error", err)
			}
		})
	}
	return true
}

// handle serves a connection. Thousands wait in here, so what is done once has functions of its own: their frames would take
// room on each stack for good.
func (p *Port) handle(conn *counted) {
	defer p.work.Done()
	if stream := p.sort(conn); stream != nil {
		p.serve(p.ctx, stream)
	}
}

// sort tells what a connection speaks and hands it on; what speaks MTProto it returns.
func (p *Port) sort(conn *counted) net.Conn {
	plain, kind := p.sniff(conn)
	if kind != TLS {
		return p.hand(plain, kind)
	}
	if p.tls == nil {
		p.o.Observe(Refused)
		refuseTLS(conn)
		return nil
	}
	inside := tls.Server(plain, p.tls)
	ctx, cancel := context.WithTimeout(p.ctx, p.o.Limits.FirstBytes)
	err := inside.HandshakeContext(ctx)
	cancel()
	if err != nil {
		p.o.Observe(Refused)
		conn.Close()
		return nil
	}
	plain, kind = p.sniff(inside)
	if kind == TLS {
		kind = Refused
	}
	return p.hand(plain, kind)
}

// hand gives a connection to those who serve its kind; one that speaks MTProto it returns.
func (p *Port) hand(conn net.Conn, kind Kind) net.Conn {
	p.o.Observe(kind)
	switch kind {
	case MTProto:
		return conn
	case HTTP:
		if p.o.HTTP == nil || !p.queue.put(conn) {
			conn.Close()
		}
	case Silent, Refused, Limited, TLS:
		conn.Close()
	}
	return nil
}

// ServeMTProto serves a stream that speaks MTProto and came in another way, as inside a WebSocket. It closes conn and
// returns when the stream has ended. The stream's ctx ends with the given one, and when the port is closing.
func (p *Port) ServeMTProto(ctx context.Context, conn net.Conn) {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	defer context.AfterFunc(p.ctx, cancel)()
	p.serve(ctx, conn)
}

// serve runs Options.MTProto. Whatever goes wrong there ends one connection and no more.
func (p *Port) serve(ctx context.Context, conn net.Conn) {
	defer conn.Close()
	defer func() {
		if v := recover(); v != nil {
			p.o.Log.Error("a connection panicked", "panic", v, "stack", string(debug.Stack()))
		}
	}()
	if serve := p.o.MTProto(ctx, conn); serve != nil {
		serve()
	}
}

// Close stops accepting, tells what runs to end and waits for it. When ctx ends first, it closes what is left and returns
// ctx's error.
func (p *Port) Close(ctx context.Context) error {
	p.mu.Lock()
	p.closing = true
	listeners := p.listeners
	p.listeners = nil
	p.mu.Unlock()

	p.cancel()
	for _, l := range listeners {
		l.Close()
	}
	if p.o.HTTP != nil {
		p.unasked.close()
		// The error is ctx's, and the wait below returns it.
		_ = p.o.HTTP.Shutdown(ctx)
	}
	p.queue.Close()
	done := make(chan struct{})
	go func() { // ends with the last connection
		p.work.Wait()
		p.doors.wait()
		close(done)
	}()
	select {
	case <-done:
		return nil
	case <-ctx.Done():
	}
	if p.o.HTTP != nil {
		p.o.HTTP.Close()
	}
	p.doors.closeAll()
	return fmt.Errorf("close the port: %w", ctx.Err())
}
