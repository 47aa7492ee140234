package server

import (
	"bytes"
	"context"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/binary"
	"encoding/pem"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"math/big"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/coder/websocket"

	"lamplight/config"
	"lamplight/service/media"
)

// settings is the configuration of a server on a folder of its own and any free port.
func settings(t *testing.T) config.Serve {
	t.Helper()
	c := config.Serve{
		Storage:  config.Storage{Data: filepath.Join(t.TempDir(), "data"), Bus: "local:"},
		Network:  config.Network{Name: "Ours", Listen: "127.0.0.1:0", DC: 2},
		Accounts: config.Accounts{SignUp: "open"},
		Codes:    config.Codes{Lifetime: time.Minute},
		Limits: config.Limits{
			Connections: 100, ConnectionsPerAddress: 100, ReadsPerSecond: 100, WritesPerSecond: 100, ExpensivePerSecond: 100, NewChatsPerDay: 100,
		},
		Logging: config.Logging{Metrics: "loopback"},
	}
	if err := c.Complete(); err != nil {
		t.Fatal(err)
	}
	return c
}

// start runs a server until the test ends, or stop is called; either fails the test if the server does not end well.
func start(t *testing.T, c config.Serve) (at Ready, stop func()) {
	t.Helper()
	return startWith(t, c, media.PassAll{})
}

// startWith is start with what looks at files before others may see them.
func startWith(t *testing.T, c config.Serve, screener media.Screener) (at Ready, stop func()) {
	t.Helper()
	ctx, cancel := context.WithCancel(t.Context())
	ready, ended := make(chan Ready, 1), make(chan error, 1)
	go func() { ended <- run(ctx, c, slog.New(slog.DiscardHandler), screener, func(r Ready) { ready <- r }) }()
	stopped := false
	stop = func() {
		cancel()
		if stopped {
			return
		}
		stopped = true
		if err := <-ended; err != nil {
			t.Errorf("the server ended with: %v", err)
		}
	}
	t.Cleanup(stop)
	select {
	case at = <-ready:
	case err := <-ended:
		stopped = true
		t.Fatal(err)
	}
	return at, stop
}

// certificate writes a certificate for the names that is good until a time, and its key, to files.
func certificate(t *testing.T, until time.Time, names ...string) (cert, key string, pool *x509.CertPool) {
	t.Helper()
	private, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	template := &x509.Certificate{
		SerialNumber: big.NewInt(1), Subject: pkix.Name{CommonName: "test"}, NotBefore: until.Add(-48 * time.Hour), NotAfter: until,
		IsCA: true, BasicConstraintsValid: true,
	}
	for _, name := range names {
		if ip := net.ParseIP(name); ip != nil {
			template.IPAddresses = append(template.IPAddresses, ip)
		} else {
			template.DNSNames = append(template.DNSNames, name)
		}
	}
	der, err := x509.CreateCertificate(rand.Reader, template, template, &private.PublicKey, private)
	if err != nil {
		t.Fatal(err)
	}
	keyDER, err := x509.MarshalPKCS8PrivateKey(private)
	if err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	cert, key = filepath.Join(dir, "cert.pem"), filepath.Join(dir, "key.pem")
	pool = x509.NewCertPool()
	text := pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: der})
	pool.AppendCertsFromPEM(text)
	if err := errors.Join(os.WriteFile(cert, text, 0o600),
		os.WriteFile(key, pem.EncodeToMemory(&pem.Block{Type: "PRIVATE KEY", Bytes: keyDER}), 0o600)); err != nil {
		t.Fatal(err)
	}
	return cert, key, pool
}

// askPQ begins a key exchange in the intermediate framing and returns an error unless resPQ answers it.
func askPQ(conn net.Conn) error {
	conn.SetDeadline(time.Now().Add(10 * time.Second))
	le := binary.LittleEndian
	nonce := make([]byte, 16)
	rand.Read(nonce)
	body := append(le.AppendUint32(nil, 0xbe7e8ef1), nonce...) // req_pq_multi
	envelope := append(le.AppendUint32(le.AppendUint64(make([]byte, 8), uint64(time.Now().Unix())<<32), uint32(len(body))), body...)
	frame := append(le.AppendUint32(le.AppendUint32(nil, 0xeeeeeeee), uint32(len(envelope))), envelope...)
	if _, err := conn.Write(frame); err != nil {
		return err
	}
	head := make([]byte, 4+20+4+16)
	if _, err := io.ReadFull(conn, head); err != nil {
		return err
	}
	if got := le.Uint32(head[24:]); got != 0x05162463 || !bytes.Equal(head[28:], nonce) {
		return fmt.Errorf("answered with %#x, want resPQ with the nonce", got)
	}
	return nil
}

