package pebble

import (
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"sync"
	"sync/atomic"

	pebbledb "github.com/cockroachdb/pebble/v2"
	"github.com/cockroachdb/pebble/v2/bloom"
	"github.com/cockroachdb/pebble/v2/vfs"

	"lamplight"
	"lamplight/boxes"
)

// An engine is one opening of the database, with all that is known of its state in memory. One that failed is never used
// again: another takes its place.
type engine struct {
	db       *pebbledb.DB
	fence    *fence
	locks    stripes
	readOnly bool
	down     func(error) // tells the store that the engine failed

	broken atomic.Pointer[error]

	use    sync.RWMutex // held for reading while the engine is in use
	closed bool
}

// openEngine opens the database, to read alone if readOnly is set: then nothing is written at all.
func (s *store) openEngine(readOnly bool) (e *engine, err error) {
	e = &engine{readOnly: readOnly}
	e.down = func(err error) { s.fail(e, err) }
	e.fence = &fence{FS: s.fs, down: e.down}
	if readOnly {
		e.fence.close()
	}
	defer func() {
		if r := recover(); r != nil {
			e, err = nil, fmt.Errorf("open boxes in %s: %v", s.o.Dir, r)
		}
	}()
	if !readOnly {
		if err := s.settle(); err != nil {
			return nil, fmt.Errorf("open boxes in %s: %w", s.o.Dir, err)
		}
	}
	opts := &pebbledb.Options{
		FS:                          e.fence,
		ReadOnly:                    readOnly,
		Cache:                       s.cache,
		Logger:                      logger{s, e},
		MemTableSize:                uint64(s.o.MemTableBytes),
		MemTableStopWritesThreshold: 3,
		MaxOpenFiles:                500,
		BytesPerSync:                512 << 10,
		FormatMajorVersion:          pebbledb.FormatNewest,
	}
	// What is flushed is sorted into the level below once eight tables lie over each other (Pebble counts each twice), and
	// not already when two do: each time nearly all of that level is written anew, since boxes are written to at random.
	opts.L0CompactionThreshold, opts.L0StopWritesThreshold = 16, 32
	opts.CompactionConcurrencyRange = func() (int, int) { return 1, 2 }
	for i := range opts.Levels {
		opts.Levels[i].FilterPolicy = bloom.FilterPolicy(10) // most point reads of a send ask for what is not there
	}
	// A block that cannot be read is an error to who asks for it. Pebble would end the process: for us, replace the engine,
	// each time that somebody asks, and the next one reads no better.
	opts.EventListener = &pebbledb.EventListener{DataCorruption: func(i pebbledb.DataCorruptionInfo) {
		if e.failure() == nil {
			s.log.Error("a file of the boxes is damaged", "file", i.Path, "err", i.Details)
		}
	}}
	db, err := pebbledb.Open(s.o.Dir, opts)
	if err == nil {
		e.db = db
		if err = e.failure(); err == nil {
			return e, nil
		}
		err = errors.Join(err, e.close())
	}
	return nil, fmt.Errorf("open boxes in %s: %w", s.o.Dir, errors.Join(e.failure(), err))
}

// settle makes the write-ahead logs durable that are there. The process that wrote them may have ended before it synced
// them: what the database reads from them is shown at once, and must not be gone after the next crash.
func (s *store) settle() error {
	names, err := s.fs.List(s.o.Dir)
	if err != nil {
		return err
	}
	for _, name := range names {
		if filepath.Ext(name) != ".log" {
			continue
		}
		f, err := s.fs.OpenReadWrite(filepath.Join(s.o.Dir, name), vfs.WriteCategoryUnspecified)
		if err != nil {
			return err
		}
		if err := errors.Join(f.Sync(), f.Close()); err != nil {
			return err
		}
	}
	dir, err := s.fs.OpenDir(s.o.Dir)
	if err != nil {
		return err
	}
	return errors.Join(dir.Sync(), dir.Close())
}

// failure returns why the engine cannot be written any more, nil if it can.
func (e *engine) failure() error {
	if err := e.broken.Load(); err != nil {
		return *err
	}
	return nil
}

// enter keeps the engine open until leave. It is false if the engine is closed, or waits to be.
func (e *engine) enter() bool {
	if !e.use.TryRLock() {
		return false
	}
	if e.closed {
		e.use.RUnlock()
		return false
	}
	return true
}

func (e *engine) leave() { e.use.RUnlock() }

// close waits for who uses the engine and closes it. A panic of a database that failed is an error here.
func (e *engine) close() (err error) {
	e.use.Lock()
	defer e.use.Unlock()
	if e.closed {
		return nil
	}
	e.closed = true
	defer func() {
		if r := recover(); r != nil {
			err = fmt.Errorf("close boxes: %v", r)
		}
	}()
	if err := e.db.Close(); err != nil {
		return fmt.Errorf("close boxes: %w", err)
	}
	return nil
}

// errFailed is what reading from an engine comes to that fails meanwhile: another one is on its way.
var errFailed = errors.New("boxes: the engine failed")

