package store

import "time"

// Counters count what may happen only so often, such as codes sent to a phone in a day.
type Counters interface {
	// Count adds n to a counter that starts at 0 and is forgotten window after its first addition, and returns its new
	// value and when it is forgotten. n 0 only looks.
	Count(name string, n int, now time.Time, window time.Duration) (value int, until time.Time, err error)
	ResetCounter(name string) error
	DeleteExpiredCounters(t time.Time) error
}
