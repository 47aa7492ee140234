// Package port listens on one port for everything: MTProto in all its framings, HTTP and TLS, told apart by the first
// bytes that a client sends.
package port

import (
	"context"
	"crypto/tls"
	"errors"
	"log/slog"
	"net"
	"net/http"
	"time"
)

// Limits bound what strangers can make the port cost.
type Limits struct {
	// Connections is how many connections may be open at once. Default 16,384.
	Connections int
	// ConnectionsPerAddress is how many of them may come from one address (one /64 network of IPv6). Default 256.
	ConnectionsPerAddress int
	// FirstBytes is how long a client may take to say what it speaks, and again to finish a TLS handshake. Default 10 s.
	FirstBytes time.Duration
}

// Options are what a Port needs.
type Options struct {
	// MTProto serves a connection that speaks MTProto; the bytes already read come first. The connection is closed when
	// it returns; ctx ends when the port is closing.
	MTProto func(ctx context.Context, conn net.Conn)
	// HTTP serves everything else. The port runs it and shuts it down.
	HTTP *http.Server
	// TLS is used for connections that begin with a TLS handshake; nil refuses them with an alert.
	TLS    *tls.Config
	Limits Limits
	Now    func() time.Time
	Log    *slog.Logger
	// Observe is told of each connection once it is known what it is: "mtproto", "http", "tls", "unknown", "silent",
	// "limited". May be nil.
	Observe func(kind string)
}

// A Port tells connections apart and hands them on.
type Port struct{ o Options }

// New returns a Port that does not listen yet.
func New(o Options) *Port { return &Port{o} }

// Serve accepts connections from l until Close, and then returns nil. It may be called for several listeners.
func (p *Port) Serve(l net.Listener) error { return errors.New("port: not built yet") }

// Open returns how many connections are open.
func (p *Port) Open() int { return 0 }

// Close stops accepting, tells what runs to end, waits for it until ctx ends, and then closes what is left.
func (p *Port) Close(ctx context.Context) error { return nil }