// view takes a snapshot. Pebble shows a group before it is durable; who read it and told of it would have told of
// something that a crash undoes. So where a box has groups on their way to the disk, the reader waits for them as well.
func (e *engine) view(ids []lamplight.BoxID) (*pebbledb.Snapshot, error) {
	snap := e.db.NewSnapshot()
	var err error
	if e.locks.waiting(ids) {
		err = e.sync()
	}
	// A group that failed waits no more: so this is asked last.
	if e.failure() != nil {
		err = errFailed
	}
	if err != nil {
		return nil, errors.Join(err, snap.Close())
	}
	return snap, nil
}

// apply plans g and makes it durable.
func (e *engine) apply(ctx context.Context, lim boxes.Limits, g boxes.Group) (boxes.Result, error) {
	locked := e.locks.lock(g.Boxes())
	r := &rows{r: e.db, of: e}
	result, writes, err := boxes.Plan(ctx, lockedRows{r, locked}, lim, g)
	if err = errors.Join(err, r.close()); err != nil {
		locked.unlock()
		return boxes.Result{}, err
	}
	if len(writes) == 0 {
		// What made this group a repeat may itself still be on its way to the disk: then so is this answer.
		waiting := locked.waiting()
		locked.unlock()
		if waiting {
			err = e.sync()
		}
		return result, errors.Join(err, e.failure())
	}
	b := e.db.NewBatch()
	err = fill(b, writes)
	if err == nil {
		locked.begin()
		if err = e.commit(b); err == nil {
			locked.keep(writes)
		}
	}
	locked.unlock()
	if err != nil {
		return boxes.Result{}, err
	}
	err = e.wait(b)
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

// commit makes a batch visible; it is durable after wait. What the database panics with here is more than a write that
// failed (see fence), and nothing that it says is believed any more.
func (e *engine) commit(b *pebbledb.Batch) (err error) {
	defer func() {
		if r := recover(); r != nil {
			err = fmt.Errorf("commit: %v", r)
			e.down(err)
		}
	}()
	if err := e.db.ApplyNoSyncWait(b, pebbledb.Sync); err != nil {
		e.down(err)
		return fmt.Errorf("commit: %w", err)
	}
	return e.failure()
}

// wait returns once a batch is durable. After the fence ended the database knows of no error: the engine does.
func (e *engine) wait(b *pebbledb.Batch) error {
	if err := b.SyncWait(); err != nil {
		e.down(err)
		return fmt.Errorf("sync: %w", err)
	}
	if err := b.Close(); err != nil {
		return fmt.Errorf("close a batch: %w", err)
	}
	return e.failure()
}

// sync returns once everything committed before is durable.
func (e *engine) sync() error {
	b := e.db.NewBatch()
	if err := b.LogData(nil, nil); err != nil {
		return fmt.Errorf("sync: %w", err)
	}
	if err := e.commit(b); err != nil {
		return err
	}
	return e.wait(b)
}

// erase removes the rows of a box, from the files too: what is deleted stays in them until they are rewritten, which may
// never happen to a small store.
func (e *engine) erase(ctx context.Context, box lamplight.BoxID) error {
	if err := e.eraseElsewhere(ctx, box); err != nil {
		return fmt.Errorf("erase box %d: %w", box, err)
	}
	from, to := boxBounds(box)
	b := e.db.NewBatch()
	if err := b.DeleteRange(from, to, nil); err != nil {
		return fmt.Errorf("erase box %d: %w", box, err)
	}
	locked := e.locks.lock([]lamplight.BoxID{box})
	locked.begin()
	err := e.commit(b)
	locked.forget(box)
	locked.unlock()
	if err == nil {
		err = e.wait(b)
	}
	locked.end()
	if err != nil {
		return err
	}
	if err := e.db.Compact(ctx, from, to, false); err != nil {
		return fmt.Errorf("erase box %d from the files: %w", box, err)
	}
	return nil
}

// erasePage is how many messages are looked at at a time for what leads to them from elsewhere.
const erasePage = 1000

// eraseElsewhere removes what leads to a box that is to be erased from indexes over all boxes. The box is not locked: what
// comes in meanwhile may leave a row behind.
func (e *engine) eraseElsewhere(ctx context.Context, box lamplight.BoxID) (err error) {
	r := &rows{r: e.db, of: e}
	defer func() { err = errors.Join(err, r.close()) }()
	for _, kind := range []boxes.Kind{boxes.KindMessage, boxes.KindHeld} {
		q := boxes.Range{Box: box, Kind: kind, Limit: erasePage}
		for {
			found, err := r.Scan(ctx, q)
			if err != nil {
				return err
			}
			keys, err := boxes.Elsewhere(box, found)
			if err != nil {
				return err
			}
			if len(keys) > 0 {
				b := e.db.NewBatch()
				writes := make([]boxes.Write, len(keys))
				for i, k := range keys {
					writes[i].Key = k
				}
				if err := fill(b, writes); err != nil {
					return err
				}
				if err := e.commit(b); err != nil {
					return err
				}
				if err := e.wait(b); err != nil {
					return err
				}
			}
			if len(found) < erasePage {
				break
			}
			q.From = found[len(found)-1].Key + "\x00"
		}
	}
	return nil
}
