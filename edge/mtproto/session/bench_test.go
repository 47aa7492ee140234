package session

import (
	"context"
	"net"
	"testing"

	"lamplight/edge/mtproto/transport"
)

// BenchmarkCalls measures calls over loopback, the client's sealing and opening included, with some outstanding at a time.
func BenchmarkCalls(b *testing.B) {
	for name, outstanding := range map[string]int{"one at a time": 1, "64 outstanding": 64} {
		b.Run(name, func(b *testing.B) {
			much := Rate{1e9, 1 << 30}
			h := newHarness(b, Limits{Read: much, Write: much})
			l, err := net.Listen("tcp", "127.0.0.1:0")
			if err != nil {
				b.Fatal(err)
			}
			defer l.Close()
			h.served.Go(func() {
				c, err := l.Accept()
				if err != nil {
					return
				}
				t, err := transport.Accept(c, transport.Limits{})
				if err != nil {
					return
				}
				h.s.Serve(context.Background(), t)
			})
			c := h.unconnected(h.newKey(1))
			if c.conn, err = net.Dial("tcp", l.Addr().String()); err != nil {
				b.Fatal(err)
			}
			if _, err := c.conn.Write([]byte{0xee, 0xee, 0xee, 0xee}); err != nil {
				b.Fatal(err)
			}
			c.start(1000)
			c.call(getState)
			b.ResetTimer()
			waiting := 0
			for range b.N {
				c.send(text("hello"))
				for waiting++; waiting >= outstanding; waiting-- {
					c.want(idRPCResult)
				}
			}
			b.StopTimer()
			c.close()
		})
	}
}
