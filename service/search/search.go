// Package search keeps an index of what was said and answers from it.
//
// The boxes are the truth, the index follows them. A cursor for each box says up to which event the index has it; catching
// up reads the events after the cursor, changes the index and moves the cursor in one transaction, so that it can be done by
// anybody, at any time, twice. It is done by a worker that hears from every append (Moved) and sweeps all boxes now and then,
// and by each search for its own box. None of this is in the way of a message: the worker takes a small part of the time
// while the server is busy, and what it has not got to is caught up with by who searches.
//
// What is found is read from the box before it is answered: the index can be late, never wrong.
package search

import (
	"context"
	"log/slog"
	"time"

	"github.com/prometheus/client_golang/prometheus"

	"lamplight"
	"lamplight/boxes"
	"lamplight/store"
)

// Log is the part of boxes.Log that the service reads.
type Log interface {
	Heads(ctx context.Context, ids ...lamplight.BoxID) ([]boxes.Head, error)
	Boxes(ctx context.Context, after lamplight.BoxID, limit int) ([]boxes.Head, error)
	Events(ctx context.Context, box lamplight.BoxID, after lamplight.PTS, limit int) (events []lamplight.Event, more bool, err error)
	Messages(ctx context.Context, box lamplight.BoxID, ids []lamplight.MessageID) ([]lamplight.Message, error)
	Dialog(ctx context.Context, box lamplight.BoxID, peers ...lamplight.Peer) ([]lamplight.Dialog, error)
}

// Store is the part of store.Store that the service calls.
type Store interface {
	Read(ctx context.Context, f func(store.Tx) error) error
	Write(ctx context.Context, f func(store.Tx) error) error
}

// Limits bound the service. The zero value of a field means its default.
type Limits struct {
	Gather   time.Duration // between the first word of an append and its indexing, in which others join it; 200 ms
	Sweep    time.Duration // between comparisons of all boxes with their cursors; 1 h
	Again    time.Duration // the same, where the worker was told of more boxes than it can remember; 30 s
	Failed   time.Duration // pause after an error; 5 s
	Busy     float64       // appends a second from which the worker yields; 300
	Share    float64       // part of the time that the worker takes while the server is busy; 0.05
	Idle     float64       // part of the time that it takes otherwise; 0.5
	Words    int           // words in one transaction, about; 8,000
	Step     int           // events or messages of one box read at once; 200
	Page     int           // messages in one answer; 100
	Count    int           // up to where what is found is counted; 10,000
	AtOnce   int           // searches at the same time, so that they leave room for messages; of one account one; 2
	Query    time.Duration // that a search may take, waiting for its turn included; 5 s
	CatchUp  time.Duration // for how long a search brings its box up to date before it answers; 400 ms
	Days     int           // days in one calendar; 100
	Scan     int           // messages looked at for one calendar, or for a folder; 2,000
	Public   int           // public channels whose posts are found by who is not in them, those with the most members; 1,000
	Posts    int           // searches of public posts for words of one account in a day; 1,000
	Known    time.Duration // for how long it is remembered which these are; 15 s
	Attempts int           // how often one box is tried that others index at the same time; 10
}

func (l Limits) withDefaults() Limits {
	for v, d := range map[*time.Duration]time.Duration{
		&l.Gather: 200 * time.Millisecond, &l.Sweep: time.Hour, &l.Again: 30 * time.Second, &l.Failed: 5 * time.Second, &l.CatchUp: 400 * time.Millisecond,
		&l.Query: 5 * time.Second, &l.Known: 15 * time.Second,
	} {
		if *v <= 0 {
			*v = d
		}
	}
	for v, d := range map[*int]int{
		&l.Words: 8_000, &l.Step: 200, &l.AtOnce: 2, &l.Page: 100, &l.Count: 10_000, &l.Days: 100, &l.Scan: 2_000, &l.Attempts: 10, &l.Public: 1_000, &l.Posts: 1_000,
	} {
		if *v <= 0 {
			*v = d
		}
	}
	for v, d := range map[*float64]float64{&l.Busy: 300, &l.Share: 0.05, &l.Idle: 0.5} {
		if *v <= 0 {
			*v = d
		}
	}
	return l
}

// Options are what a Service is built of. Fields without "optional" must be set.
type Options struct {
	Boxes    Log
	Store    Store
	Chats    Chats // optional: there are private conversations alone
	Polls    Polls // optional: what polls ask is not found
	Now      func() time.Time
	Limits   Limits
	Register prometheus.Registerer // optional: metrics are counted and not shown
	Log      *slog.Logger          // optional: none
}

// A Service indexes and searches. It is safe for concurrent use.
type Service struct {
	boxes   Log
	store   Store
	chats   Chats
	polls   Polls
	public  public
	now     func() time.Time
	limits  Limits
	log     *slog.Logger
	metrics *metrics
	marks   marks
	turns   *turns
}

// ErrTimeout is returned for a search that found no turn, or no end, in Limits.Query.
var ErrTimeout = &lamplight.Error{Kind: lamplight.Unavailable, Code: "Timeout"}

// New returns a Service. Its worker runs while Run does.
func New(o Options) *Service {
	if o.Log == nil {
		o.Log = slog.New(slog.DiscardHandler)
	}
	s := &Service{boxes: o.Boxes, store: o.Store, chats: o.Chats, polls: o.Polls, now: o.Now, limits: o.Limits.withDefaults(), log: o.Log}
	s.turns = newTurns(s.limits.AtOnce)
	s.marks.wake = make(chan struct{}, 1)
	s.metrics = newMetrics(o.Register, &s.marks)
	return s
}

// Moved says that something was appended to a box. It neither waits nor allocates: it is called on the path of every message.
func (s *Service) Moved(box lamplight.BoxID) { s.marks.put(box) }

// EraseUser takes everything out of the index that an account's box left there. It may be called twice.
func (s *Service) EraseUser(ctx context.Context, user lamplight.UserID) error {
	return s.drop(ctx, lamplight.AccountBox(user))
}

// drop takes a box out of the index, in portions.
func (s *Service) drop(ctx context.Context, box lamplight.BoxID) error {
	for {
		if gone, err := s.dropSome(ctx, box); gone || err != nil {
			return err
		}
	}
}

// dropSome takes a portion of a box out of the index and reports whether nothing is left of it.
func (s *Service) dropSome(ctx context.Context, box lamplight.BoxID) (gone bool, err error) {
	err = s.store.Write(ctx, func(tx store.Tx) (err error) {
		gone, err = tx.DropSearch(box, s.limits.Step)
		return err
	})
	return gone, err
}
