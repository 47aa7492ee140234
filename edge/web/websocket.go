package web

import (
	"context"
	"net"
	"net/http"
)

// WebSocketLimits bound what a WebSocket client can make a connection cost.
type WebSocketLimits struct {
	// Message is the largest WebSocket message that a client may send, in bytes. Default 2 MiB.
	Message int64
}

// WebSocket upgrades requests for /apiws and /apiws_test (sub-protocol binary, any Origin) and hands the stream of bytes
// inside to serve, which is the one that serves MTProto over TCP. The connection is closed when serve returns.
//
// https://core.telegram.org/mtproto/transports#websocket
func WebSocket(serve func(ctx context.Context, conn net.Conn), limits WebSocketLimits) http.Handler {
	return http.NotFoundHandler()
}
