package session

import "context"

// A Server serves MTProto connections. It is safe for concurrent use.
type Server struct {
	o Options
}

// New builds a Server.
func New(o Options) (*Server, error) {
	return &Server{o: o}, nil
}

// A Conn is what the transport room makes of a socket.
type Conn any

// Serve serves one connection until it ends, ctx is done or the server closes, and closes it.
func (s *Server) Serve(ctx context.Context, conn Conn) { panic("session: not built yet") }

// Close stops reading from all connections, lets what runs finish within Limits.CloseGrace or until ctx is done, sends the
// answers, and closes the connections.
func (s *Server) Close(ctx context.Context) error { return nil }
