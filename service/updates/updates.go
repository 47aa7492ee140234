// Package updates brings what happens in a box to the live sessions that watch it, and to those that come back.
//
// A session is told of its account's box, and of the boxes of the channels that its account is a member of: which these are
// is read when the first session begins, and anew whenever a note in the account's box says that it changed (follow.go).
// Until it is read, nothing is told of the channel in question. Who is no member of a public channel that they asked for is
// told of it for a while (visit.go).
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

	// Of channels.
	Many          int           // sessions' accounts from which on an event is written once for all of them; 50
	Visit         time.Duration // how long a session is told of a public channel that it asked for without being a member; 150 s
	Visits        int           // public channels that one account may follow so at once; 20
	ChannelSlice  int           // events in one answer of a channel's difference to a person; 100
	ChannelBots   int           // and to a bot; 1,000
	ChannelLeast  int           // events in such an answer, whatever less a client asks for; 10
	ChannelBehind int           // events after which a channel's difference is too long; 2,000
}

// DefaultLimits returns the documented defaults.
func DefaultLimits() Limits {
	return Limits{
		Sweep: 5 * time.Second, GapWait: 20 * time.Millisecond, Pending: 256, Read: 100,
		Slice: 100, TotalSlice: 50_000, Notes: 1_000, Readers: 4, Late: time.Minute,
		Many: 50, Visit: 150 * time.Second, Visits: 20,
		ChannelSlice: 100, ChannelBots: 1_000, ChannelLeast: 10, ChannelBehind: 2_000,
	}
}

// A Service brings events to sessions. It is safe for concurrent use.
type Service struct {
	log    Log
	bus    Bus
	now    func() time.Time
	limits Limits

	memberships Memberships // nil: there are no channels

	mu      sync.Mutex
	watched map[lamplight.BoxID]*watcher
	visited map[*watcher]struct{} // accounts whose sessions are told of channels that they are no members of
	anew    map[anew]struct{}     // clients that were told to begin anew
	queue   []*watcher            // boxes to read, each once
	wake    chan struct{}         // holds one if queue may not be empty
}

// New returns a Service. Gaps are filled and lost hints found only while Run runs. Without memberships there are no channels.
// A zero Limits is DefaultLimits.
func New(l Log, b Bus, m Memberships, now func() time.Time, limits Limits) *Service {
	if limits == (Limits{}) {
		limits = DefaultLimits()
	}
	return &Service{
		log: l, bus: b, memberships: m, now: now, limits: limits,
		watched: map[lamplight.BoxID]*watcher{}, visited: map[*watcher]struct{}{}, anew: map[anew]struct{}{}, wake: make(chan struct{}, 1),
	}
}

// Watched returns how many boxes have live sessions here.
func (s *Service) Watched() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return len(s.watched)
}
