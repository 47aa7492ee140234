// Package pebble keeps the boxes in an embedded Pebble store: one directory, one process.
//
// Groups on different boxes are planned side by side; their commits share fsyncs, because Pebble joins the commits that
// wait. Groups on the same box are planned one after the other and share fsyncs too: a box is unlocked as soon as its
// writes can be seen, and the caller alone waits until they are durable. Since the write-ahead log keeps their order,
// what is durable never rests on what is not.
//
// The store outlives a disk that fails. The first write that goes wrong ends the engine, which is one opening of the
// database (fence.go); another takes its place, as soon as the disk is well one that writes, until then one that reads
// (mend.go). Before a disk is full nothing more is taken in (space.go).
package pebble

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"path/filepath"
	"sync"
	"sync/atomic"
	"time"

	pebbledb "github.com/cockroachdb/pebble/v2"
	"github.com/cockroachdb/pebble/v2/vfs"

	"lamplight"
	"lamplight/boxes"
)

// Options say where a log lies and how much it may use.
type Options struct {
	Dir    string       // made if it does not exist
	Log    *slog.Logger // nil: nothing is logged
	Limits boxes.Limits
	// CacheBytes bounds what is kept in memory: blocks read from disk, and what was written and is not sorted into
	// files yet (so it has to be several times MemTableBytes). It is used as it fills. 0 means 96 MiB.
	CacheBytes int64
	// MemTableBytes is how much is collected in memory before it is sorted into a file; up to three times as much may
	// be in use. 0 means 16 MiB: with less, what is there is sorted again more often; with much more, it no longer fits
	// into the processor's cache.
	MemTableBytes int
	// FreeBytes is how much room must be left on the disk of Dir for groups that add something. Under a quarter of it
	// nothing is written at all. 0: it is not looked at.
	FreeBytes int64
	// FS is where Dir lies. nil is the machine's own; tests give one in memory that loses power (vfs.NewCrashableMem).
	FS vfs.FS
}

// Open opens the log in o.Dir, or makes one. Another process that has it open makes this fail.
func Open(o Options) (boxes.Log, error) {
	if o.FS == nil {
		o.FS = vfs.Default
	}
	return open(o, o.FS, usualPace)
}

func open(o Options, fs vfs.FS, p pace) (*store, error) {
	if o.Log == nil {
		o.Log = slog.New(slog.DiscardHandler)
	}
	if o.CacheBytes <= 0 {
		o.CacheBytes = 96 << 20
	}
	if o.MemTableBytes <= 0 {
		o.MemTableBytes = 16 << 20
	}
	s := &store{
		o: o, fs: fs, pace: p, log: o.Log, cache: pebbledb.NewCache(o.CacheBytes), turn: make(chan struct{}),
		lost: make(chan *engine, 1), stop: make(chan struct{}),
	}
	s.Reader = boxes.Reader{View: s.view, HeadRows: s.headRows, Limits: o.Limits.WithDefaults()}
	if err := s.begin(); err != nil {
		s.cache.Unref()
		return nil, err
	}
	s.running.Go(s.mend)
	if o.FreeBytes > 0 {
		s.look()
		s.running.Go(s.watch)
	}
	return s, nil
}

// begin locks the folder and opens the database.
func (s *store) begin() error {
	if err := s.fs.MkdirAll(s.o.Dir, 0o755); err != nil {
		return fmt.Errorf("open boxes in %s: %w", s.o.Dir, err)
	}
	lock, err := s.fs.Lock(filepath.Join(s.o.Dir, lockFile))
	if err != nil {
		return fmt.Errorf("open boxes in %s: %w", s.o.Dir, err)
	}
	e, err := s.openEngine(false)
	if err != nil {
		return errors.Join(err, lock.Close())
	}
	s.lock = lock
	s.put(e)
	return nil
}

// store implements boxes.Log.
type store struct {
	boxes.Reader
	o     Options
	fs    vfs.FS
	pace  pace
	log   *slog.Logger
	cache *pebbledb.Cache
	lock  io.Closer

	now    atomic.Pointer[engine] // nil while one is replaced
	broken atomic.Pointer[error]  // why nothing can be appended; nil if it can
	space  atomic.Pointer[shortage]

	mu     sync.Mutex
	turn   chan struct{} // closed when an engine is put in place, and another one made
	closed bool

	lost     chan *engine // an engine that failed
	stop     chan struct{}
	running  sync.WaitGroup // what mends and watches
	retiring sync.WaitGroup // what closes engines that failed
}

