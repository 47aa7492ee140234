// Package pebble keeps the boxes in an embedded Pebble store: one directory, one process.
//
// Groups on different boxes are planned side by side; their commits share fsyncs, because Pebble joins the commits that
// wait. Groups on the same box are planned one after the other and share fsyncs too: a box is unlocked as soon as its
// writes can be seen, and the caller alone waits until they are durable. Since the write-ahead log keeps their order,
// what is durable never rests on what is not.
package pebble

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"math"
	"slices"
	"sync"
	"sync/atomic"
	"time"

	pebbledb "github.com/cockroachdb/pebble/v2"
	"github.com/cockroachdb/pebble/v2/bloom"
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
	// files yet (so it has to be several times MemTableBytes). It is used as it fills. 0 means 64 MiB.
	CacheBytes int64
	// MemTableBytes is how much is collected in memory before it is sorted into a file; up to three times as much may
	// be in use. 0 means 8 MiB.
	MemTableBytes int
}

// Open opens the log in o.Dir, or makes one. Another process that has it open makes this fail.
func Open(o Options) (boxes.Log, error) { return open(o, vfs.Default) }

func open(o Options, fs vfs.FS) (*store, error) {
	if o.Log == nil {
		o.Log = slog.New(slog.DiscardHandler)
	}
	if o.CacheBytes <= 0 {
		o.CacheBytes = 64 << 20
	}
	if o.MemTableBytes <= 0 {
		o.MemTableBytes = 8 << 20
	}
	s := &store{log: o.Log}
	s.Reader = boxes.Reader{View: s.view, HeadRows: s.headRows, Limits: o.Limits.WithDefaults()}

	cache := pebbledb.NewCache(o.CacheBytes)
	defer cache.Unref() // the store holds a reference of its own
	opts := &pebbledb.Options{
		FS:                          fs,
		Cache:                       cache,
		Logger:                      logger{s},
		MemTableSize:                uint64(o.MemTableBytes),
		MemTableStopWritesThreshold: 3,
		MaxOpenFiles:                500,
		BytesPerSync:                512 << 10,
		FormatMajorVersion:          pebbledb.FormatNewest,
	}
	opts.CompactionConcurrencyRange = func() (int, int) { return 1, 2 }
	for i := range opts.Levels {
		opts.Levels[i].FilterPolicy = bloom.FilterPolicy(10) // most point reads of a send ask for what is not there
	}
	db, err := pebbledb.Open(o.Dir, opts)
	if err != nil {
		return nil, fmt.Errorf("open boxes in %s: %w", o.Dir, err)
	}
	s.db = db
	return s, nil
}

// store implements boxes.Log.
type store struct {
	boxes.Reader
	db    *pebbledb.DB
	log   *slog.Logger
	locks stripes

	mu     sync.RWMutex // held for reading while the database is in use
	closed bool

	broken atomic.Pointer[error]
}

// fail makes the log refuse to append from now on.
//
// A write-ahead log that could not be written leaves Pebble's commit pipeline unusable, and a manifest that could not
// be written leaves it unable to flush; Pebble calls Fatalf then and expects the process to end. We keep the process
// and what can be read: appends are refused with the first cause, Ready says so, and a restart recovers every group
// that was acknowledged. Groups that were in flight at that moment are answered with an error, and may or may not be
// found after the restart.
func (s *store) fail(err error) {
	if s.broken.CompareAndSwap(nil, &err) {
		s.log.Error("boxes cannot be written any more; restart when the disk is well again", "err", err)
	}
}

func (s *store) failure() error {
	if err := s.broken.Load(); err != nil {
		return fmt.Errorf("boxes cannot be written: %w", *err)
	}
	return nil
}

// enter keeps the database open until leave.
func (s *store) enter() error {
	s.mu.RLock()
	if s.closed {
		s.mu.RUnlock()
		return boxes.ErrClosed
	}
	return nil
}

func (s *store) leave() { s.mu.RUnlock() }

