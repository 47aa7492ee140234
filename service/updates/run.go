package updates

import (
	"context"
	"errors"
	"sync"
	"time"

	"lamplight"
	"lamplight/boxes"
)

// sweepBatch is how many heads a sweep reads at once.
const sweepBatch = 500

// Run sweeps the heads of watched boxes and fills gaps until ctx ends; it returns once nothing of it runs any more.
// It always returns ctx's error.
func (s *Service) Run(ctx context.Context) error {
	var wg sync.WaitGroup
	for range max(s.limits.Readers, 1) {
		wg.Go(func() { s.work(ctx) })
	}
	tick := time.NewTicker(s.limits.Sweep)
	defer tick.Stop()
	for {
		select {
		case <-tick.C:
			s.part()
			s.sweep(ctx)
		case <-ctx.Done():
			wg.Wait()
			return ctx.Err()
		}
	}
}

// enqueue has a box read. The queue is bounded by the boxes watched: each is in it once.
func (s *Service) enqueue(w *watcher) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if w.queued || w.refs == 0 {
		return
	}
	w.queued = true
	s.queue = append(s.queue, w)
	s.poke()
}

// poke wakes one reader; the caller holds mu.
func (s *Service) poke() {
	select {
	case s.wake <- struct{}{}:
	default:
	}
}

// work reads boxes until ctx ends.
func (s *Service) work(ctx context.Context) {
	for {
		select {
		case <-s.wake:
		case <-ctx.Done():
			return
		}
		for ctx.Err() == nil {
			s.mu.Lock()
			if len(s.queue) == 0 {
				s.mu.Unlock()
				break
			}
			w := s.queue[0]
			s.queue[0] = nil
			s.queue = s.queue[1:]
			w.queued = false
			if len(s.queue) > 0 {
				s.poke() // another reader may take the next
			}
			s.mu.Unlock()
			w.read(ctx)
		}
	}
}

// sweep compares the heads of all watched boxes with what was delivered. An error is left to the next one.
func (s *Service) sweep(ctx context.Context) {
	s.mu.Lock()
	ids := make([]lamplight.BoxID, 0, len(s.watched))
	for id := range s.watched {
		ids = append(ids, id)
	}
	s.mu.Unlock()
	for len(ids) > 0 && ctx.Err() == nil {
		n := min(len(ids), sweepBatch)
		heads, err := s.log.Heads(ctx, ids[:n]...)
		if err != nil {
			return
		}
		for i, h := range heads {
			s.mu.Lock()
			w := s.watched[ids[i]]
			s.mu.Unlock()
			if w != nil {
				w.heard(h)
			}
		}
		ids = ids[n:]
	}
}

// heard takes where the box is.
func (w *watcher) heard(h boxes.Head) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.headPTS, w.headSeq = max(w.headPTS, h.PTS), max(w.headSeq, h.Seq)
	w.mind(true)
}

// read delivers from the box what is missing. An error is left to the next sweep.
func (w *watcher) read(ctx context.Context) {
	w.mu.Lock()
	stale := w.stale
	w.mu.Unlock()
	if stale && w.s.follow(ctx, w) != nil {
		return
	}
	for ctx.Err() == nil {
		w.mu.Lock()
		pts, seq := w.pts, w.seq
		events, notes := w.pts < w.headPTS, w.seq < w.headSeq
		w.mu.Unlock()
		more := false
		if events {
			var ok bool
			if more, ok = w.readEvents(ctx, pts); !ok {
				return
			}
		}
		if notes {
			list, err := w.s.log.Notes(ctx, w.box, seq, time.Time{}, w.s.limits.Read)
			if errors.Is(err, boxes.ErrTooOld) {
				if !w.skip(ctx) {
					return
				}
				continue
			}
			if err != nil {
				return
			}
			w.found(list, func() {
				if len(list) < w.s.limits.Read {
					w.headSeq = w.seq // what is not there any more will not be told
				}
			})
			more = more || len(list) == w.s.limits.Read
		}
		if !more {
			return
		}
	}
}

// readEvents delivers events after pts; it reports whether there are more, and whether it went well.
func (w *watcher) readEvents(ctx context.Context, pts lamplight.PTS) (more, ok bool) {
	list, more, err := w.s.log.Events(ctx, w.box, pts, w.s.limits.Read)
	if errors.Is(err, boxes.ErrTooOld) {
		return false, w.skip(ctx)
	}
	if err != nil {
		return false, false
	}
	w.found(list, nil)
	return more, true
}

// skip goes on from the head of the box, where what lies between was forgotten, and says so to the sessions.
func (w *watcher) skip(ctx context.Context) bool {
	heads, err := w.s.log.Heads(ctx, w.box)
	if err != nil {
		return false
	}
	w.mu.Lock()
	defer w.mu.Unlock()
	w.pts, w.seq = max(w.pts, heads[0].PTS), max(w.seq, heads[0].Seq)
	w.at.Store(int32(w.pts))
	if w.box.Channel() != 0 {
		w.spread([]lamplight.Event{{Kind: lamplight.EventTooLong, Box: w.box, PTS: w.pts, Date: heads[0].Date}})
	} else {
		for _, a := range w.sinks {
			a.sink(nil)
		}
		w.stale = w.s.memberships != nil // what was forgotten may have told of channels
		w.changes++
	}
	w.drain()
	w.mind(true)
	return true
}

// found delivers what was read from the box: it is in order, and whole from where the reader was. Meanwhile some of
// it may have been delivered.
func (w *watcher) found(list []lamplight.Event, then func()) {
	w.mu.Lock()
	defer w.mu.Unlock()
	out := make([]lamplight.Event, 0, len(list))
	for _, e := range list {
		if e.Kind.CarriesPTS() && e.PTS <= w.pts || !e.Kind.CarriesPTS() && e.Seq <= w.seq {
			continue
		}
		w.advance(&e)
		out = append(out, e)
	}
	w.deliver(out)
	if then != nil {
		then()
	}
	w.drain()
}