// TestOnePort speaks everything to the one port, in the clear and inside TLS.
func TestOnePort(t *testing.T) {
	c := settings(t)
	var pool *x509.CertPool
	c.TLSCert, c.TLSKey, pool = certificate(t, time.Now().Add(time.Hour), "127.0.0.1")
	at, _ := start(t, c)
	trust := &tls.Config{RootCAs: pool}
	client := &http.Client{Transport: &http.Transport{TLSClientConfig: trust}}
	defer client.CloseIdleConnections()

	get := func(url string) error {
		res, err := client.Get(url)
		if err != nil {
			return err
		}
		defer res.Body.Close()
		text, err := io.ReadAll(res.Body)
		if err != nil || res.StatusCode != http.StatusOK || !strings.Contains(string(text), `"websocket": "wss://`+at.Public+`/apiws"`) {
			return fmt.Errorf("%s: %s, %v", res.Status, text, err)
		}
		return nil
	}
	socket := func(url string) error {
		ws, _, err := websocket.Dial(t.Context(), url, &websocket.DialOptions{HTTPClient: client, Subprotocols: []string{"binary"}})
		if err != nil {
			return err
		}
		defer ws.CloseNow()
		return askPQ(websocket.NetConn(t.Context(), ws, websocket.MessageBinary))
	}
	tests := []struct {
		name string
		try  func() error
	}{
		{"HTTP", func() error { return get("http://" + at.Listen + "/.well-known/lamplight.json") }},
		{"HTTPS", func() error { return get("https://" + at.Listen + "/.well-known/lamplight.json") }},
		{"MTProto", func() error {
			conn, err := net.Dial("tcp", at.Listen)
			if err != nil {
				return err
			}
			defer conn.Close()
			return askPQ(conn)
		}},
		{"MTProto inside TLS", func() error {
			conn, err := tls.Dial("tcp", at.Listen, trust)
			if err != nil {
				return err
			}
			defer conn.Close()
			return askPQ(conn)
		}},
		{"WebSocket", func() error { return socket("ws://" + at.Listen + "/apiws") }},
		{"WebSocket inside TLS", func() error { return socket("wss://" + at.Listen + "/apiws_test") }},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if err := tt.try(); err != nil {
				t.Error(err)
			}
		})
	}
}

// TestNoTLS refuses TLS where there is none in words of TLS, so that a client knows what is wrong.
func TestNoTLS(t *testing.T) {
	at, _ := start(t, settings(t))
	if conn, err := tls.Dial("tcp", at.Listen, &tls.Config{InsecureSkipVerify: true}); err == nil {
		conn.Close()
		t.Error("TLS without a certificate")
	} else if !strings.Contains(err.Error(), "handshake failure") {
		t.Errorf("refused with %v, want the alert handshake_failure", err)
	}
}

// serving starts a server whose rooms the test can reach into, and waits until it is ready. ended gets what serve returns.
func serving(t *testing.T) (h *house, l net.Listener, stop context.CancelFunc, ended <-chan error) {
	t.Helper()
	return servingWith(t, settings(t))
}

func servingWith(t *testing.T, c config.Serve) (h *house, l net.Listener, stop context.CancelFunc, ended <-chan error) {
	t.Helper()
	if err := makeFolder(c.Data); err != nil {
		t.Fatal(err)
	}
	l, err := net.Listen("tcp", c.Listen)
	if err != nil {
		t.Fatal(err)
	}
	c.Public = publicAddress(c.Public, l.Addr())
	h, err = build(t.Context(), c, slog.New(slog.DiscardHandler))
	if err == nil {
		err = errors.Join(h.buildEdges(t.Context()), h.openDoor())
	}
	if err != nil {
		t.Fatal(err)
	}
	ctx, stop := context.WithCancel(t.Context())
	ready, result := make(chan struct{}), make(chan error, 1)
	go func() { result <- h.serve(ctx, l, func() { close(ready) }) }()
	<-ready
	return h, l, stop, result
}

// TestReadyWhileItServes: /readyz says 200, and 503 from the moment that the server begins to stop.
func TestReadyWhileItServes(t *testing.T) {
	h, l, stop, ended := serving(t)
	defer stop()
	status := func(path string) int {
		res, err := http.Get("http://" + l.Addr().String() + path)
		if err != nil {
			t.Fatal(err)
		}
		res.Body.Close()
		return res.StatusCode
	}
	if got := status("/readyz"); got != http.StatusOK {
		t.Errorf("/readyz says %d, want 200", got)
	}
	h.stopping.Store(true)
	if got := status("/readyz"); got != http.StatusServiceUnavailable {
		t.Errorf("/readyz says %d while the server stops, want 503", got)
	}
	if got := status("/healthz"); got != http.StatusOK {
		t.Errorf("/healthz says %d while the server stops, want 200", got)
	}
	h.stopping.Store(false)
	stop()
	if err := <-ended; err != nil {
		t.Error(err)
	}
	if h.readiness(t.Context()) == nil {
		t.Error("ready after the end")
	}
}

// TestStopDoesNotWaitForStrangers: whoever has said half a word, or nothing, or is in the middle of a key exchange, does
// not hold up the end. (Half a request of HTTP does, for the five seconds that http.Server gives it.)
func TestStopDoesNotWaitForStrangers(t *testing.T) {
	at, stop := start(t, settings(t))
	for _, said := range []string{"", "\x00\x01", "\xee\xee\xee\xee", "\x16\x03\x01"} {
		conn, err := net.Dial("tcp", at.Listen)
		if err != nil {
			t.Fatal(err)
		}
		defer conn.Close()
		if _, err := conn.Write([]byte(said)); err != nil {
			t.Fatal(err)
		}
	}
	conn, err := net.Dial("tcp", at.Listen)
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	if err := askPQ(conn); err != nil {
		t.Fatal(err)
	}
	const soon = 3 * time.Second // what waits is given finishWithin, which is longer
	began := time.Now()
	stop()
	if took := time.Since(began); took > soon {
		t.Errorf("ended after %v, want %v at most", took, soon)
	}
}
