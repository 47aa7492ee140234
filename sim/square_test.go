package sim

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"lamplight/internal/testenv"
)

// square lives one seed of channels on a disk.
func (p place) square(t *testing.T, d disk, o SquareOptions) (trace []string, stats SquareStats, failure error) {
	p.disk = d
	p.ids = people4[:2+o.Seed%3]
	synctest.Test(t, func(t *testing.T) { trace, stats, failure = playSquare(p, o) })
	return trace, stats, failure
}

func keepSquare(t *testing.T, seed uint64, trace []string) string {
	t.Helper()
	dir := filepath.Join("..", "out", "sim")
	path := filepath.Join(dir, fmt.Sprintf("channels-%d.trace", seed))
	err := errors.Join(os.MkdirAll(dir, 0o755), os.WriteFile(path, []byte(strings.Join(trace, "\n")+"\n"), 0o644))
	if err != nil {
		t.Error(err)
	}
	return path
}

func (s *SquareStats) add(o SquareStats) {
	to, from := reflect.ValueOf(s).Elem(), reflect.ValueOf(o)
	for i := range to.NumField() {
		to.Field(i).SetInt(to.Field(i).Int() + from.Field(i).Int())
	}
}

// place without a store: channels live in their boxes alone.
func newSquare(t *testing.T) place {
	t.Helper()
	out, end := newOutside()
	t.Cleanup(end)
	return place{out: out, now: time.Now}
}

func TestChannels(t *testing.T) {
	p := newSquare(t)
	first, n := *from, *seeds
	switch {
	case *oneSeed != 0:
		first, n = *oneSeed, 1
	case n == 0 && testing.Short():
		n = 25
	case n == 0:
		n = 300
	}
	var all SquareStats
	begin := time.Now()
	for seed := first; seed < first+uint64(n); seed++ {
		trace, stats, failure := p.square(t, newMemory(), SquareOptions{Seed: seed, Steps: *steps})
		all.add(stats)
		if failure != nil {
			t.Errorf("seed %d: %v\ntrace: %s\nagain: go test ./sim -run TestChannels -seed=%d -steps=%d", seed, failure,
				keepSquare(t, seed, trace), seed, *steps)
			if *seeds == 0 {
				break
			}
		}
	}
	t.Logf("%d seeds in %v: %+v", n, time.Since(begin).Round(time.Millisecond), all)
}

// TestChannelsOnBothDrivers plays the same seeds on both drivers: every turn and every event is the same.
func TestChannelsOnBothDrivers(t *testing.T) {
	if testing.Short() {
		t.Skip("PostgreSQL syncs to a real disk")
	}
	p := newSquare(t)
	url := testenv.Postgres(t)
	n := max(8, *seeds/50)
	for seed := *from; seed < *from+uint64(n); seed++ {
		o := SquareOptions{Seed: seed, Steps: *steps}
		one, _, failure := p.square(t, newMemory(), o)
		if failure != nil {
			t.Fatalf("seed %d on Pebble: %v\ntrace: %s", seed, failure, keepSquare(t, seed, one))
		}
		other, _, failure := p.square(t, &database{url: url, ids: people4, channels: squareChannels()}, o)
		if failure != nil {
			t.Fatalf("seed %d on PostgreSQL: %v\ntrace: %s", seed, failure, keepSquare(t, seed, other))
		}
		for i := range max(len(one), len(other)) {
			if i >= len(one) || i >= len(other) || one[i] != other[i] {
				t.Fatalf("seed %d goes apart at line %d of the trace:\n%s\n%s", seed, i+1, line(one, i), line(other, i))
			}
		}
	}
	t.Logf("%d seeds were the same on both", n)
}
