package store

import (
	"context"
	"encoding/json"
	"time"
)

// A Job is something that must happen at least once after a transaction commits.
type Job struct {
	// Kind names the handler, such as "accounts.erase".
	Kind string
	// Args is marshalled to JSON and handed to the handler. It is not sealed: ids, never keys, codes or texts.
	Args any
	// At is when it is due; zero: at once.
	At time.Time
	// Wait has the inserting process run it after the commit, before Write returns. For jobs that are due at once.
	Wait bool
}

// A Handler does a job. It may be run twice, on different nodes too. An error has it tried again later, with growing
// pauses; after MaxAttempts it is given up, logged, and kept for the operator to see.
type Handler func(ctx context.Context, args json.RawMessage) error

// Limits of jobs.
const (
	// MaxAttempts is how often a job is tried before it is given up: over about three weeks.
	MaxAttempts = 25
	// JobTimeout is how long one attempt may take.
	JobTimeout = 10 * time.Minute
)

// Jobs runs what was enqueued.
type Jobs interface {
	// Handle registers the handler of a kind, before Start. It panics if the kind has one already.
	Handle(kind string, h Handler)
	// Every has a job of the kind enqueued each interval, by one node, before Start. Its args are null.
	Every(kind string, interval time.Duration)
	// Start begins to run jobs. Kinds without a handler stay in the queue.
	Start(ctx context.Context) error
	// Stop waits for the jobs that run, at most until ctx is done, and cancels them then.
	Stop(ctx context.Context) error
}
