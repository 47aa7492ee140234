package web

import (
	"context"
	"crypto/sha1"
	"encoding/base64"
	"fmt"
	"net"
	"net/http"
	"slices"
	"strings"
)

// subprotocol is what clients ask for, to say that they speak MTProto.
const subprotocol = "binary"

// WebSocketLimits bound what a WebSocket client can make a connection cost. Zero fields take their default.
type WebSocketLimits struct {
	// Message is the largest WebSocket message that a client may send, in bytes. Default 2 MiB: one message may hold several
	// frames of MTProto, whose own limit is lower.
	Message int64
}

// WebSocket upgrades requests for /apiws and /apiws_test and hands the stream of bytes inside to serve, which is the one
// that serves MTProto over TCP (port.Port.ServeMTProto). serve gets a goroutine of its own, and the connection is closed
// when it returns: the request is over by then, and what it held is free, so that an idle browser costs no more than an
// idle TCP client. serve learns of the server's end from whoever counts the connections, not from its ctx.
//
// Any Origin is welcome: MTProto carries no cookies, so there is nothing that a foreign page could do in somebody's name.
//
// https://core.telegram.org/mtproto/transports#websocket, RFC 6455
func WebSocket(serve func(ctx context.Context, conn net.Conn), limits WebSocketLimits) http.Handler {
	if limits.Message <= 0 {
		limits.Message = 2 << 20
	}
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if err := checkUpgrade(r); err != nil {
			w.Header().Set("Upgrade", "websocket")
			w.Header().Set("Sec-WebSocket-Version", "13")
			w.Header().Set("Sec-WebSocket-Protocol", subprotocol)
			http.Error(w, "This is MTProto inside a WebSocket: "+err.Error()+".", http.StatusUpgradeRequired)
			return
		}
		conn, buffered, err := http.NewResponseController(w).Hijack()
		if err != nil {
			http.Error(w, "WebSockets need HTTP/1.1.", http.StatusNotImplemented)
			return
		}
		s := &stream{Conn: conn, limit: limits.Message}
		early, err := buffered.Reader.Peek(buffered.Reader.Buffered())
		if err == nil {
			s.early = slices.Clone(early)
			_, err = fmt.Fprintf(conn, "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"+
				"Sec-WebSocket-Accept: %s\r\nSec-WebSocket-Protocol: %s\r\n\r\n", acceptKey(r), subprotocol)
		}
		if err != nil {
			conn.Close()
			return
		}
		go func() {
			defer s.Close()
			serve(context.Background(), s)
		}()
	})
}

// checkUpgrade returns an error that says what a request lacks to become a WebSocket of ours (RFC 6455, section 4.2.1).
func checkUpgrade(r *http.Request) error {
	key, err := base64.StdEncoding.DecodeString(r.Header.Get("Sec-WebSocket-Key"))
	switch {
	case r.Method != http.MethodGet || !r.ProtoAtLeast(1, 1):
		return fmt.Errorf("it begins with GET and HTTP/1.1")
	case !lists(r, "Connection", "upgrade") || !lists(r, "Upgrade", "websocket"):
		return fmt.Errorf("the request does not ask for an upgrade")
	case r.Header.Get("Sec-WebSocket-Version") != "13":
		return fmt.Errorf("the version is 13")
	case err != nil || len(key) != 16:
		return fmt.Errorf("Sec-WebSocket-Key is not 16 bytes in base64")
	case !lists(r, "Sec-WebSocket-Protocol", subprotocol):
		return fmt.Errorf("the sub-protocol is %q", subprotocol)
	}
	return nil
}

// lists reports whether a header that is a list holds a word, in upper or lower case.
func lists(r *http.Request, header, word string) bool {
	return slices.ContainsFunc(r.Header.Values(header), func(list string) bool {
		return slices.ContainsFunc(strings.Split(list, ","), func(s string) bool {
			return strings.EqualFold(strings.TrimSpace(s), word)
		})
	})
}

// acceptKey proves to the client that we read its request as one for a WebSocket (RFC 6455, section 4.2.2).
func acceptKey(r *http.Request) string {
	sum := sha1.Sum([]byte(r.Header.Get("Sec-WebSocket-Key") + "258EAFA5-E914-47DA-95CA-C5AB0DC85B11"))
	return base64.StdEncoding.EncodeToString(sum[:])
}
