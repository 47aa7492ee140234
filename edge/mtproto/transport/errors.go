package transport

import "errors"

// Errors of a connection. After any of them the connection is of no further use.
var (
	// ErrUnknown says that the first bytes are no framing we know.
	ErrUnknown = errors.New("transport: unknown framing")
	// ErrFrame says that a frame is malformed: an impossible length, a wrong sequence number, a wrong checksum.
	ErrFrame = errors.New("transport: malformed frame")
	// ErrTooLarge says that a frame is larger than Limits.Frame.
	ErrTooLarge = errors.New("transport: frame too large")
	// ErrUnaligned says that a body to be written is empty or no multiple of 4 bytes. Only we can cause it.
	ErrUnaligned = errors.New("transport: body is empty or no multiple of 4 bytes")
)

// The codes that a transport error may carry (https://core.telegram.org/mtproto/mtproto-transports#transport-errors).
const (
	CodeKeyUnknown int32 = -404 // the auth key id is not known, or a request of the handshake is wrong
	CodeFlood      int32 = -429 // too many connections or handshakes
	CodeWrongDC    int32 = -444 // the data centre that the client named does not exist
)
