// Package updates brings what happens in a box to the live sessions that watch it, and to those that come back.
//
// The box is the truth, the bus a hint. One watcher stands for each box that has live sessions, however many there are. It
// takes hints from the bus, delivers the events they carry in the order of the box, reads from the box what they did not
// carry, and once in Limits.Sweep compares the heads of all watched boxes, so that a lost hint is late but never lost.
//
// The session that caused an event is left out, because the result of its call told it: that is the signed-in device
// (SessionID), with all its connections, since a client library keeps one state for all of them.
package updates

import (
	"context"
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
}

// DefaultLimits returns the documented defaults.
func DefaultLimits() Limits {
	return Limits{
		Sweep: 5 * time.Second, GapWait: 20 * time.Millisecond, Pending: 256, Read: 100,
		Slice: 100, TotalSlice: 50_000, Notes: 1_000, Readers: 4,
	}
}

// A Service brings events to sessions. It is safe for concurrent use.
type Service struct {
	log    Log
	bus    bus.Bus
	now    func() time.Time
	limits Limits
}

// New returns a Service. Gaps are filled and lost hints found only while Run runs. A zero limit is the default.
func New(l Log, b bus.Bus, now func() time.Time, limits Limits) *Service {
	return &Service{log: l, bus: b, now: now, limits: limits}
}

// Run sweeps the heads of watched boxes and fills gaps until ctx ends; it returns once nothing of it runs any more.
func (s *Service) Run(ctx context.Context) error { panic("todo") }

// Attach calls sink with what happens in user's box from now on, in the order of the box, until detach is called. Events
// that session caused are left out. sink must not block: whose queue is full ends the connection, and its client catches
// up by difference. It is never called twice at once, nor after detach returned, and must not change what it is given. It
// must not call detach.
func (s *Service) Attach(
	ctx context.Context, user lamplight.UserID, session lamplight.SessionID, sink func([]lamplight.Event),
) (detach func(), err error) {
	panic("todo")
}

// A State is what updates.getState tells.
type State struct {
	PTS    lamplight.PTS
	Date   time.Time
	Unread int // conversations with something unread
}

// State returns where user's box is.
func (s *Service) State(ctx context.Context, user lamplight.UserID) (State, error) { panic("todo") }

// A Since says what a client already has.
type Since struct {
	PTS   lamplight.PTS
	Date  time.Time
	Limit int // events wanted at most in one answer; 0: Limits.Slice
	Total int // events after which the client wants TooLong; 0: no wish
}

// A Difference is what a client missed.
type Difference struct {
	Events  []lamplight.Event // those that carry pts, oldest first
	Notes   []lamplight.Event // those that carry none; empty while More
	State   State             // where the client is after it; the box's own unless More
	More    bool              // a slice: ask again from State
	TooLong bool              // too much to tell: read conversations anew and go on from State.PTS
}

// Difference returns what happened in user's box after since.
func (s *Service) Difference(ctx context.Context, user lamplight.UserID, since Since) (Difference, error) {
	panic("todo")
}