// view takes a snapshot. Pebble shows a group before it is durable; who read it and told of it would have told of
// something that a crash undoes. So where a box has groups on their way to the disk, the reader waits for them as well.
func (s *store) view(_ context.Context, ids ...lamplight.BoxID) (boxes.Rows, func(), error) {
	if err := s.enter(); err != nil {
		return nil, nil, err
	}
	snap := s.db.NewSnapshot()
	r := &rows{r: snap}
	end := func() {
		if err := errors.Join(r.close(), snap.Close()); err != nil {
			s.log.Warn("close a snapshot", "err", err)
		}
		s.leave()
	}
	// A log that cannot be written any more still shows what it has.
	if s.locks.waiting(ids) && s.failure() == nil {
		if err := s.sync(); err != nil && s.failure() == nil {
			end()
			return nil, nil, err
		}
	}
	return r, end, nil
}

// headRows goes from box to box: the head is the first row of each.
func (s *store) headRows(ctx context.Context, after lamplight.BoxID, limit int) (found []boxes.HeadRow, err error) {
	if after == math.MaxInt64 {
		return nil, nil
	}
	r, end, err := s.view(ctx)
	if err != nil {
		return nil, err
	}
	defer end()
	it, err := r.(*rows).r.NewIter(nil)
	if err != nil {
		return nil, fmt.Errorf("walk the boxes: %w", err)
	}
	defer func() { err = errors.Join(err, it.Close()) }()
	var ids []lamplight.BoxID
	key := appendKey(nil, after+1, 0, "")
	for ok := it.SeekGE(key); ok && len(found) < limit; ok = it.SeekGE(key) {
		box, kind := readKeyHead(it.Key())
		if kind == boxes.KindHead {
			v, err := it.ValueAndErr()
			if err != nil {
				return nil, fmt.Errorf("walk the boxes: %w", err)
			}
			ids, found = append(ids, box), append(found, boxes.HeadRow{Box: box, Value: slices.Clone(v)})
		}
		if box == math.MaxInt64 {
			break
		}
		key = appendKey(key[:0], box+1, 0, "")
	}
	if s.locks.waiting(ids) && s.failure() == nil { // as view does it
		if err := s.sync(); err != nil && s.failure() == nil {
			return nil, err
		}
	}
	return found, nil
}

// Apply implements boxes.Log.
func (s *store) Apply(ctx context.Context, g boxes.Group) (boxes.Result, error) {
	if err := s.enter(); err != nil {
		return boxes.Result{}, err
	}
	defer s.leave()
	if err := s.failure(); err != nil {
		return boxes.Result{}, err
	}
	locked := s.locks.lock(g.Boxes())
	r := &rows{r: s.db}
	result, writes, err := boxes.Plan(ctx, lockedRows{r, locked}, s.Limits, g)
	if err = errors.Join(err, r.close()); err != nil {
		locked.unlock()
		return boxes.Result{}, err
	}
	if len(writes) == 0 {
		// What made this group a repeat may itself still be on its way to the disk: then so is this answer.
		waiting := locked.waiting()
		locked.unlock()
		if waiting {
			err = s.sync()
		}
		return result, err
	}
	b := s.db.NewBatch()
	err = fill(b, writes)
	if err == nil {
		locked.begin()
		if err = s.commit(b); err == nil {
			locked.keep(writes)
		}
	}
	locked.unlock()
	if err != nil {
		return boxes.Result{}, err
	}
	err = s.wait(b)
	locked.end()
	if err != nil {
		return boxes.Result{}, err
	}
	return result, nil
}

func fill(b *pebbledb.Batch, writes []boxes.Write) error {
	var key []byte
	for _, w := range writes {
		key = appendKey(key[:0], w.Box, w.Kind, w.Key.Key)
		var err error
		if w.Value == nil {
			err = b.Delete(key, nil)
		} else {
			err = b.Set(key, w.Value, nil)
		}
		if err != nil {
			return fmt.Errorf("fill a batch: %w", err)
		}
	}
	return nil
}

