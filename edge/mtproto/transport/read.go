package transport

import "io"

// Await returns once something of the next frame is there for ReadFrame, or with the error that ReadFrame would return. It is
// where thousands of connections wait: a frame of its own, directly above the socket's, so that their stacks stay small.
func (c *Conn) Await() error {
	if c.from < c.to {
		return nil
	}
	c.returnLarge()
	c.from = 0
	var err error
	if c.to, err = c.conn.Read(c.small[:]); c.to > 0 {
		if c.decrypt != nil {
			c.decrypt.XORKeyStream(c.small[:c.to], c.small[:c.to])
		}
		return nil // an error that came along comes again
	}
	return err
}

// returnLarge gives back what the last frame took beyond the small buffer.
func (c *Conn) returnLarge() {
	if c.large != nil {
		c.large.giveBack()
		c.large = nil
	}
}

// ReadFrame waits for the next frame. While it waits it holds no more than a small buffer. It returns io.EOF when the
// client closed the connection between two frames, and io.ErrUnexpectedEOF within one.
func (c *Conn) ReadFrame() (Frame, error) {
	c.returnLarge()
	if err := c.need(1); err != nil {
		return Frame{}, err
	}
	if err := c.need(c.framing.headerLen(c.buffered())); err != nil {
		return Frame{}, err
	}
	s, err := c.framing.parseHeader(c.buffered(), c.nextIn, c.limit)
	if err != nil {
		return Frame{}, err
	}
	frame, err := c.take(s.header + s.body + s.trailer)
	if err != nil {
		return Frame{}, err
	}
	if err := c.framing.checkTrailer(frame); err != nil {
		return Frame{}, err
	}
	c.nextIn++
	return Frame{Body: frame[s.header : s.header+s.body : s.header+s.body], QuickAck: s.quickAck}, nil
}

// take returns the next n bytes, from the small buffer if they fit and otherwise from a large one.
func (c *Conn) take(n int) ([]byte, error) {
	if n <= smallBuffer {
		if err := c.need(n); err != nil {
			return nil, err
		}
		frame := c.small[c.from : c.from+n]
		c.from += n
		return frame, nil
	}
	c.large = borrow(smallBuffer + 1)
	have := copy(c.large.bytes, c.buffered())
	c.from, c.to = 0, 0
	for have < n {
		if have == len(c.large.bytes) {
			c.enlarge()
		}
		got, err := c.read(c.large.bytes[have:min(n, len(c.large.bytes))])
		have += got
		if err != nil && have < n {
			if err == io.EOF {
				err = io.ErrUnexpectedEOF
			}
			return nil, err
		}
	}
	return c.large.bytes[:n], nil
}

// enlarge moves what arrived of a frame into the next larger buffer.
func (c *Conn) enlarge() {
	larger := borrow(len(c.large.bytes) + 1)
	copy(larger.bytes, c.large.bytes)
	c.large.giveBack()
	c.large = larger
}