// enter returns the engine, open until its leave. Where one is being replaced it waits, but not longer than readWait.
func (s *store) enter(ctx context.Context) (*engine, error) {
	if e := s.now.Load(); e != nil && e.enter() {
		return e, nil
	}
	late := time.NewTimer(s.pace.readWait)
	defer late.Stop()
	for {
		s.mu.Lock()
		turn, closed := s.turn, s.closed
		e := s.now.Load()
		s.mu.Unlock()
		switch {
		case closed:
			return nil, boxes.ErrClosed
		case e != nil && e.enter():
			return e, nil
		}
		select {
		case <-turn:
		case <-late.C:
			return nil, unavailable(s.failure())
		case <-ctx.Done():
			return nil, ctx.Err()
		}
	}
}

// failure returns why nothing can be appended, nil if it can.
func (s *store) failure() error {
	if err := s.broken.Load(); err != nil {
		return fmt.Errorf("boxes cannot be written: %w", *err)
	}
	return nil
}

// unavailable is what a caller is told where cause keeps the log from doing something.
func unavailable(cause error) error { return lamplight.ErrStorage.Because(cause) }

// view implements Reader.View.
func (s *store) view(ctx context.Context, ids ...lamplight.BoxID) (boxes.Rows, func(), error) {
	for {
		e, err := s.enter(ctx)
		if err != nil {
			return nil, nil, err
		}
		snap, err := e.view(ids)
		if errors.Is(err, errFailed) {
			e.leave()
			continue // enter waits for the next one
		}
		if err != nil {
			e.leave()
			return nil, nil, err
		}
		r := &rows{r: snap, of: e}
		return r, func() {
			if err := errors.Join(r.close(), snap.Close()); err != nil {
				s.log.Warn("close a snapshot", "err", err)
			}
			e.leave()
		}, nil
	}
}

// writer returns the engine to append to.
func (s *store) writer(ctx context.Context) (*engine, error) {
	if err := s.failure(); err != nil {
		return nil, unavailable(err)
	}
	e, err := s.enter(ctx)
	if err != nil {
		return nil, err
	}
	if err := s.failure(); err != nil { // the one that came reads alone
		e.leave()
		return nil, unavailable(err)
	}
	return e, nil
}

// Apply implements boxes.Log.
func (s *store) Apply(ctx context.Context, g boxes.Group) (boxes.Result, error) {
	if err := s.room(g); err != nil {
		return boxes.Result{}, err
	}
	e, err := s.writer(ctx)
	if err != nil {
		return boxes.Result{}, err
	}
	defer e.leave()
	result, err := e.apply(ctx, s.Limits, g)
	if err != nil && e.failure() != nil {
		return boxes.Result{}, unavailable(err)
	}
	return result, err
}

// Erase implements boxes.Log. One range tombstone stands for the whole box; compaction then takes its rows away.
func (s *store) Erase(ctx context.Context, box lamplight.BoxID) error {
	e, err := s.writer(ctx)
	if err != nil {
		return err
	}
	defer e.leave()
	if err = e.erase(ctx, box); err == nil {
		err = e.failure()
	}
	if err != nil && e.failure() != nil {
		err = unavailable(err)
	}
	return err
}

// Ready implements boxes.Log.
func (s *store) Ready(context.Context) error {
	s.mu.Lock()
	closed := s.closed
	s.mu.Unlock()
	if closed {
		return boxes.ErrClosed
	}
	if err := s.failure(); err != nil {
		return err
	}
	if low := s.space.Load(); low != nil {
		return low
	}
	return nil
}

// Close implements boxes.Log. It waits for what runs.
func (s *store) Close() error {
	s.mu.Lock()
	if s.closed {
		s.mu.Unlock()
		return boxes.ErrClosed
	}
	s.closed = true
	s.mu.Unlock()
	close(s.stop)
	s.running.Wait() // from here on nobody puts another engine in place
	e := s.take()
	s.mu.Lock()
	close(s.turn)
	s.mu.Unlock()
	var err error
	if e != nil {
		err = e.close()
	}
	select {
	case failed := <-s.lost:
		s.retire(failed)
	default:
	}
	done := make(chan struct{})
	go func() {
		s.retiring.Wait()
		close(done)
	}()
	wait(done, closeWait)
	s.cache.Unref()
	return errors.Join(s.failure(), err, s.lock.Close())
}

// logger gives Pebble's own words to slog: routine ones at debug.
type logger struct {
	s *store
	e *engine
}

func (l logger) Infof(format string, args ...any) {
	if l.s.log.Enabled(context.Background(), slog.LevelDebug) {
		l.s.log.Debug(fmt.Sprintf(format, args...), "from", "pebble")
	}
}

func (l logger) Errorf(format string, args ...any) {
	if l.e.failure() != nil {
		return // it is said what failed; what follows from it is not
	}
	l.s.log.Warn(fmt.Sprintf(format, args...), "from", "pebble")
}

// Fatalf returns, against what Pebble expects: the process stays, to read with another engine.
func (l logger) Fatalf(format string, args ...any) { l.e.down(fmt.Errorf(format, args...)) }
