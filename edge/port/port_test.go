package port_test

import (
	"bufio"
	"bytes"
	"context"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"math/big"
	"net"
	"net/http"
	"os"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/gotd/td/bin"
	"github.com/gotd/td/mtproxy"
	"github.com/gotd/td/mtproxy/obfuscator"
	"github.com/gotd/td/proto/codec"

	"lamplight/edge/mtproto/transport"
	"lamplight/edge/port"
)

// A seen counts what a port observed.
type seen struct {
	mu    sync.Mutex
	kinds map[port.Kind]int
}

func (s *seen) observe(k port.Kind) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.kinds[k]++
}

func (s *seen) count(k port.Kind) int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.kinds[k]
}

// echo answers every frame with itself, and says the framing first.
func echo(ctx context.Context, conn net.Conn) {
	c, err := transport.Accept(conn, transport.Limits{})
	if err != nil {
		return
	}
	defer context.AfterFunc(ctx, func() { c.Close() })()
	for {
		f, err := c.ReadFrame()
		if err != nil {
			return
		}
		name := fmt.Sprintf("%-24s", c.Protocol())
		if err := c.WriteFrame([]byte(name), f.Body[:len(f.Body)&^3]); err != nil {
			return
		}
	}
}

// later returns what a port takes connections with, where f serves them.
func later(f func(context.Context, net.Conn)) func(context.Context, net.Conn) func() {
	return func(ctx context.Context, conn net.Conn) func() { return func() { f(ctx, conn) } }
}

// start runs a port on l, and returns it with what it observes.
func start(t *testing.T, l net.Listener, change func(*port.Options)) (*port.Port, *seen) {
	s := &seen{kinds: make(map[port.Kind]int)}
	o := port.Options{
		MTProto: later(echo),
		HTTP: &http.Server{Handler: http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			fmt.Fprintf(w, "%s %s", r.Method, r.URL.Path)
		})},
		Now:     time.Now,
		Log:     slog.New(slog.DiscardHandler),
		Observe: s.observe,
	}
	if change != nil {
		change(&o)
	}
	p := port.New(o)
	served := make(chan error, 1)
	go func() { served <- p.Serve(l) }()
	t.Cleanup(func() {
		ctx, cancel := context.WithTimeout(context.Background(), 5*time.Second)
		defer cancel()
		p.Close(ctx)
		if err := <-served; err != nil {
			t.Errorf("Serve: %v", err)
		}
		if n := p.Open(); n != 0 {
			t.Errorf("%d connections are open after Close", n)
		}
	})
	return p, s
}

func listen(t *testing.T) net.Listener {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	return l
}

func dial(t *testing.T, l net.Listener) net.Conn {
	t.Helper()
	conn, err := net.Dial("tcp", l.Addr().String())
	if err != nil {
		t.Fatal(err)
	}
	conn.SetDeadline(time.Now().Add(20 * time.Second))
	t.Cleanup(func() { conn.Close() })
	return conn
}

// selfSigned returns the configuration of a server with a certificate for localhost, and of its clients.
func selfSigned(t *testing.T) (server, client *tls.Config) {
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	template := &x509.Certificate{
		SerialNumber: big.NewInt(1), DNSNames: []string{"localhost"},
		NotBefore: time.Now().Add(-time.Hour), NotAfter: time.Now().Add(time.Hour),
	}
	der, err := x509.CreateCertificate(rand.Reader, template, template, &key.PublicKey, key)
	if err != nil {
		t.Fatal(err)
	}
	cert, err := x509.ParseCertificate(der)
	if err != nil {
		t.Fatal(err)
	}
	roots := x509.NewCertPool()
	roots.AddCert(cert)
	return &tls.Config{Certificates: []tls.Certificate{{Certificate: [][]byte{der}, PrivateKey: key}}, NextProtos: []string{"h2"}},
		&tls.Config{RootCAs: roots, ServerName: "localhost"}
}

