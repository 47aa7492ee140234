package sqlstore

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"sync"
	"time"

	"github.com/riverqueue/river"
	"github.com/riverqueue/river/riverdriver"

	"lamplight/store"
)

// Limits of the queue.
const (
	// waitGrace is how long the queue leaves a job with Wait to the process that enqueued it.
	waitGrace = time.Minute
	// waitTag marks such a job in the queue.
	waitTag = "wait"
	// jobsAtOnce is how many jobs a node runs at the same time.
	jobsAtOnce = 4
	// pollJobs is how often a node asks for jobs of which nobody told it.
	pollJobs = time.Second
)

// waiting is a job that Write runs itself after the commit.
type waiting struct {
	id   int64
	args args
}

// Enqueue implements store.Tx.
func (t *tx) Enqueue(j store.Job) error {
	if t.readOnly {
		return errReadOnly
	}
	raw, err := json.Marshal(j.Args)
	if err != nil {
		return fmt.Errorf("enqueue %s: %w", j.Kind, err)
	}
	wait := j.Wait && t.s.jobs.handles(j.Kind)
	a, at := args{j.Kind, raw, wait}, j.At
	if wait {
		at = t.s.now().Add(waitGrace)
	}
	id, err := t.q.insertJob(t.ctx, a, at)
	if err != nil {
		return fmt.Errorf("enqueue %s: %w", j.Kind, err)
	}
	if wait {
		t.waiting = append(t.waiting, waiting{id, a})
	}
	return nil
}

// args are a job's arguments as River takes them: whatever JSON the kind has.
type args struct {
	kind string
	raw  json.RawMessage
	wait bool // its process runs it itself
}

func (a args) Kind() string                  { return a.kind }
func (a args) MarshalJSON() ([]byte, error)  { return a.raw, nil }
func (a *args) UnmarshalJSON(b []byte) error { a.raw = append(a.raw[:0], b...); return nil }

// jobs is the queue: River, and handlers by kind.
type jobs struct {
	queue queue
	log   *slog.Logger

	mu       sync.Mutex
	handlers map[string]store.Handler
	periodic []*river.PeriodicJob
	stop     func(context.Context) error
}

// A queue is a River client of either database.
type queue interface {
	start(ctx context.Context, w *river.Workers, p []*river.PeriodicJob) (stop func(context.Context) error, err error)
	delete(ctx context.Context, id int64) error
}

func newJobs(q queue, log *slog.Logger) *jobs {
	return &jobs{queue: q, log: log, handlers: map[string]store.Handler{}}
}

// Handle implements store.Jobs.
func (j *jobs) Handle(kind string, h store.Handler) {
	j.mu.Lock()
	defer j.mu.Unlock()
	if j.handlers[kind] != nil {
		panic(fmt.Sprintf("sqlstore: jobs of kind %s have a handler already", kind))
	}
	j.handlers[kind] = h
}

func (j *jobs) handler(kind string) store.Handler {
	j.mu.Lock()
	defer j.mu.Unlock()
	return j.handlers[kind]
}

func (j *jobs) handles(kind string) bool { return j.handler(kind) != nil }

// Every implements store.Jobs. The period is part of what makes a job unique, so that a restart does not run it again.
func (j *jobs) Every(kind string, interval time.Duration) {
	j.mu.Lock()
	defer j.mu.Unlock()
	j.periodic = append(j.periodic, river.NewPeriodicJob(river.PeriodicInterval(interval),
		func() (river.JobArgs, *river.InsertOpts) {
			return args{kind: kind, raw: json.RawMessage("null")}, &river.InsertOpts{UniqueOpts: river.UniqueOpts{ByPeriod: interval}}
		}, &river.PeriodicJobOpts{RunOnStart: true}))
}

