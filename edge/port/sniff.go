package port

import (
	"context"
	"net"
	"time"
)

// A peeked is a connection whose first bytes were read already, and are read again.
type peeked struct {
	net.Conn
	head     [sniffed]byte
	from, to uint8 // what of head is still to be read
}

func (c *peeked) Read(p []byte) (int, error) {
	if c.from < c.to {
		n := copy(p, c.head[c.from:c.to])
		c.from += uint8(n)
		return n, nil
	}
	return c.Conn.Read(p)
}

// CloseWrite says that nothing more will be written, where the connection can say so. http.Server asks for it, so that
// clients get to read an answer that was written before the connection ended.
func (c *peeked) CloseWrite() error {
	if half, ok := c.Conn.(interface{ CloseWrite() error }); ok {
		return half.CloseWrite()
	}
	return nil
}

// sniff reads the first bytes of conn and says what it speaks: Silent if they do not come in time, or at all.
func (p *Port) sniff(conn net.Conn) (*peeked, Kind) {
	c := &peeked{Conn: conn}
	conn.SetReadDeadline(p.o.Now().Add(p.o.Limits.FirstBytes))
	stop := context.AfterFunc(p.ctx, func() { conn.SetReadDeadline(time.Unix(1, 0)) })
	for {
		n, err := conn.Read(c.head[c.to:])
		c.to += uint8(n)
		if c.to > 0 {
			if kind, enough := kindOf(c.head[:c.to]); enough {
				if !stop() {
					return c, Silent
				}
				conn.SetReadDeadline(time.Time{})
				return c, kind
			}
		}
		if err != nil {
			stop()
			return c, Silent
		}
	}
}

// refuseTLS tells a client that there is no TLS here, in TLS: a fatal alert, handshake_failure.
func refuseTLS(conn net.Conn) {
	defer conn.Close()
	conn.Write([]byte{21, 3, 1, 0, 2, 2, 40})
}