// speak sends a frame in a framing and checks that it comes back.
func speak(t *testing.T, conn net.Conn, cd codec.Codec, obfuscated bool) (protocol string) {
	t.Helper()
	var stream io.ReadWriter = conn
	if obfuscated {
		o := obfuscator.Obfuscated2(rand.Reader, conn)
		if err := o.Handshake(cd.(codec.TaggedCodec).ObfuscatedTag(), 2, mtproxy.Secret{}); err != nil {
			t.Fatal(err)
		}
		stream = o
	} else if err := cd.WriteHeader(conn); err != nil {
		t.Fatal(err)
	}
	body := bytes.Repeat([]byte("lamp"), 50)
	var name, back bin.Buffer
	err := errors.Join(
		cd.Write(stream, &bin.Buffer{Buf: bytes.Clone(body)}), cd.Read(stream, &name), cd.Read(stream, &back))
	if err != nil || !bytes.HasPrefix(back.Buf, body) {
		t.Fatalf("%x came back, %v", back.Buf, err)
	}
	return string(bytes.TrimSpace(name.Buf))
}

// TestOnePort speaks everything over one port, with TLS and without.
func TestOnePort(t *testing.T) {
	server, client := selfSigned(t)
	l := listen(t)
	p, seen := start(t, l, func(o *port.Options) { o.TLS = server })
	tests := []struct {
		want       string
		codec      codec.Codec
		obfuscated bool
	}{
		{want: "abridged", codec: codec.Abridged{}},
		{want: "intermediate", codec: codec.Intermediate{}},
		{want: "padded", codec: codec.PaddedIntermediate{}},
		{want: "full", codec: &codec.Full{}},
		{want: "obfuscated-abridged", codec: codec.Abridged{}, obfuscated: true},
		{want: "obfuscated-intermediate", codec: codec.Intermediate{}, obfuscated: true},
		{want: "obfuscated-padded", codec: codec.PaddedIntermediate{}, obfuscated: true},
	}
	for _, secure := range []bool{false, true} {
		connect := func() net.Conn {
			if secure {
				return tls.Client(dial(t, l), client)
			}
			return dial(t, l)
		}
		for _, tt := range tests {
			if full, ok := tt.codec.(*codec.Full); ok {
				*full = codec.Full{}
			}
			conn := connect()
			if got := speak(t, conn, tt.codec, tt.obfuscated); got != tt.want {
				t.Errorf("TLS %v: told %s, want %s", secure, got, tt.want)
			}
			conn.Close()
		}
		for _, method := range []string{"GET", "POST", "HEAD", "OPTIONS", "PUT", "DELETE", "PATCH"} {
			conn := connect()
			fmt.Fprintf(conn, "%s /here HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nContent-Length: 0\r\n\r\n", method)
			res, err := http.ReadResponse(bufio.NewReader(conn), &http.Request{Method: method})
			if err != nil {
				t.Fatalf("%s: %v", method, err)
			}
			body, _ := io.ReadAll(res.Body)
			if want := method + " /here"; string(body) != want && method != "HEAD" {
				t.Errorf("%s answered %q", method, body)
			}
			conn.Close()
		}
	}
	for deadline := time.Now().Add(10 * time.Second); p.Open() > 0 && time.Now().Before(deadline); {
		time.Sleep(time.Millisecond)
	}
	if p.Open() != 0 || seen.count(port.MTProto) != 14 || seen.count(port.HTTP) != 14 {
		t.Errorf("%d open; observed %v", p.Open(), seen.kinds)
	}
}

func TestTLSRefused(t *testing.T) {
	_, client := selfSigned(t)
	l := listen(t)
	_, seen := start(t, l, nil)
	var alert tls.AlertError
	err := tls.Client(dial(t, l), client).Handshake()
	var op *net.OpError
	if !errors.As(err, &alert) && !errors.As(err, &op) || op != nil && op.Op != "remote error" {
		t.Errorf("the client learns %v, want an alert", err)
	}
	if seen.count(port.Refused) != 1 {
		t.Errorf("observed %v", seen.kinds)
	}
}

func TestTLSInTLS(t *testing.T) {
	server, client := selfSigned(t)
	l := listen(t)
	_, seen := start(t, l, func(o *port.Options) { o.TLS = server })
	outer := tls.Client(dial(t, l), client)
	if err := tls.Client(outer, client).Handshake(); err == nil {
		t.Error("TLS within TLS was taken")
	}
	if seen.count(port.Refused) != 1 {
		t.Errorf("observed %v", seen.kinds)
	}
}

