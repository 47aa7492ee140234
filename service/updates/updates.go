// Package updates brings what happens in a box to the live sessions that watch it, and to those that come back.
//
// The box is the truth, the bus a hint. One watcher stands for each box that has live sessions, however many there
// are. It takes hints from the bus, delivers the events they carry in the order of the box, reads from the box what
// they did not carry, and once in Limits.Sweep compares the heads of all watched boxes, so that a lost hint is late
// but never lost.
//
// The session that caused an event is left out, because the result of its call told it: that is the signed-in device
// (SessionID), with all its connections, since a client library keeps one state for all of them.
package updates

import (
	"context"
	"sync"
	"time"

	"lamplight"
	"lamplight/boxes"
	"lamplight/bus"
)

// Log is the part of boxes.Log that the service reads.
type Log interface {
	Heads(ctx context.Context, ids ...lamplight.BoxID) ([]boxes.Head, error)
	Events(ctx context.Context, box lamplight.BoxID, after lamplight.PTS, limit int) (events []lamplight.Event, more bool, err error)
	Notes(ctx context.Context, box lamplight.BoxID, after int64, since time.Time, limit int) ([]lamplight.Event, error)
}

// Bus is the part of bus.Bus that the service calls.
type Bus interface {
	Watch(box lamplight.BoxID, f func(bus.Hint)) (stop func())
}

// Limits bound the service.
type Limits struct {
	Sweep      time.Duration // between comparisons of the heads of watched boxes; 5 s
	GapWait    time.Duration // how long a hint that came out of order waits for the one before; 20 ms
	Pending    int           // events of one box that wait so, at most; 256
	Read       int           // events read at once from a box; 100
	Slice      int           // events in one answer of a difference; 100
	TotalSlice int           // events after which a difference is too long, whatever the client says; 50,000
	Notes      int           // events without pts in one difference; 1,000
	Readers    int           // boxes read at the same time to close gaps; 4
	// Late is how far before the date that a client names the events without pts begin that a difference tells. It is to
	// be longer than a lost hint may go unnoticed and than the clocks of nodes differ. 1 min.
	Late time.Duration
}

// DefaultLimits returns the documented defaults.
func DefaultLimits() Limits {
	return Limits{
		Sweep: 5 * time.Second, GapWait: 20 * time.Millisecond, Pending: 256, Read: 100,
		Slice: 100, TotalSlice: 50_000, Notes: 1_000, Readers: 4, Late: time.Minute,
	}
}

// A Service brings events to sessions. It is safe for concurrent use.
type Service struct {
	log    Log
	bus    Bus
	now    func() time.Time
	limits Limits

	mu      sync.Mutex
	watched map[lamplight.BoxID]*watcher
	anew    map[anew]struct{} // clients that were told to begin anew
	queue   []*watcher        // boxes to read, each once
	wake    chan struct{}     // holds one if queue may not be empty
}

// New returns a Service. Gaps are filled and lost hints found only while Run runs. A zero Limits is DefaultLimits.
func New(l Log, b Bus, now func() time.Time, limits Limits) *Service {
	if limits == (Limits{}) {
		limits = DefaultLimits()
	}
	return &Service{
		log: l, bus: b, now: now, limits: limits,
		watched: map[lamplight.BoxID]*watcher{}, anew: map[anew]struct{}{}, wake: make(chan struct{}, 1),
	}
}

// Watched returns how many boxes have live sessions here.
func (s *Service) Watched() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return len(s.watched)
}
