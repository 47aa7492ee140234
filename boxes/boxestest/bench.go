package boxestest

import (
	"fmt"
	"slices"
	"sync"
	"sync/atomic"
	"syscall"
	"testing"
	"time"

	"lamplight"
	"lamplight/boxes"
)

// The benchmarks' size.
const (
	benchWriters = 64
	benchBoxes   = 10_000
	benchText    = 150 // bytes
)

// Bench measures a driver: private messages (two boxes each, with a key, as a send has it) by 64 writers between 10,000
// accounts at random, the newest 50 messages of a conversation, posts, what the list of somebody with 500 channels reads, and
// taking copies down.
func Bench(b *testing.B, n New) {
	b.Run("private message", func(b *testing.B) { benchSend(b, n) })
	b.Run("history", func(b *testing.B) { benchHistory(b, n) })
	b.Run("post", func(b *testing.B) { benchPost(b, n) })
	b.Run("channels", func(b *testing.B) { benchChannels(b, n) })
	b.Run("withdraw", func(b *testing.B) { benchWithdraw(b, n) })
}

// spread gives the i-th pair of accounts. It is a fixed walk without a pattern (a multiplicative hash).
func spread(i int64) (from, to lamplight.UserID) {
	h := uint64(i+1) * 0x9e3779b97f4a7c15
	from = lamplight.UserID(h>>20%benchBoxes + 1)
	to = lamplight.UserID(h>>40%benchBoxes + 1)
	if from == to {
		to = from%benchBoxes + 1
	}
	return from, to
}

func benchSend(b *testing.B, n New) {
	w := fresh(b, n, boxes.Limits{})
	text := lamplight.Text(make([]byte, benchText))
	var next atomic.Int64
	took := make([][]time.Duration, benchWriters)
	b.ResetTimer()
	before := cpu(b)
	var wg sync.WaitGroup
	for i := range benchWriters {
		wg.Go(func() {
			for {
				k := next.Add(1)
				if k > int64(b.N) {
					return
				}
				from, to := spread(k)
				g := boxes.Group{Key: fmt.Sprintf("r%08d", k), KeyBox: box(from), Now: at(int(k / 1000)), Ops: private(from, to, lamplight.ContentID(k), string(text))}
				start := b.Elapsed()
				if _, err := w.Apply(ctx(), g); err != nil {
					b.Error(err)
					return
				}
				took[i] = append(took[i], b.Elapsed()-start)
			}
		})
	}
	wg.Wait()
	b.StopTimer()
	used := cpu(b) - before
	all := slices.Concat(took...)
	slices.Sort(all)
	if len(all) > 0 {
		b.ReportMetric(float64(len(all))/b.Elapsed().Seconds(), "messages/s")
		b.ReportMetric(float64(all[len(all)/2].Microseconds())/1000, "p50-ms")
		b.ReportMetric(float64(all[len(all)*99/100].Microseconds())/1000, "p99-ms")
		b.ReportMetric(float64(used.Microseconds())/float64(len(all)), "cpu-µs/message")
	}
}

// cpu returns the processor time that this process has used: the driver's and the writers', not that of a database
// server.
func cpu(b *testing.B) time.Duration {
	var u syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &u); err != nil {
		b.Fatal(err)
	}
	return time.Duration(u.Utime.Nano() + u.Stime.Nano())
}

func benchHistory(b *testing.B, n New) {
	w := fresh(b, n, boxes.Limits{})
	text := string(make([]byte, benchText))
	const messages = 20_000 // from ten people in turn
	for i := 0; i < messages; i += 1000 {
		var ops []boxes.Op
		for j := i; j < i+1000; j++ {
			ops = append(ops, private(lamplight.UserID(j%10+1), ann, lamplight.ContentID(j+1), text)[1])
		}
		w.do(ops...)
	}
	b.ResetTimer()
	for i := 0; b.Loop(); i++ {
		p, err := w.History(ctx(), box(ann), boxes.HistoryQuery{Peer: peer(lamplight.UserID(i%10 + 1)), Limit: 50})
		if err != nil || len(p.Messages) != 50 || p.Count != messages/10 {
			b.Fatalf("%d messages of %d, %v", len(p.Messages), p.Count, err)
		}
	}
}
