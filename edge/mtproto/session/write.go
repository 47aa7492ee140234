package session

import (
	"errors"
	"os"
)

// wake says that a session has something to write. It does not block: if nobody writes, a writer is started.
func (c *conn) wake(ss *session) {
	if c.readyToWrite(ss) {
		c.startWriter()
	}
}

// wakeHere is wake, but what waits is written by the caller if nobody else does: for goroutines that are done
// otherwise.
func (c *conn) wakeHere(ss *session) {
	if c.readyToWrite(ss) {
		c.write()
	}
}

// readyToWrite notes that a session has something to write; it returns true if the caller has to see that it is
// written.
func (c *conn) readyToWrite(ss *session) bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.closed {
		return false
	}
	waits := false
	for _, o := range c.ready {
		if o == ss {
			waits = true
			break
		}
	}
	if !waits {
		c.ready = append(c.ready, ss)
	}
	if c.writing {
		return false
	}
	c.writing = true
	return true
}

// writeRaw queues a frame that belongs to no session.
func (c *conn) writeRaw(frame []byte) {
	c.mu.Lock()
	c.raw = append(c.raw, frame)
	c.startUnlock(len(c.raw) > outFrames)
}

// writeQuick queues a quick acknowledgement.
func (c *conn) writeQuick(token uint32) {
	c.mu.Lock()
	c.quick = append(c.quick, token)
	c.startUnlock(len(c.quick) > outFrames)
}

// startUnlock unlocks c.mu and starts the writer if nobody writes; if too much waits already, it cuts the client off.
func (c *conn) startUnlock(overfull bool) {
	start := !c.writing && !c.closed && !overfull
	c.writing = c.writing || start
	c.mu.Unlock()
	switch {
	case overfull:
		c.close(endSlow)
	case start:
		c.startWriter()
	}
}

// finish has the connection closed once everything that waits is written, with a transport error unless code is 0.
func (c *conn) finish(code int32, reason string) {
	c.mu.Lock()
	if !c.closing {
		c.closing, c.code = true, code
		if c.reason == "" {
			c.reason = reason
		}
	}
	c.startUnlock(false)
}

// hold keeps finish from closing the connection until it is called with false.
func (c *conn) hold(on bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.held = on
}

// startWriter starts the writer; if the server has stopped already, nothing is written any more.
func (c *conn) startWriter() {
	if !c.s.spawn(c.write) {
		c.close(endServer)
	}
}

// write writes until nothing is left. Only one goroutine is in it at a time (c.writing).
func (c *conn) write() {
	plain, sealed := c.s.buffers.Get().(*[]byte), c.s.buffers.Get().(*[]byte)
	defer func() {
		c.s.putBuffer(plain)
		c.s.putBuffer(sealed)
	}()
	for {
		c.mu.Lock()
		raw, quick := c.raw, c.quick
		c.raw, c.quick = nil, nil
		var ss *session
		if len(c.ready) > 0 {
			ss = c.ready[0]
			if len(c.ready) == 1 {
				c.ready = c.ready[:0]
			} else {
				c.ready = append(c.ready[:0], c.ready[1:]...)
			}
		}
		if c.closed || ss == nil && raw == nil && quick == nil {
			closing, code := c.closing && !c.held, c.code
			if closing && !c.closed {
				c.mu.Unlock()
				if code != 0 {
					_ = c.t.SetWriteDeadline(c.s.o.Now().Add(c.s.o.Limits.WriteTime))
					_ = c.t.WriteError(code) // the connection ends either way
				}
				c.close("")
				return
			}
			c.writing = false
			c.mu.Unlock()
			return
		}
		c.mu.Unlock()
		if err := c.writeSome(raw, quick, ss, plain, sealed); err != nil {
			reason := endClient
			if errors.Is(err, os.ErrDeadlineExceeded) {
				reason = endSlow
			}
			c.close(reason)
			return
		}
	}
}

// writeSome writes frames, quick acknowledgements and one frame of a session.
func (c *conn) writeSome(raw [][]byte, quick []uint32, ss *session, plain, sealed *[]byte) error {
	// Once a second is enough: to move a deadline costs a fifteenth of what it costs to tell a session of a post.
	if now := c.s.o.Now(); now.Unix() != c.limited {
		if err := c.t.SetWriteDeadline(now.Add(c.s.o.Limits.WriteTime)); err != nil {
			return err
		}
		c.limited = now.Unix()
	}
	for _, token := range quick {
		if err := c.t.WriteQuickAck(token); err != nil {
			return err
		}
	}
	if len(raw) > 0 {
		if err := c.t.WriteFrame(raw...); err != nil {
			return err
		}
	}
	if ss == nil {
		return nil
	}
	p, more, ok := ss.frame(c, plain)
	if !ok {
		return nil
	}
	if more {
		c.mu.Lock()
		c.ready = append(c.ready, ss)
		c.mu.Unlock()
	}
	envelope, err := ss.key.crypt.Seal((*sealed)[:0], p, c.s.o.Random)
	if err != nil {
		return err
	}
	*sealed = envelope[:0]
	if err := c.t.WriteFrame(envelope); err != nil {
		return err
	}
	ss.afterWrite()
	return nil
}
