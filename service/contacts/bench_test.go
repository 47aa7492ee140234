package contacts

import (
	"testing"
	"time"

	"lamplight"
)

// BenchmarkPersons is what a push costs: the author as the reader sees them.
func BenchmarkPersons(b *testing.B) {
	w := newWorld(b, Limits{})
	w.know(b, bob, ann)
	ids := []lamplight.UserID{ann}
	for name, step := range map[string]time.Duration{"remembered": 0, "read": 2 * time.Second} {
		b.Run(name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				w.clock = w.clock.Add(step)
				if p, err := w.Persons(b.Context(), bob, ids); err != nil || len(p) != 1 {
					b.Fatal(p, err)
				}
			}
		})
	}
}

// BenchmarkMaySend is what every message costs before it is stored.
func BenchmarkMaySend(b *testing.B) {
	w := newWorld(b, Limits{})
	w.say(b, ann, bob)
	to := lamplight.UserPeer(bob)
	for name, step := range map[string]time.Duration{"remembered": 0, "read": 2 * time.Second} {
		b.Run(name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				w.clock = w.clock.Add(step)
				if err := w.MaySend(b.Context(), ann, to); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}
