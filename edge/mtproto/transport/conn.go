package transport

import (
	"errors"
	"net"
	"time"
)

// Errors of a connection. After any of them the connection is of no further use.
var (
	// ErrUnknown says that the first bytes are no framing we know.
	ErrUnknown = errors.New("transport: unknown framing")
	// ErrFrame says that a frame is malformed: an impossible length, a wrong sequence number, a wrong checksum.
	ErrFrame = errors.New("transport: malformed frame")
	// ErrTooLarge says that a frame is larger than Limits.Frame.
	ErrTooLarge = errors.New("transport: frame too large")
)

// The codes that a transport error may carry (https://core.telegram.org/mtproto/mtproto-transports#transport-errors).
const (
	CodeKeyUnknown int32 = -404 // the auth key id is not known, or a request of the handshake is wrong
	CodeFlood      int32 = -429 // too many connections or handshakes
	CodeWrongDC    int32 = -444 // the data centre that the client named does not exist
)

// Limits bound what a client can make a connection cost.
type Limits struct {
	// Frame is the largest body of a frame that a client may send, in bytes. Default 1 MiB + 64 KiB: a file part of 512 KiB
	// in a container fits, with room.
	Frame int
	// Header is how long Accept waits for the bytes that tell the framing. Default 10 s.
	Header time.Duration
}

// A Frame is what a client sent in one piece.
type Frame struct {
	// Body is the payload: an envelope. It may be written to (decrypted in place) and is valid until the next ReadFrame.
	Body []byte
	// QuickAck says that the client asks for a quick acknowledgement of this frame.
	QuickAck bool
}

// A Conn reads and writes frames. One goroutine may read while another one writes, but neither reads nor writes may run
// side by side among themselves: the session room serialises writes. Deadlines and Close are safe at any time.
type Conn struct {
	conn net.Conn
}

// Accept reads from conn what tells the framing and returns a Conn for it. It does not close conn on error. It returns
// ErrUnknown for bytes that are no framing, and the connection's error otherwise.
func Accept(conn net.Conn, limits Limits) (*Conn, error) { return nil, ErrUnknown }

// Protocol names the framing for metrics: abridged, intermediate, padded or full, with a prefix "obfuscated-" inside
// obfuscated2. The set of values is closed.
func (c *Conn) Protocol() string { return "" }

// DC returns the number of the data centre that the client put into the header of obfuscated2 (negative: media; 10000 + n:
// test), or 0 if there was none.
func (c *Conn) DC() int { return 0 }

// ReadFrame waits for the next frame. While it waits it holds no more than a small buffer. It returns io.EOF when the
// client closed the connection between two frames, and io.ErrUnexpectedEOF within one.
func (c *Conn) ReadFrame() (Frame, error) { return Frame{}, ErrUnknown }

// WriteFrame writes each body as a frame of its own, all in one write. Bodies are not changed or kept. A body's length has
// to be a multiple of 4.
func (c *Conn) WriteFrame(bodies ...[]byte) error { return ErrUnknown }

// WriteQuickAck answers a frame that asked for a quick acknowledgement with the token that crypt.Plain carries.
func (c *Conn) WriteQuickAck(token uint32) error { return ErrUnknown }

// WriteError tells the client why the connection cannot go on, with one of the codes above.
func (c *Conn) WriteError(code int32) error { return ErrUnknown }

// RemoteAddr returns the client's address.
func (c *Conn) RemoteAddr() net.Addr { return c.conn.RemoteAddr() }

// SetReadDeadline sets when a waiting ReadFrame gives up.
func (c *Conn) SetReadDeadline(t time.Time) error { return c.conn.SetReadDeadline(t) }

// SetWriteDeadline sets when a write to a client that does not read gives up.
func (c *Conn) SetWriteDeadline(t time.Time) error { return c.conn.SetWriteDeadline(t) }

// Close ends the connection.
func (c *Conn) Close() error { return c.conn.Close() }
