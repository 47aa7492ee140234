package server

import (
	"net"
	"runtime"
	"runtime/metrics"
	"testing"
	"time"
)

// TestSilentConnectionsHaveSmallStacks lets many connect and say nothing more. Each waits in a goroutine, and its stack is the
// most of what it costs: 4 KiB, if the functions between the port and the socket have small frames, and otherwise 8.
func TestSilentConnectionsHaveSmallStacks(t *testing.T) {
	h, l, stop, ended := serving(t)
	const n = 90 // one address may have no more than a hundred
	stacks := func() int {
		runtime.GC() // which halves stacks that are hardly in use
		s := []metrics.Sample{{Name: "/memory/classes/heap/stacks:bytes"}}
		metrics.Read(s)
		return int(s[0].Value.Uint64())
	}
	before := stacks()
	for range n {
		c, err := net.Dial("tcp", l.Addr().String())
		if err != nil {
			t.Fatal(err)
		}
		defer c.Close()
		if _, err := c.Write([]byte{0xee, 0xee, 0xee, 0xee}); err != nil { // the intermediate framing
			t.Fatal(err)
		}
	}
	each := 0
	for deadline := time.Now().Add(10 * time.Second); time.Now().Before(deadline); time.Sleep(20 * time.Millisecond) {
		if each = (stacks() - before) / n; h.port.Open() == n && each <= 5<<10 {
			break
		}
	}
	if h.port.Open() != n {
		t.Fatalf("%d connections are open, want %d", h.port.Open(), n)
	}
	if each > 5<<10 {
		t.Errorf("a waiting connection has a stack of %d bytes, want 4 KiB", each)
	}
	stop()
	if err := <-ended; err != nil {
		t.Error(err)
	}
}
