package e2e

import (
	"crypto/rand"
	"net"
	"slices"
	"sync"
	"testing"
	"time"
)

// What somebody else may notice of a hostile client. The machine of the test is shared by the server, the one who
// floods and the one who measures, so these bound what the server does to others, not how fast it is.
const (
	medianLimit = 50 * time.Millisecond
	worstLimit  = 500 * time.Millisecond // of 95 in 100 calls
)

// TestHostileClientIsSlowOnlyToItself floods the server in several ways and measures what another client feels.
func TestHostileClientIsSlowOnlyToItself(t *testing.T) {
	w := newWorld(t)
	victim := w.partner(t, w.newPerson("victim"))
	hostile := w.partner(t, w.newPerson("hostile"))
	calm := measure(t, victim, 80)
	t.Logf("calm: %v", calm)

	const seconds = 3
	for _, attack := range []struct {
		name  string
		flood func(t *testing.T, until time.Time)
	}{
		{"requests on one connection", func(t *testing.T, until time.Time) {
			var got struct{ Asked, Answered int }
			hostile.do(t, "flood", args{"parallel": 256, "millis": int(time.Until(until).Milliseconds())}, &got)
			t.Logf("asked %d times, answered %d", got.Asked, got.Answered)
		}},
		{"connections that say nothing", func(t *testing.T, until time.Time) {
			flood(until, 64, func(conn net.Conn) { time.Sleep(50 * time.Millisecond) })
		}},
		{"connections that say nonsense", func(t *testing.T, until time.Time) {
			flood(until, 32, func(conn net.Conn) {
				var nonsense [4096]byte
				rand.Read(nonsense[:])
				conn.Write(nonsense[:])
			})
		}},
		{"key exchanges that are never finished", func(t *testing.T, until time.Time) {
			flood(until, 16, func(conn net.Conn) {
				conn.SetDeadline(time.Now().Add(time.Second))
				conn.Write(requestPQ())
				var answer [256]byte
				conn.Read(answer[:])
			})
		}},
	} {
		t.Run(attack.name, func(t *testing.T) {
			until := time.Now().Add(seconds * time.Second)
			var flooding sync.WaitGroup
			flooding.Go(func() { attack.flood(t, until) })
			var felt latencies
			for time.Now().Before(until) {
				felt = append(felt, measure(t, victim, 20)...)
			}
			flooding.Wait()
			slices.Sort(felt)
			t.Logf("felt: %v", felt)
			if felt.of(50) > medianLimit || felt.of(95) > worstLimit {
				t.Errorf("somebody else waits too long: %v, want at most %v and %v", felt, medianLimit, worstLimit)
			}
		})
	}
	if err := victim.try("ping", nil, nil); err != nil {
		t.Errorf("after all that: %v", err)
	}
}

// flood opens connections as fast as it can, some at once, and lets do be hostile on each.
func flood(until time.Time, parallel int, do func(net.Conn)) {
	var all sync.WaitGroup
	for range parallel {
		all.Go(func() {
			for time.Now().Before(until) {
				conn, err := net.Dial("tcp", serverAddress)
				if err != nil {
					time.Sleep(time.Millisecond) // refused: that is its right
					continue
				}
				do(conn)
				conn.Close()
			}
		})
	}
	all.Wait()
}

// requestPQ is the first message of a key exchange (req_pq_multi) in an intermediate frame.
func requestPQ() []byte {
	packet := []byte{0xee, 0xee, 0xee, 0xee, 40, 0, 0, 0}
	packet = append(packet, make([]byte, 8)...) // auth_key_id: none
	id := uint64(time.Now().Unix()) << 32
	for i := range 8 {
		packet = append(packet, byte(id>>(8*i)))
	}
	packet = append(packet, 20, 0, 0, 0, 0xf1, 0x8e, 0x7e, 0xbe)
	nonce := make([]byte, 16)
	rand.Read(nonce)
	return append(packet, nonce...)
}

// latencies are sorted once measured.
type latencies []time.Duration

func (l latencies) of(percent int) time.Duration {
	return l[min(len(l)-1, len(l)*percent/100)]
}

func (l latencies) String() string {
	return "half within " + l.of(50).Round(10*time.Microsecond).String() +
		", 95 % within " + l.of(95).Round(10*time.Microsecond).String() +
		", all within " + l.of(100).Round(10*time.Microsecond).String()
}

// pace is how often the one who measures asks: seldom enough not to be told to wait for its own sake.
const pace = 25 * time.Millisecond

// measure times cheap calls.
func measure(t *testing.T, d *device, times int) latencies {
	t.Helper()
	var l latencies
	tick := time.NewTicker(pace)
	defer tick.Stop()
	for range times {
		<-tick.C
		began := time.Now()
		d.do(t, "ping", nil, nil)
		l = append(l, time.Since(began))
	}
	slices.Sort(l)
	return l
}
