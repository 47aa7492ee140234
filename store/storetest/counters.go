package storetest

import (
	"testing"
	"time"

	"lamplight/store"
)

func testCounters(t *testing.T, s store.Store) {
	count := func(n int, now time.Time) (v int, until time.Time) {
		t.Helper()
		write(t, s, func(tx store.Tx) (err error) { v, until, err = tx.Count("c", n, now, time.Hour); return err })
		return v, until
	}
	for i, tt := range []struct {
		n     int
		after time.Duration
		want  int
		until time.Duration
	}{
		{0, 0, 0, time.Hour},
		{1, 0, 1, time.Hour},
		{2, time.Minute, 3, time.Hour},
		{0, 2 * time.Minute, 3, time.Hour},
		{1, time.Hour, 1, 2 * time.Hour}, // the window is over
		{0, 2 * time.Hour, 0, 3 * time.Hour},
	} {
		v, until := count(tt.n, at.Add(tt.after))
		if v != tt.want || !until.Equal(at.Add(tt.until)) {
			t.Errorf("step %d: %d until %v, want %d until %v", i, v, until, tt.want, at.Add(tt.until))
		}
	}
	count(1, at.Add(3*time.Hour))
	write(t, s, func(tx store.Tx) error { return tx.DeleteExpiredCounters(at.Add(3 * time.Hour)) })
	if v, _ := count(0, at.Add(3*time.Hour)); v != 1 {
		t.Errorf("a counter went before its time: %d", v)
	}
	write(t, s, func(tx store.Tx) error { return tx.ResetCounter("c") })
	if v, _ := count(0, at.Add(3*time.Hour)); v != 0 {
		t.Errorf("reset counter = %d", v)
	}
}
