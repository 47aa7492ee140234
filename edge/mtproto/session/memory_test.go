package session

import (
	"net"
	"runtime"
	"testing"
	"time"

	"github.com/gotd/td/mt"
	"github.com/gotd/td/tg"

	"lamplight"
	"lamplight/edge/mtproto/transport"
)

// memoryGoal is what an idle, authorised session may take, in bytes of user memory (SPEED.md of the design).
const memoryGoal = 10 << 10

// TestMemoryOfIdleSessions measures what sessions take that have signed in, are told of updates, and are silent.
func TestMemoryOfIdleSessions(t *testing.T) {
	if testing.Short() {
		t.Skip("opens a thousand connections")
	}
	const n = 1000
	h := newHarness(t, Limits{})
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	h.served.Go(func() {
		for {
			c, err := l.Accept()
			if err != nil {
				return
			}
			h.served.Go(func() {
				tc, err := transport.Accept(c, transport.Limits{})
				if err != nil {
					_ = c.Close()
					return
				}
				h.s.Serve(t.Context(), tc)
			})
		}
	})
	t.Cleanup(func() { _ = l.Close() })
	conns, keys := make([]net.Conn, n), make([]lamplight.AuthKey, n)
	for i := range keys {
		keys[i] = h.newKey(lamplight.UserID(1 + i%500))
	}
	before := memory()
	for i := range conns {
		conns[i] = h.idle(t, l.Addr().String(), keys[i])
	}
	after := memory()
	each := int(after-before) / n
	t.Logf("%d bytes for each of %d idle sessions, the test's own end of the connection included", each, n)
	if each > memoryGoal {
		t.Errorf("%d bytes are more than %d", each, memoryGoal)
	}
	for _, c := range conns {
		_ = c.Close()
	}
}

// memory returns the bytes of heap and stacks in use.
func memory() uint64 {
	time.Sleep(700 * time.Millisecond) // acknowledgements wait that long to be sent
	for range 4 {
		runtime.GC() // twice for pools, twice for stacks to shrink
	}
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return m.HeapInuse + m.StackInuse
}

// idle signs a session in without the goroutine and buffers that a rawClient has.
func (h *harness) idle(t testing.TB, addr string, key lamplight.AuthKey) net.Conn {
	c := h.unconnected(key)
	conn, err := net.Dial("tcp", addr)
	if err != nil {
		t.Fatal(err)
	}
	c.conn = conn
	if _, err := conn.Write([]byte{0xee, 0xee, 0xee, 0xee}); err != nil {
		t.Fatal(err)
	}
	c.start(8)
	state := c.send(getState)
	created := c.want(mt.NewSessionCreatedTypeID)
	c.service(&mt.MsgsAck{MsgIDs: []int64{created.id, c.result(state).id, c.call(&tg.HelpGetConfigRequest{}).id}})
	// The reader ends, so that it does not count; the connection stays.
	_ = conn.SetReadDeadline(time.Unix(1, 0))
	for range c.frames {
	}
	_ = conn.SetReadDeadline(time.Time{})
	return conn
}