// Start implements store.Jobs.
func (j *jobs) Start(ctx context.Context) error {
	j.mu.Lock()
	defer j.mu.Unlock()
	if j.stop != nil {
		return errors.New("start jobs: started already")
	}
	workers := river.NewWorkers()
	for kind, h := range j.handlers {
		river.AddWorkerArgs(workers, args{kind: kind}, river.WorkFunc(func(ctx context.Context, job *river.Job[args]) error {
			return h(ctx, job.Args.raw)
		}))
	}
	if len(j.handlers) == 0 {
		j.stop = func(context.Context) error { return nil }
		return nil
	}
	// What runs jobs lives until Stop, not until ctx is done.
	stop, err := j.queue.start(context.WithoutCancel(ctx), workers, j.periodic)
	if err != nil {
		return fmt.Errorf("start jobs: %w", err)
	}
	j.stop = stop
	return nil
}

// Stop implements store.Jobs.
func (j *jobs) Stop(ctx context.Context) error {
	j.mu.Lock()
	stop := j.stop
	j.stop = nil
	j.mu.Unlock()
	if stop == nil {
		return nil
	}
	return stop(ctx)
}

// runNow runs a job that was committed a moment ago, and takes it out of the queue if that went well.
func (j *jobs) runNow(ctx context.Context, w waiting) {
	// The commit stands even if the caller is gone by now, and so does what follows from it.
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), waitGrace/2)
	defer cancel()
	if err := j.handler(w.args.kind)(ctx, w.args.raw); err != nil {
		j.log.Warn("job left to the queue", "kind", w.args.kind, "job", w.id, "err", err)
		return
	}
	if err := j.queue.delete(ctx, w.id); err != nil {
		j.log.Warn("job done, but still queued", "kind", w.args.kind, "job", w.id, "err", err)
	}
}

// riverQueue is the queue in either database.
type riverQueue[T any] struct {
	driver riverdriver.Driver[T]
	// inserter inserts and deletes only: the workers are not known before start.
	inserter *river.Client[T]
	log      *slog.Logger
}

func newRiverQueue[T any](d riverdriver.Driver[T], log *slog.Logger) (*riverQueue[T], error) {
	log = riverLog(log)
	c, err := river.NewClient(d, &river.Config{Logger: log, MaxAttempts: store.MaxAttempts})
	if err != nil {
		return nil, err
	}
	return &riverQueue[T]{d, c, log}, nil
}

func (q *riverQueue[T]) start(ctx context.Context, w *river.Workers, p []*river.PeriodicJob) (func(context.Context) error, error) {
	c, err := river.NewClient(q.driver, &river.Config{
		Logger:            q.log,
		MaxAttempts:       store.MaxAttempts,
		JobTimeout:        store.JobTimeout,
		FetchPollInterval: pollJobs,
		PeriodicJobs:      p,
		Queues:            map[string]river.QueueConfig{river.QueueDefault: {MaxWorkers: jobsAtOnce}},
		Workers:           w,
	})
	if err != nil {
		return nil, err
	}
	if err := c.Start(ctx); err != nil {
		return nil, err
	}
	return func(ctx context.Context) error {
		err := c.Stop(ctx)
		if err == nil {
			return nil
		}
		// Time is up: what still runs is cancelled, and tried again after the next start.
		return errors.Join(err, c.StopAndCancel(context.WithoutCancel(ctx)))
	}, nil
}

func (q *riverQueue[T]) insert(ctx context.Context, tx T, a args, at time.Time) (int64, error) {
	o := &river.InsertOpts{ScheduledAt: at}
	if a.wait {
		o.Tags = []string{waitTag}
	}
	r, err := q.inserter.InsertTx(ctx, tx, a, o)
	if err != nil {
		return 0, err
	}
	return r.Job.ID, nil
}

func (q *riverQueue[T]) delete(ctx context.Context, id int64) error {
	_, err := q.inserter.JobDelete(ctx, id)
	if errors.Is(err, river.ErrNotFound) {
		return nil
	}
	return err
}
