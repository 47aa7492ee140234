package transport

import (
	"crypto/cipher"
	"io"
	"net"
	"time"
)

// smallBuffer is what every connection holds to read ahead, in bytes. Requests of ordinary size, a message of three lines
// among them, fit, so that most frames take one read from the socket and no other memory.
const smallBuffer = 512

// A Frame is what a client sent in one piece.
type Frame struct {
	// Body is the payload: an envelope. It may be written to (decrypted in place) and is valid until the next ReadFrame. In
	// the padded framing up to 15 bytes of padding may follow the envelope; crypt passes over them.
	Body []byte
	// QuickAck says that the client asks for a quick acknowledgement of this frame.
	QuickAck bool
}

// A Conn reads and writes frames. One goroutine may read while another one writes, but neither reads nor writes may run
// side by side among themselves: the session room serialises writes. Deadlines and Close are safe at any time.
//
// A Conn that waits for a frame holds a buffer of half a KiB and, inside obfuscated2, two cipher states of half a KiB each.
type Conn struct {
	conn    net.Conn
	framing framing
	limit   int
	dc      int
	// Of obfuscated2; nil without.
	decrypt, encrypt cipher.Stream
	// Of the full framing: the numbers of the next frames.
	nextIn, nextOut uint32

	large *buffer // the body of the last frame, if it did not fit into small
	// What is in small[from:to] was read from the socket (and decrypted), but belongs to no returned frame yet.
	from, to int
	small    [smallBuffer]byte
}

// RemoteAddr returns the client's address.
func (c *Conn) RemoteAddr() net.Addr { return c.conn.RemoteAddr() }

// SetReadDeadline sets when a waiting ReadFrame gives up.
func (c *Conn) SetReadDeadline(t time.Time) error { return c.conn.SetReadDeadline(t) }

// SetWriteDeadline sets when a write to a client that does not read gives up.
func (c *Conn) SetWriteDeadline(t time.Time) error { return c.conn.SetWriteDeadline(t) }

// Close ends the connection.
func (c *Conn) Close() error { return c.conn.Close() }

// Protocol names the framing for metrics: abridged, intermediate, padded or full; inside obfuscated2 with "obfuscated-"
// before it. No other value occurs.
func (c *Conn) Protocol() string {
	if c.decrypt == nil {
		return c.framing.String()
	}
	return "obfuscated-" + c.framing.String()
}

// DC returns the number of the data centre that the client put into the header of obfuscated2 (negative: media; 10000 + n:
// test), or 0 if there was no such header or number.
func (c *Conn) DC() int { return c.dc }

// buffered returns what was read ahead.
func (c *Conn) buffered() []byte { return c.small[c.from:c.to] }

// need reads until at least n bytes are buffered; n is at most smallBuffer. It returns io.EOF if the connection ends with
// nothing buffered.
func (c *Conn) need(n int) error {
	if c.to-c.from >= n {
		return nil
	}
	if c.from > 0 {
		c.to = copy(c.small[:], c.small[c.from:c.to])
		c.from = 0
	}
	for c.to < n {
		got, err := c.read(c.small[c.to:])
		c.to += got
		if err != nil && c.to < n {
			if err == io.EOF && c.to > 0 {
				err = io.ErrUnexpectedEOF
			}
			return err
		}
	}
	return nil
}

// read reads once from the socket and takes off the obfuscation.
func (c *Conn) read(p []byte) (int, error) {
	n, err := c.conn.Read(p)
	if c.decrypt != nil {
		c.decrypt.XORKeyStream(p[:n], p[:n])
	}
	return n, err
}

// write puts on the obfuscation, in place, and writes to the socket.
func (c *Conn) write(p []byte) error {
	if c.encrypt != nil {
		c.encrypt.XORKeyStream(p, p)
	}
	_, err := c.conn.Write(p)
	return err
}
