package transport

import "encoding/binary"

// WriteFrame writes each body as a frame of its own, all in one write. Bodies are not changed or kept. A body's length has
// to be a multiple of 4 and not 0.
func (c *Conn) WriteFrame(bodies ...[]byte) error {
	size := 0
	for _, body := range bodies {
		if len(body) == 0 || len(body)%4 != 0 {
			return ErrUnaligned
		}
		size += len(body) + maxAround
	}
	b := borrow(size)
	defer b.giveBack()
	out := b.bytes[:0]
	for _, body := range bodies {
		out = c.framing.appendFrame(out, body, c.nextOut)
		c.nextOut++
	}
	return c.write(out)
}

// WriteQuickAck answers a frame that asked for a quick acknowledgement with the token that crypt.Plain carries. The full
// framing knows no quick acknowledgements: nobody can have asked, and nothing is written.
//
// https://core.telegram.org/mtproto/mtproto-transports#quick-ack
func (c *Conn) WriteQuickAck(token uint32) error {
	token |= quickAckWord
	var out [4]byte
	switch c.framing {
	case abridged:
		// The first byte has to carry the mark here, for it is the one that clients take a length from.
		binary.BigEndian.PutUint32(out[:], token)
	case intermediate, padded:
		binary.LittleEndian.PutUint32(out[:], token)
	case full:
		return nil
	}
	return c.write(out[:])
}

// WriteError tells the client why the connection cannot go on, with one of the codes above.
func (c *Conn) WriteError(code int32) error {
	return c.WriteFrame(binary.LittleEndian.AppendUint32(nil, uint32(code)))
}
