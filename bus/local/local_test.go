package local

import (
	"context"
	"fmt"
	"testing"

	"lamplight"
	"lamplight/bus"
	"lamplight/bus/bustest"
)

func TestBus(t *testing.T) {
	bustest.Run(t, func(testing.TB) bus.Bus { return New() })
}

// BenchmarkTell tells one of many watched boxes.
func BenchmarkTell(b *testing.B) {
	for _, watched := range []int{1, 100_000} {
		b.Run(fmt.Sprint(watched), func(b *testing.B) {
			l := New()
			n := 0
			for i := range watched {
				l.Watch(lamplight.BoxID(i+1), func(bus.Hint) { n++ })
			}
			b.ReportAllocs()
			for i := 0; b.Loop(); i++ {
				if err := l.Tell(context.Background(), bus.Hint{Box: lamplight.BoxID(i%watched + 1)}); err != nil {
					b.Fatal(err)
				}
			}
			if n == 0 {
				b.Fatal("nobody was told")
			}
		})
	}
}
