package transport

import (
	"crypto/aes"
	"crypto/cipher"
	"encoding/binary"
	"fmt"
	"net"
	"os"
	"slices"
	"time"
)

// The tags with which clients begin, as little-endian words. Inside obfuscated2 they stand at the end of its header.
const (
	tagAbridgedByte = 0xef
	tagAbridged     = 0xefefefef
	tagIntermediate = 0xeeeeeeee
	tagPadded       = 0xdddddddd
)

// obfuscatedHeader is the length of the header of obfuscated2, in bytes.
const obfuscatedHeader = 64

// Accept reads from conn what tells the framing and returns a Conn for it. It does not close conn on error. It returns
// ErrUnknown for bytes that are no framing, os.ErrDeadlineExceeded if they do not come within Limits.Header, and the
// connection's error otherwise.
func Accept(conn net.Conn, limits Limits) (*Conn, error) {
	limits = limits.withDefaults()
	c := &Conn{conn: conn, limit: limits.Frame}
	late := time.AfterFunc(limits.Header, func() { conn.SetReadDeadline(time.Unix(1, 0)) })
	err := c.detect()
	if !late.Stop() {
		err = os.ErrDeadlineExceeded
	}
	if err != nil {
		return nil, fmt.Errorf("accept: %w", err)
	}
	return c, nil
}

// detect sets what the first bytes say. It asks for no more bytes than it takes to tell, since a client of the abridged
// framing may send a single one and wait.
func (c *Conn) detect() error {
	if err := c.need(1); err != nil {
		return err
	}
	if c.buffered()[0] == tagAbridgedByte {
		c.framing, c.from = abridged, c.from+1
		return nil
	}
	if err := c.need(4); err != nil {
		return err
	}
	switch first := c.buffered(); {
	case binary.LittleEndian.Uint32(first) == tagIntermediate:
		c.framing, c.from = intermediate, c.from+4
		return nil
	case binary.LittleEndian.Uint32(first) == tagPadded:
		c.framing, c.from = padded, c.from+4
		return nil
	case isHTTP(first):
		return ErrUnknown
	}
	if err := c.need(8); err != nil {
		return err
	}
	// obfuscated2 never has a zero in its second word, and a full connection has the sequence number 0 there.
	if first := c.buffered(); binary.LittleEndian.Uint32(first[4:]) == 0 {
		if _, err := full.parseHeader(first, 0, c.limit); err != nil {
			return ErrUnknown
		}
		c.framing = full
		return nil
	}
	if err := c.need(obfuscatedHeader); err != nil {
		return err
	}
	return c.deobfuscate()
}

// deobfuscate reads the header of obfuscated2, sets the ciphers of both directions and the framing inside.
//
// https://core.telegram.org/mtproto/mtproto-transports#transport-obfuscation
func (c *Conn) deobfuscate() error {
	header := c.buffered()[:obfuscatedHeader]
	back := slices.Clone(header[8:56])
	slices.Reverse(back)
	decrypt, err := newCTR(header[8:40], header[40:56])
	if err != nil {
		return err
	}
	encrypt, err := newCTR(back[:32], back[32:])
	if err != nil {
		return err
	}
	decrypt.XORKeyStream(c.buffered(), c.buffered())
	switch binary.LittleEndian.Uint32(header[56:]) {
	case tagAbridged:
		c.framing = abridged
	case tagIntermediate:
		c.framing = intermediate
	case tagPadded:
		c.framing = padded
	default:
		return ErrUnknown
	}
	c.dc = int(int16(binary.LittleEndian.Uint16(header[60:])))
	c.decrypt, c.encrypt = decrypt, encrypt
	c.from += obfuscatedHeader
	return nil
}

func newCTR(key, iv []byte) (cipher.Stream, error) {
	block, err := aes.NewCipher(key)
	if err != nil {
		return nil, err
	}
	return cipher.NewCTR(block, iv), nil
}

// isHTTP reports whether first are the words of HTTP that obfuscated2 never begins with. The port takes HTTP out before;
// this is for streams that come another way.
func isHTTP(first []byte) bool {
	switch string(first[:4]) {
	case "GET ", "POST", "HEAD", "OPTI":
		return true
	}
	return false
}