// commit makes a batch visible; it is durable after wait. Pebble panics where it meets an error it has no return for,
// such as a new log file that cannot be made.
func (s *store) commit(b *pebbledb.Batch) (err error) {
	defer func() {
		if r := recover(); r != nil {
			err = fmt.Errorf("commit: %v", r)
			s.fail(err)
		}
	}()
	if err := s.db.ApplyNoSyncWait(b, pebbledb.Sync); err != nil {
		s.fail(err)
		return fmt.Errorf("commit: %w", err)
	}
	return s.failure() // Fatalf returned to the commit, which then knows of no error
}

func (s *store) wait(b *pebbledb.Batch) error {
	if err := b.SyncWait(); err != nil {
		s.fail(err)
		return fmt.Errorf("sync: %w", err)
	}
	if err := b.Close(); err != nil {
		return fmt.Errorf("close a batch: %w", err)
	}
	return s.failure()
}

// sync returns once everything committed before is durable.
func (s *store) sync() error {
	b := s.db.NewBatch()
	if err := b.LogData(nil, nil); err != nil {
		return fmt.Errorf("sync: %w", err)
	}
	if err := s.commit(b); err != nil {
		return err
	}
	return s.wait(b)
}

// Erase implements boxes.Log. One range tombstone stands for the whole box; compaction then takes its rows away.
func (s *store) Erase(ctx context.Context, box lamplight.BoxID) error {
	if err := s.enter(); err != nil {
		return err
	}
	defer s.leave()
	if err := s.failure(); err != nil {
		return err
	}
	from, to := boxBounds(box)
	b := s.db.NewBatch()
	if err := b.DeleteRange(from, to, nil); err != nil {
		return fmt.Errorf("erase box %d: %w", box, err)
	}
	locked := s.locks.lock([]lamplight.BoxID{box})
	err := s.commit(b)
	locked.forget(box)
	locked.unlock()
	if err != nil {
		return err
	}
	if err := s.wait(b); err != nil {
		return err
	}
	// What is deleted stays in the files until they are rewritten, which may never happen to a small store.
	if err := s.db.Compact(ctx, from, to, false); err != nil {
		return fmt.Errorf("erase box %d from the files: %w", box, err)
	}
	return nil
}

// Ready implements boxes.Log.
func (s *store) Ready(context.Context) error {
	if err := s.enter(); err != nil {
		return err
	}
	defer s.leave()
	return s.failure()
}

// closeWait is how long Close waits for a store that can no longer be written.
const closeWait = 3 * time.Second

// Close implements boxes.Log. It waits for what runs.
func (s *store) Close() error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.closed {
		return boxes.ErrClosed
	}
	s.closed = true
	if s.failure() == nil {
		if err := s.db.Close(); err != nil {
			return fmt.Errorf("close boxes: %w", err)
		}
		return nil
	}
	// The database may wait for ever for a flush that cannot be done; nothing acknowledged depends on it.
	done := make(chan error, 1)
	go func() {
		defer func() {
			if r := recover(); r != nil {
				done <- fmt.Errorf("%v", r)
			}
		}()
		done <- s.db.Close()
	}()
	select {
	case err := <-done:
		return errors.Join(s.failure(), err)
	case <-time.After(closeWait):
		return s.failure()
	}
}

// logger gives Pebble's own words to slog: routine ones at debug.
type logger struct{ s *store }

func (l logger) Infof(format string, args ...any) {
	if l.s.log.Enabled(context.Background(), slog.LevelDebug) {
		l.s.log.Debug(fmt.Sprintf(format, args...), "from", "pebble")
	}
}

func (l logger) Errorf(format string, args ...any) {
	l.s.log.Warn(fmt.Sprintf(format, args...), "from", "pebble")
}

// Fatalf returns, against what Pebble expects: see fail.
func (l logger) Fatalf(format string, args ...any) { l.s.fail(fmt.Errorf(format, args...)) }