func TestConnectionsPerAddress(t *testing.T) {
	l := listen(t)
	p, seen := start(t, l, func(o *port.Options) { o.Limits.ConnectionsPerAddress = 2 })
	first := dial(t, l)
	speak(t, first, codec.Abridged{}, false)
	speak(t, dial(t, l), codec.Abridged{}, false)
	if n, err := dial(t, l).Read(make([]byte, 1)); n != 0 || err == nil || os.IsTimeout(err) {
		t.Errorf("the third: read %d, %v; want it closed", n, err)
	}
	if seen.count(port.Limited) != 1 {
		t.Errorf("observed %v", seen.kinds)
	}
	first.Close()
	for p.Open() > 1 {
		time.Sleep(time.Millisecond)
	}
	speak(t, dial(t, l), codec.Abridged{}, false)
}

func TestConnections(t *testing.T) {
	l := listen(t)
	start(t, l, func(o *port.Options) { o.Limits = port.Limits{Connections: 1, ConnectionsPerAddress: -1} })
	speak(t, dial(t, l), codec.Abridged{}, false)
	if n, err := dial(t, l).Read(make([]byte, 1)); n != 0 || err == nil || os.IsTimeout(err) {
		t.Errorf("the second: read %d, %v; want it closed", n, err)
	}
}

// A pipes is a listener whose connections are made in memory, so that time can be the test's.
type pipes struct {
	conns chan net.Conn
	done  chan struct{}
	once  sync.Once
}

func newPipes() *pipes { return &pipes{conns: make(chan net.Conn), done: make(chan struct{})} }

func (p *pipes) dial() net.Conn {
	far, near := net.Pipe()
	p.conns <- near
	return far
}

func (p *pipes) Accept() (net.Conn, error) {
	select {
	case c := <-p.conns:
		return c, nil
	case <-p.done:
		return nil, net.ErrClosed
	}
}
func (p *pipes) Close() error   { p.once.Do(func() { close(p.done) }); return nil }
func (p *pipes) Addr() net.Addr { return &net.TCPAddr{} }

// TestSilent sends too little: nothing, half a word of HTTP byte by byte, half a record of TLS.
func TestSilent(t *testing.T) {
	for _, first := range []string{"", "G", "PO", "OPT", "\x16", "\x16\x03\x01\x02\x00"} {
		t.Run(fmt.Sprintf("%q", first), func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				l := newPipes()
				_, seen := start(t, l, func(o *port.Options) { o.Limits.FirstBytes = 7 * time.Second })
				begin := time.Now()
				conn := l.dial()
				go func() {
					for i := range first {
						conn.Write([]byte{first[i]})
						time.Sleep(time.Second)
					}
				}()
				if _, err := conn.Read(make([]byte, 1)); err != io.EOF || time.Since(begin) != 7*time.Second {
					t.Errorf("closed with %v after %v, want 7 s", err, time.Since(begin))
				}
				if synctest.Wait(); seen.count(port.Silent) != 1 {
					t.Errorf("observed %v", seen.kinds)
				}
			})
		})
	}
}

// TestNoTimeAfterFirstBytes checks that the limit on the first bytes ends with them.
func TestNoTimeAfterFirstBytes(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		l := newPipes()
		start(t, l, nil)
		conn := l.dial()
		defer conn.Close()
		conn.Write([]byte{0xef})
		time.Sleep(time.Hour)
		go conn.Write([]byte{1, 'l', 'a', 'm', 'p'})
		if n, err := conn.Read(make([]byte, 25)); n == 0 || err != nil {
			t.Errorf("an hour later: read %d, %v", n, err)
		}
	})
}

