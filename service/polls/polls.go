// Package polls keeps what people vote on: questions with answers, quizzes among them.
//
// A poll stands in the store, and messages name it: so all copies of a message, and its forwards, show the same votes. A vote
// is durable before it is answered. Those who look at a poll are told of votes by events in the boxes that show it, and not
// more often than Limits.Every: what many people chose in a second is one event for each box. Such an event says only that
// there is something new; it is read for each viewer, since what one sees depends on whether one voted.
//
// https://core.telegram.org/api/poll
package polls

import (
	"context"
	"log/slog"
	"sync"
	"time"

	"lamplight"
	"lamplight/boxes"
	"lamplight/bus"
	"lamplight/store"
)

// Messages shows messages to those who may see them.
type Messages interface {
	// Message returns a message of a conversation as viewer may see it: MESSAGE_ID_INVALID if there is none, else what keeps
	// the viewer from the conversation, such as CHANNEL_PRIVATE.
	Message(ctx context.Context, viewer lamplight.UserID, peer lamplight.Peer, id lamplight.MessageID) (lamplight.Message, error)
	// Format brings a text and its formatting in the form in which they are kept. An empty text is none.
	Format(text lamplight.Text, entities []lamplight.Entity) (lamplight.Text, []lamplight.Entity, error)
	// Broadcast reports whether a conversation is a broadcast channel, or what keeps viewer from it.
	Broadcast(ctx context.Context, viewer lamplight.UserID, peer lamplight.Peer) (bool, error)
	// MayVote returns nil if viewer may take part in polls and reactions of a conversation that they see, else what they
	// are told.
	MayVote(ctx context.Context, viewer lamplight.UserID, peer lamplight.Peer) error
}

// Log is the part of boxes.Log that tells of votes.
type Log interface {
	Apply(ctx context.Context, g boxes.Group) (boxes.Result, error)
}

// Teller is the part of bus.Bus that the service calls.
type Teller interface {
	Tell(ctx context.Context, h bus.Hint) error
}

// Limits bound what one may ask. A zero field has its default.
type Limits struct {
	Question int           // code points; 255
	Answers  int           // of one poll; 12, at most store.MaxPollAnswers
	Answer   int           // code points; 100
	Option   int           // bytes by which a client names an answer; 100
	Solution int           // code points; 200
	Lines    int           // line breaks of a solution; 2
	Shortest time.Duration // for which a poll that closes by itself is open; 5 s
	Longest  time.Duration // 2,628,000 s, as clients are told (poll_close_period_max)
	Page     int           // voters in one answer; 50
	Recent   int           // voters shown beside a public poll; 3
	Places   int           // boxes that are told of a vote; 1,000. Who looks at a poll elsewhere asks for its results
	// Every is how often those who look at a poll are told of votes, at most; it is longer the more boxes are told: by Every
	// for each PlacesEvery of them. 1 s, 50.
	Every       time.Duration
	PlacesEvery int
	Noted       int // polls of which it is not known yet in which box they were shown; 10,000
}

// DefaultLimits returns the documented defaults.
func DefaultLimits() Limits {
	return Limits{
		Question: 255, Answers: 12, Answer: 100, Option: 100, Solution: 200, Lines: 2, Shortest: 5 * time.Second,
		Longest: 2_628_000 * time.Second, Page: 50, Recent: 3, Places: 1000, Every: time.Second, PlacesEvery: 50, Noted: 10_000,
	}
}

// Options are what a Service is built of. Fields without "optional" must be set.
type Options struct {
	Store    store.Store
	Boxes    Log
	Bus      Teller
	Messages Messages
	Now      func() time.Time
	Limits   Limits       // the zero value is DefaultLimits
	Log      *slog.Logger // optional: none
}

// A Service keeps polls. It is safe for concurrent use.
type Service struct {
	store    store.Store
	boxes    Log
	bus      Teller
	messages Messages
	now      func() time.Time
	limits   Limits
	log      *slog.Logger
	wake     chan struct{} // holds one if Run has something to do that it does not know of

	mu    sync.Mutex
	noted []place                           // not in the store yet
	due   map[lamplight.PollID]announcement // polls that were voted in, and those that were told of lately
}

// A place is a box in which a poll is shown.
type place struct {
	poll lamplight.PollID
	box  lamplight.BoxID
}

// An announcement says when those who look at a poll are told of it.
type announcement struct {
	waits bool // there is something to tell
	next  time.Time
}

// New returns a Service. Polls close, and those who look are told, only while Run runs.
func New(o Options) *Service {
	if o.Limits == (Limits{}) {
		o.Limits = DefaultLimits()
	}
	if o.Log == nil {
		o.Log = slog.New(slog.DiscardHandler)
	}
	return &Service{
		store: o.Store, boxes: o.Boxes, bus: o.Bus, messages: o.Messages, now: o.Now, limits: o.Limits, log: o.Log,
		wake: make(chan struct{}, 1), due: map[lamplight.PollID]announcement{},
	}
}

// Limits returns the limits that the service holds callers to.
func (s *Service) Limits() Limits { return s.limits }

// A Caller is who acts, and with which device.
type Caller struct {
	User   lamplight.UserID
	Origin lamplight.SessionID
}
