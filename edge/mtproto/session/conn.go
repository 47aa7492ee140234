package session

import (
	"context"
	"errors"
	"io"
	"net"
	"net/netip"
	"os"
	"slices"
	"sync"
	"sync/atomic"
	"time"

	"lamplight"
	"lamplight/edge/mtproto/crypt"
	"lamplight/edge/mtproto/handshake"
	"lamplight/edge/mtproto/transport"
)

// A conn is one connection. Its goroutine reads; whoever has something to write when nobody writes becomes the writer
// until nothing is left.
type conn struct {
	s        *Server
	t        *transport.Conn
	addr     netip.Addr
	exchange *handshake.Exchange
	done     chan struct{} // closed when the connection has ended
	heard    atomic.Int64  // unix seconds of the last frame

	// Of the reader alone.
	known        bool      // showed a key that we know
	strangerFor  time.Time // until when it has to
	strangeBytes int
	ids          crypt.MsgIDs // of unencrypted answers
	disconnect   time.Time    // of ping_delay_disconnect; zero if none

	// Of whoever writes alone.
	limited int64 // unix seconds of the last write that was given a time; 0: none was

	mu       sync.Mutex
	sessions []*session // that write here
	ready    []*session // those with something to write
	raw      [][]byte   // frames that belong to no session
	quick    []uint32   // quick acknowledgements
	writing  bool       // somebody writes
	closing  bool       // to be closed once nothing is left to write
	code     int32      // transport error to end with; 0: none
	held     bool       // not yet, though
	closed   bool
	reason   string
}

// reasons for the end of a connection, as the metric shows them.
const (
	endClient   = "client"
	endIdle     = "idle"
	endStranger = "stranger"
	endProtocol = "protocol"
	endSlow     = "slow"
	endServer   = "shutdown"
	endKey      = "key unknown"
	endFault    = "fault"
)

// serve reads until the connection ends, and says why it did.
func (c *conn) serve(ctx context.Context) string {
	c.strangerFor = c.s.o.Now().Add(c.s.o.Limits.StrangerTime)
	for {
		c.setReadDeadline()
		if err := c.t.Await(); err != nil {
			return c.readEnded(err)
		}
		if reason := c.next(ctx); reason != "" {
			return reason
		}
		if c.s.isClosing() {
			return endServer
		}
	}
}

// next reads a frame that has begun to come, and takes it.
func (c *conn) next(ctx context.Context) string {
	f, err := c.t.ReadFrame()
	if err != nil {
		return c.readEnded(err)
	}
	c.heard.Store(c.s.o.Now().Unix())
	return c.frame(ctx, f)
}

// setReadDeadline sets how long the next frame may take.
func (c *conn) setReadDeadline() {
	deadline := c.strangerFor
	if c.known {
		deadline = c.s.o.Now().Add(c.s.o.Limits.IdleTime)
		if !c.disconnect.IsZero() && c.disconnect.Before(deadline) {
			deadline = c.disconnect
		}
	}
	_ = c.t.SetReadDeadline(deadline) // fails only on a closed connection, and then so does the read
	if c.s.isClosing() {
		_ = c.t.SetReadDeadline(time.Unix(1, 0)) // the order: Close may have set it before us
	}
}

func (c *conn) readEnded(err error) string {
	switch {
	case c.s.isClosing():
		return endServer
	case errors.Is(err, io.EOF), errors.Is(err, net.ErrClosed), errors.Is(err, io.ErrUnexpectedEOF):
		return endClient
	case errors.Is(err, os.ErrDeadlineExceeded):
		if !c.known {
			return endStranger
		}
		return endIdle
	case errors.Is(err, transport.ErrFrame), errors.Is(err, transport.ErrTooLarge), errors.Is(err, transport.ErrUnknown):
		return endProtocol
	}
	return endClient
}

// frame takes one frame; it returns why the connection has to end, or "".
func (c *conn) frame(ctx context.Context, f transport.Frame) string {
	id, ok := crypt.PeekKeyID(f.Body)
	if !ok {
		return endProtocol
	}
	if id == 0 {
		return c.unencrypted(ctx, f.Body)
	}
	return c.encrypted(ctx, id, f)
}

// unencrypted takes a step of a handshake.
func (c *conn) unencrypted(ctx context.Context, envelope []byte) string {
	if c.strangeBytes += len(envelope); !c.known && c.strangeBytes > c.s.o.Limits.StrangerBytes {
		return endStranger
	}
	_, body, err := crypt.OpenUnencrypted(envelope)
	if err != nil {
		return endProtocol
	}
	if c.exchange == nil {
		c.exchange = c.s.o.Handshake.Begin()
	}
	reply, err := c.exchange.Handle(ctx, body)
	if err != nil {
		c.finish(handshake.Code(err), endProtocol)
		return endProtocol
	}
	if err := c.s.noteMade(ctx, c.exchange); err != nil {
		c.s.o.Log.Error("session: new auth key not read", "err", err)
		c.s.m.faults.WithLabelValues("key").Inc()
		return endFault
	}
	if reply != nil {
		c.writeRaw(crypt.AppendUnencrypted(nil, c.ids.Answer(c.s.o.Now()), reply))
	}
	return ""
}

// encrypted takes an envelope under a key.
func (c *conn) encrypted(ctx context.Context, id lamplight.KeyID, f transport.Frame) string {
	k, err := c.s.key(ctx, id)
	switch {
	case errors.Is(err, ErrKeyUnknown):
		c.s.m.unknownKeys.Inc()
		c.finish(transport.CodeKeyUnknown, endKey)
		return endKey
	case err != nil:
		c.s.o.Log.Error("session: auth key not read", "key", id, "err", err)
		c.s.m.faults.WithLabelValues("key").Inc()
		return endFault
	}
	p, err := k.crypt.Open(f.Body)
	if err != nil {
		return endProtocol
	}
	ss := c.s.session(k, p.Session)
	if ss == nil {
		return endFault // forgotten in this very moment: the client comes again
	}
	c.known = true
	if f.QuickAck {
		c.writeQuick(p.QuickAck)
	}
	return ss.receive(ctx, c, p)
}

// remember and forget say which sessions write to c.
func (c *conn) remember(ss *session) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if !slices.Contains(c.sessions, ss) {
		c.sessions = append(c.sessions, ss)
	}
}

func (c *conn) forget(ss *session) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.sessions = slices.DeleteFunc(c.sessions, func(o *session) bool { return o == ss })
}

// end closes the connection and takes leave of its sessions.
func (c *conn) end(reason string) {
	c.close(reason)
	c.mu.Lock()
	sessions := c.sessions
	c.sessions, c.ready, c.raw = nil, nil, nil
	c.mu.Unlock()
	for _, ss := range sessions {
		ss.leave(c)
	}
}

// close closes the socket. The first reason counts.
func (c *conn) close(reason string) {
	c.mu.Lock()
	if c.closed {
		c.mu.Unlock()
		return
	}
	c.closed = true
	if c.reason == "" {
		c.reason = reason
	}
	c.mu.Unlock()
	close(c.done)
	_ = c.t.Close()
}
