package pebble

import (
	"errors"
	"time"
)

// A pace is how fast the store goes about mending itself.
type pace struct {
	first, last time.Duration // between two tries to write again; it doubles from the one to the other
	steady      time.Duration // after which a failure is a new one: its first try is at once
	readWait    time.Duration // for which a reader waits while an engine is replaced
	leaveWait   time.Duration // for which a new engine waits until nobody uses the last one
	look        time.Duration // between two looks at how much room there is
}

var usualPace = pace{
	first: 100 * time.Millisecond, last: 5 * time.Second, steady: 30 * time.Second,
	readWait: 5 * time.Second, leaveWait: time.Second, look: time.Second,
}

// closeWait is how long Close waits for engines that failed and are still in use.
const closeWait = 3 * time.Second

// fail ends an engine: nobody reads from it or appends to it any more. It may be called with the database's locks held.
func (s *store) fail(e *engine, err error) {
	if e.broken.CompareAndSwap(nil, &err) {
		s.lose(e)
	}
}

// lose takes a failed engine from its place, if it has it, and has another one made.
func (s *store) lose(e *engine) {
	s.mu.Lock()
	lost := s.now.Load() == e
	if lost {
		s.broken.Store(e.broken.Load())
		s.now.Store(nil)
		if e.readOnly { // mend is at work: it finds the place empty
			s.end(e)
		} else {
			s.lost <- e // which has room: mend took the one before from there and put this one in its place
		}
	}
	s.mu.Unlock()
	if lost {
		s.log.Error("boxes cannot be written: appends are refused until the disk is well again, reading goes on", "err", e.failure())
	}
}

// put has an engine take its place, and lets go who waits for one.
func (s *store) put(e *engine) {
	s.mu.Lock()
	if !e.readOnly {
		s.broken.Store(nil)
	}
	s.now.Store(e)
	close(s.turn)
	s.turn = make(chan struct{})
	s.mu.Unlock()
	if e.failure() != nil { // since it was opened, before it had its place
		s.lose(e)
	}
}

// take takes the engine from its place, so that another one can be put there. What failed meanwhile is gone already.
func (s *store) take() *engine {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.now.Swap(nil)
}

// mend puts another engine in the place of one that failed, as often as that happens, until the store is closed.
//
// What the new one finds is what the files hold: every group that was acknowledged, since that was synced, and of those
// that were answered with an error each wholly or not at all. Its locks and caches are new: those of the old one may
// speak of groups that never reached the disk.
//
// While it only reads, a group that was answered with an error may be seen that is in the files and not durable yet: should
// the power fail before the disk is well, it is gone again.
func (s *store) mend() {
	pause := s.pace.first
	steady := time.NewTimer(0) // fires when the next failure is a new one
	defer steady.Stop()
	for {
		select {
		case <-s.stop:
			return
		case e := <-s.lost:
			s.retire(e)
		}
		again := true // so soon: a disk that fails on and on is not tried on and on
		select {
		case <-steady.C:
			again, pause = false, s.pace.first
		default:
		}
		for again || !s.tryWrite() {
			s.tryRead()
			select {
			case <-s.stop:
				return
			case <-time.After(pause):
			}
			again, pause = false, min(2*pause, s.pace.last)
		}
		steady.Reset(s.pace.steady)
		s.log.Info("boxes can be written again")
	}
}

// tryWrite opens the database to write, if the disk lets it, and reports whether it is open.
func (s *store) tryWrite() bool {
	if err := probe(s.fs, s.o.Dir); err != nil {
		s.log.Debug("the disk of the boxes is not well yet", "err", err)
		return false
	}
	if e := s.take(); e != nil { // one that reads alone
		s.retire(e)
	}
	e, err := s.openEngine(false)
	if err != nil {
		s.log.Warn("boxes cannot be opened again yet", "err", err)
		return false
	}
	s.put(e)
	return true
}

// tryRead opens the database to read, if it is not open.
func (s *store) tryRead() {
	if s.now.Load() != nil {
		return
	}
	e, err := s.openEngine(true)
	if err != nil {
		s.log.Warn("boxes cannot be read", "err", err)
		return
	}
	s.put(e)
}

// retire closes an engine that has no place any more. It waits for those who use it, but not for long: what they see
// stays as it was, and nothing that the engine still writes goes anywhere.
func (s *store) retire(e *engine) { wait(s.end(e), s.pace.leaveWait) }

// end closes an engine that has no place any more, as soon as nobody uses it. It counts as failed before its fence ends:
// nothing that it was to write is acknowledged, and what it misses of its files, which the next one may remove, is a
// passing fault.
func (s *store) end(e *engine) (done <-chan struct{}) {
	e.broken.CompareAndSwap(nil, &errReplaced)
	e.fence.close()
	closed := make(chan struct{})
	s.retiring.Go(func() {
		defer close(closed)
		if err := e.close(); err != nil {
			s.log.Debug("close an engine that failed", "err", err)
		}
	})
	return closed
}

// errReplaced is why an engine that did not fail is used no more.
var errReplaced = errors.New("boxes: the engine was replaced")

// wait returns when done is closed, or after d.
func wait(done <-chan struct{}, d time.Duration) {
	late := time.NewTimer(d)
	defer late.Stop()
	select {
	case <-done:
	case <-late.C:
	}
}
