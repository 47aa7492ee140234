package sim

import (
	"context"
	"encoding/json"
	"slices"
	"time"

	"lamplight"
	"lamplight/store"
)

// people is the store, asked outside the bubble, as one life of the server sees it. Its jobs are run here, so that the
// power can fail between a commit and what follows from it.
type people struct {
	store.Store
	out       *outside
	life      *life
	queue     *[]job
	handlers  map[string]store.Handler
	committed func(*task, change)
}

// A job is committed, and not done.
type job struct {
	id   int
	kind string
	args json.RawMessage
}

func (p *people) Read(ctx context.Context, f func(store.Tx) error) (err error) {
	p.out.do(func() { err = p.Store.Read(plain(ctx), f) })
	return err
}

// Write implements store.Store. What is still running of a server that is gone writes no more.
func (p *people) Write(ctx context.Context, f func(store.Tx) error) (err error) {
	if p.life.gone() {
		return errCrashed
	}
	var jobs []job
	var c change
	p.out.do(func() {
		err = p.Store.Write(plain(ctx), func(tx store.Tx) error {
			jobs, c = nil, change{}
			return f(queueing{tx, &jobs, &c})
		})
	})
	if err != nil {
		return err
	}
	if t := taskOf(ctx); t != nil {
		p.committed(t, c)
	}
	at := 0
	if n := len(*p.queue); n > 0 {
		at = (*p.queue)[n-1].id
	}
	for i := range jobs {
		jobs[i].id = at + 1 + i
	}
	*p.queue = append(*p.queue, jobs...)
	for _, j := range jobs {
		_ = p.run(ctx, j) // else it stays in the queue
	}
	return nil
}

func (p *people) run(ctx context.Context, j job) error {
	if err := p.handlers[j.kind](context.WithoutCancel(ctx), j.args); err != nil {
		return err
	}
	*p.queue = slices.DeleteFunc(*p.queue, func(o job) bool { return o.id == j.id })
	return nil
}

// catchUp does what the life before left.
func (p *people) catchUp(ctx context.Context) error {
	for _, j := range slices.Clone(*p.queue) {
		if err := p.run(ctx, j); err != nil {
			return err
		}
	}
	return nil
}

// Jobs implements store.Store.
func (p *people) Jobs() store.Jobs { return p }

func (p *people) Handle(kind string, h store.Handler) { p.handlers[kind] = h }
func (p *people) Every(string, time.Duration)         {}
func (p *people) Start(context.Context) error         { return nil }
func (p *people) Stop(context.Context) error          { return nil }

// queueing is a transaction whose jobs are kept here.
type queueing struct {
	store.Tx
	jobs *[]job
	c    *change
}

// A change is what a transaction did to what waits to be sent.
type change struct{ added, taken, deleted []store.Scheduled }

func (q queueing) AddScheduled(s store.Scheduled) (lamplight.MessageID, error) {
	id, err := q.Tx.AddScheduled(s)
	s.ID = id
	q.c.added = append(q.c.added, s)
	return id, err
}

func (q queueing) UpdateScheduled(s store.Scheduled) error {
	if !s.Taken.IsZero() {
		q.c.taken = append(q.c.taken, s)
	}
	return q.Tx.UpdateScheduled(s)
}

func (q queueing) DeleteScheduled(owner lamplight.UserID, id lamplight.MessageID) error {
	q.c.deleted = append(q.c.deleted, store.Scheduled{Owner: owner, ID: id})
	return q.Tx.DeleteScheduled(owner, id)
}

func (q queueing) Enqueue(j store.Job) error {
	args, err := json.Marshal(j.Args)
	*q.jobs = append(*q.jobs, job{kind: j.Kind, args: args})
	return err
}
