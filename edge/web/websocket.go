package web

import (
	"context"
	"net"
	"net/http"
	"slices"
	"strings"

	"github.com/coder/websocket"
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
// that serves MTProto over TCP (port.Port.ServeMTProto). The connection is closed when serve returns.
//
// Any Origin is welcome: MTProto carries no cookies, so there is nothing that a foreign page could do in somebody's name.
// The stream's deadlines end the connection, not just the waiting call.
//
// https://core.telegram.org/mtproto/transports#websocket
func WebSocket(serve func(ctx context.Context, conn net.Conn), limits WebSocketLimits) http.Handler {
	if limits.Message <= 0 {
		limits.Message = 2 << 20
	}
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if !offers(r, subprotocol) {
			w.Header().Set("Sec-WebSocket-Protocol", subprotocol)
			http.Error(w, "This is MTProto inside a WebSocket with the sub-protocol "+subprotocol+".", http.StatusUpgradeRequired)
			return
		}
		ws, err := websocket.Accept(w, r, &websocket.AcceptOptions{
			Subprotocols:       []string{subprotocol},
			InsecureSkipVerify: true, // any Origin
		})
		if err != nil {
			return // the client was told
		}
		// Whatever happens to the connection, the context of a request that was upgraded ends with this call alone.
		ctx, cancel := context.WithCancel(r.Context())
		defer cancel()
		defer ws.CloseNow()
		conn := websocket.NetConn(ctx, ws, websocket.MessageBinary)
		ws.SetReadLimit(limits.Message) // NetConn takes the limit off
		serve(ctx, conn)
		conn.Close()
	})
}

// offers reports whether the request asks for a WebSocket with the sub-protocol.
func offers(r *http.Request, name string) bool {
	return slices.ContainsFunc(r.Header.Values("Sec-WebSocket-Protocol"), func(list string) bool {
		return slices.ContainsFunc(strings.Split(list, ","), func(s string) bool {
			return strings.EqualFold(strings.TrimSpace(s), name)
		})
	})
}
