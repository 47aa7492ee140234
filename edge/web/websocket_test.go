package web_test

import (
	"bytes"
	"context"
	"crypto/rand"
	"errors"
	"io"
	"log/slog"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/coder/websocket"
	"github.com/gotd/td/bin"
	"github.com/gotd/td/mtproxy"
	"github.com/gotd/td/mtproxy/obfuscator"
	"github.com/gotd/td/proto/codec"

	"lamplight/edge/mtproto/transport"
	"lamplight/edge/port"
	"lamplight/edge/web"
)

// echo answers every frame with itself.
func echo(_ context.Context, conn net.Conn) {
	c, err := transport.Accept(conn, transport.Limits{})
	if err != nil {
		return
	}
	for {
		f, err := c.ReadFrame()
		if err != nil || c.WriteFrame(f.Body) != nil {
			return
		}
	}
}

// start serves WebSockets on a port and returns its address.
func start(t *testing.T, serve func(context.Context, net.Conn), limits web.WebSocketLimits) (p *port.Port, address string) {
	mux := http.NewServeMux()
	o := port.Options{
		MTProto: func(ctx context.Context, conn net.Conn) func() { return func() { serve(ctx, conn) } },
		HTTP:    &http.Server{Handler: mux},
		Now:     time.Now,
		Log:     slog.New(slog.DiscardHandler),
	}
	p = port.New(o)
	mux.Handle("/apiws", web.WebSocket(p.ServeMTProto, limits))
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	go p.Serve(l)
	t.Cleanup(func() {
		if err := p.Close(context.Background()); err != nil {
			t.Error(err)
		}
	})
	return p, l.Addr().String()
}

func dial(t *testing.T, address, origin string) (*websocket.Conn, net.Conn) {
	t.Helper()
	ws, _, err := websocket.Dial(t.Context(), "ws://"+address+"/apiws", &websocket.DialOptions{
		Subprotocols: []string{"binary"}, HTTPHeader: http.Header{"Origin": {origin}},
	})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { ws.CloseNow() })
	return ws, websocket.NetConn(t.Context(), ws, websocket.MessageBinary)
}

// TestWebSocket speaks MTProto inside a WebSocket, obfuscated as browsers do it, and plain.
func TestWebSocket(t *testing.T) {
	_, address := start(t, echo, web.WebSocketLimits{})
	for _, obfuscated := range []bool{true, false} {
		ws, conn := dial(t, address, "https://elsewhere.example")
		if ws.Subprotocol() != "binary" {
			t.Errorf("sub-protocol %q", ws.Subprotocol())
		}
		var stream io.ReadWriter = conn
		cd := codec.Intermediate{}
		if obfuscated {
			o := obfuscator.Obfuscated2(rand.Reader, conn)
			if err := o.Handshake(cd.ObfuscatedTag(), 2, mtproxy.Secret{}); err != nil {
				t.Fatal(err)
			}
			stream = o
		} else if err := cd.WriteHeader(conn); err != nil {
			t.Fatal(err)
		}
		for _, n := range []int{8, 5000, 600_000} {
			body := bytes.Repeat([]byte("lamp"), n/4)
			var back bin.Buffer
			err := errors.Join(cd.Write(stream, &bin.Buffer{Buf: bytes.Clone(body)}), cd.Read(stream, &back))
			if err != nil || !bytes.Equal(back.Buf, body) {
				t.Fatalf("obfuscated %v, %d bytes: %d came back, %v", obfuscated, n, back.Len(), err)
			}
		}
		if err := conn.Close(); err != nil {
			t.Errorf("close: %v", err)
		}
	}
}

func TestWebSocketRefuses(t *testing.T) {
	h := web.WebSocket(func(context.Context, net.Conn) { t.Error("served") }, web.WebSocketLimits{})
	tests := []struct {
		name   string
		header http.Header
		status int
	}{
		{"a page", nil, http.StatusUpgradeRequired},
		{"another sub-protocol", http.Header{"Sec-Websocket-Protocol": {"chat, binaries"}}, http.StatusUpgradeRequired},
		{"no upgrade", http.Header{"Sec-Websocket-Protocol": {"binary"}}, http.StatusUpgradeRequired},
	}
	for _, tt := range tests {
		r, w := httptest.NewRequest("GET", "/apiws", nil), httptest.NewRecorder()
		if tt.header != nil {
			r.Header = tt.header
		}
		if h.ServeHTTP(w, r); w.Code != tt.status {
			t.Errorf("%s: %d, want %d", tt.name, w.Code, tt.status)
		}
	}
}

// TestWebSocketMessages ends connections that send what they may not.
func TestWebSocketMessages(t *testing.T) {
	_, address := start(t, func(_ context.Context, conn net.Conn) { io.Copy(io.Discard, conn) }, web.WebSocketLimits{Message: 1000})
	tests := []struct {
		name    string
		kind    websocket.MessageType
		payload string
		want    websocket.StatusCode
	}{
		{"text", websocket.MessageText, "\xefhello", websocket.StatusUnsupportedData},
		{"too large", websocket.MessageBinary, "\xef" + strings.Repeat("x", 1001), websocket.StatusMessageTooBig},
	}
	for _, tt := range tests {
		ws, _ := dial(t, address, "")
		if err := ws.Write(t.Context(), tt.kind, []byte(tt.payload)); err != nil {
			t.Fatal(err)
		}
		if _, _, err := ws.Read(t.Context()); websocket.CloseStatus(err) != tt.want {
			t.Errorf("%s: %v, want status %d", tt.name, err, tt.want)
		}
	}
}

// TestWebSocketEnds closes the WebSocket when serve returns, counts it while it is open, and ends it with the port.
func TestWebSocketEnds(t *testing.T) {
	began := make(chan bool)
	p, address := start(t, func(ctx context.Context, conn net.Conn) {
		began <- true
		<-ctx.Done()
	}, web.WebSocketLimits{})
	ws, _ := dial(t, address, "")
	<-began
	if n := p.Open(); n != 1 {
		t.Errorf("%d connections, want 1", n)
	}
	closed := make(chan error)
	go func() { closed <- p.Close(t.Context()) }()
	if _, _, err := ws.Read(t.Context()); websocket.CloseStatus(err) != websocket.StatusNormalClosure {
		t.Errorf("read %v, want a normal end", err)
	}
	if err := <-closed; err != nil || p.Open() != 0 {
		t.Errorf("closed with %v and %d open", err, p.Open())
	}
}