// TestClose lets an MTProto connection and a request finish what they are doing.
func TestClose(t *testing.T) {
	l := listen(t)
	began, finish := make(chan bool), make(chan bool)
	p, _ := start(t, l, func(o *port.Options) {
		o.MTProto = later(func(ctx context.Context, conn net.Conn) {
			began <- true
			<-ctx.Done()
			conn.Write([]byte("bye"))
		})
		o.HTTP.Handler = http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			began <- true
			<-finish
			if r.Context().Err() != nil {
				t.Error("the request was cancelled")
			}
			io.WriteString(w, "done")
		})
	})
	mtproto, web, silent := dial(t, l), dial(t, l), dial(t, l)
	mtproto.Write([]byte{0xef})
	<-began
	io.WriteString(web, "GET / HTTP/1.0\r\n\r\n")
	<-began
	closed := make(chan error)
	go func() { closed <- p.Close(t.Context()) }()
	if bye, err := io.ReadAll(mtproto); string(bye) != "bye" || err != nil {
		t.Errorf("MTProto ended with %q, %v", bye, err)
	}
	if _, err := silent.Read(make([]byte, 1)); err == nil || os.IsTimeout(err) {
		t.Errorf("the silent one: %v, want it closed", err)
	}
	select {
	case err := <-closed:
		t.Fatalf("closed too early: %v", err)
	default:
	}
	close(finish)
	if answer, err := io.ReadAll(web); !bytes.HasSuffix(answer, []byte("done")) || err != nil {
		t.Errorf("the request ended with %q, %v", answer, err)
	}
	if err := <-closed; err != nil {
		t.Error(err)
	}
	if _, err := net.Dial("tcp", l.Addr().String()); err == nil {
		t.Error("still accepts")
	}
}

// TestCloseDoesNotWaitForHeaders: who has not finished asking does not hold up the end.
func TestCloseDoesNotWaitForHeaders(t *testing.T) {
	l := listen(t)
	states := make(chan http.ConnState, 10)
	p, _ := start(t, l, func(o *port.Options) {
		o.HTTP.ConnState = func(_ net.Conn, state http.ConnState) { states <- state }
	})
	half := dial(t, l)
	io.WriteString(half, "GET / HTTP/1.1\r\n")
	if state := <-states; state != http.StateNew {
		t.Fatalf("the server's own ConnState saw %v first", state)
	}
	began := time.Now()
	if err := p.Close(t.Context()); err != nil {
		t.Error(err)
	}
	if took := time.Since(began); took > 3*time.Second { // Shutdown alone takes five or more
		t.Errorf("closed after %v", took)
	}
	if _, err := half.Read(make([]byte, 1)); err == nil || os.IsTimeout(err) {
		t.Errorf("half a header: %v, want it closed", err)
	}
}

// TestCloseGivesUp closes what does not end.
func TestCloseGivesUp(t *testing.T) {
	l := listen(t)
	began := make(chan bool)
	p, _ := start(t, l, func(o *port.Options) {
		o.MTProto = later(func(_ context.Context, conn net.Conn) {
			began <- true
			io.Copy(io.Discard, conn) // deaf to ctx
		})
	})
	conn := dial(t, l)
	conn.Write([]byte{0xef})
	<-began
	ctx, cancel := context.WithTimeout(t.Context(), 50*time.Millisecond)
	defer cancel()
	if err := p.Close(ctx); !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("got %v", err)
	}
	if _, err := conn.Read(make([]byte, 1)); err == nil || os.IsTimeout(err) {
		t.Errorf("read %v, want it closed", err)
	}
}

// TestPanicEndsOneConnection lets a connection panic and another one live.
func TestPanicEndsOneConnection(t *testing.T) {
	l := listen(t)
	start(t, l, func(o *port.Options) {
		o.MTProto = later(func(ctx context.Context, conn net.Conn) {
			if b := make([]byte, 2); true {
				io.ReadFull(conn, b)
				if b[1] == 0xff {
					panic("as asked")
				}
				conn.Write(b[1:])
			}
		})
	})
	bad, good := dial(t, l), dial(t, l)
	bad.Write([]byte{0xef, 0xff})
	if _, err := bad.Read(make([]byte, 1)); err == nil || os.IsTimeout(err) {
		t.Errorf("the one that panicked: %v, want it closed", err)
	}
	good.Write([]byte{0xef, 1})
	if n, err := good.Read(make([]byte, 1)); n != 1 {
		t.Errorf("the other: %v", err)
	}
}

// TestServeMTProto ends a stream from elsewhere when the port closes.
func TestServeMTProto(t *testing.T) {
	l := listen(t)
	p, _ := start(t, l, nil)
	far, near := net.Pipe()
	done := make(chan bool)
	go func() { p.ServeMTProto(t.Context(), near); close(done) }()
	if got := speak(t, far, codec.Intermediate{}, true); got != "obfuscated-intermediate" {
		t.Errorf("told %s", got)
	}
	if err := p.Close(t.Context()); err != nil {
		t.Error(err)
	}
	<-done
}
