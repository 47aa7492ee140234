package search

import (
	"context"
	"errors"
	"math"
	"slices"
	"time"

	"lamplight"
	"lamplight/store"
)

// sweepPage is how many boxes a sweep looks at in one go.
const sweepPage = 500

// sweepEvery is how many batches of boxes that moved on there are to a page of a sweep, where they never end.
const sweepEvery = 16

// batchBoxes is how many boxes are looked at for one batch.
const batchBoxes = 128

// batchMoved is how many of them are boxes that moved on, at the least: where many large boxes are indexed anew, the others go on.
const batchMoved = 32

// mostAgain is how many boxes may be still behind until those that moved on have to wait after all.
const mostAgain = 1024

// leastPause is how long the worker rests between two batches at the least.
const leastPause = 5 * time.Millisecond

// longestPause is how long it rests at most, however long a batch took.
const longestPause = 5 * time.Second

// A worker is the state of Run.
type worker struct {
	s     *Service
	slot  int               // where take goes on
	again []lamplight.BoxID // boxes that are still behind
	sweep bool              // a sweep is under way
	after lamplight.BoxID   // where it is
	swept time.Time         // when the last one ended; zero: there was none
	since int               // batches since its last page
	hints uint64            // what marks.hints was
	seen  time.Time         // when that was
	busy  bool              // the server was when that was
}

// due returns when the next sweep begins.
func (w *worker) due() time.Time {
	if w.s.marks.missed.Load() {
		return w.swept.Add(w.s.limits.Again)
	}
	return w.swept.Add(w.s.limits.Sweep)
}

// Run indexes what is appended, and sweeps all boxes at the start and now and then, until ctx ends. It always returns ctx's
// error.
func (s *Service) Run(ctx context.Context) error {
	w := &worker{s: s, seen: s.now()}
	for ctx.Err() == nil {
		start := s.now()
		boxes, err := w.boxes(ctx)
		if err == nil && len(boxes) > 0 {
			err = w.index(ctx, boxes)
		}
		switch {
		case ctx.Err() != nil:
		case err != nil:
			s.metrics.failed.Inc()
			s.log.Error("index of search", "err", err)
			s.marks.missed.Store(true) // the sweep finds what was given up
			w.rest(ctx, s.limits.Failed)
		case len(boxes) > 0 || w.sweep:
			w.rest(ctx, w.pause(s.now().Sub(start)))
		default:
			w.wait(ctx)
		}
	}
	return ctx.Err()
}

// boxes returns what is to be looked at next: boxes that are still behind, then those that moved on, then, if there are none or
// never an end of them, those that a sweep finds.
func (w *worker) boxes(ctx context.Context) ([]lamplight.BoxID, error) {
	// Who is still behind comes first, and what a batch leaves joins them at the end: so each box has its turn.
	n := min(batchBoxes, len(w.again))
	if len(w.again) < mostAgain {
		n = min(batchBoxes-batchMoved, n)
	}
	found := append([]lamplight.BoxID(nil), w.again[:n]...)
	w.again = append(w.again[:0], w.again[n:]...)
	for _, box := range w.s.marks.take(&w.slot, batchBoxes-n) {
		if !slices.Contains(found, box) && !slices.Contains(w.again, box) {
			found = append(found, box)
		}
	}
	w.s.metrics.again.Set(float64(len(found) + len(w.again)))
	if len(found) > 0 {
		if w.since++; w.since < sweepEvery || len(w.again) >= batchBoxes {
			return found, nil
		}
	}
	w.since = 0
	if !w.sweep {
		if w.s.now().Before(w.due()) {
			return found, nil
		}
		w.s.marks.missed.Store(false)
		w.sweep, w.after = true, math.MinInt64
	}
	more, err := w.behind(ctx)
	return append(found, more...), err
}

// behind returns the boxes of the next page of a sweep whose cursor is not where their head is.
func (w *worker) behind(ctx context.Context) ([]lamplight.BoxID, error) {
	heads, err := w.s.boxes.Boxes(ctx, w.after, sweepPage)
	if err != nil {
		return nil, err
	}
	var cursors []store.SearchCursor
	err = w.s.store.Read(ctx, func(tx store.Tx) (err error) {
		cursors, err = tx.SearchCursors(w.after, sweepPage)
		return err
	})
	if err != nil {
		return nil, err
	}
	// Both lists are known up to the end of the one that ends first.
	end := lamplight.BoxID(math.MaxInt64)
	if len(heads) > 0 {
		end = heads[len(heads)-1].Box
	}
	if len(cursors) == sweepPage {
		end = min(end, cursors[len(cursors)-1].Box)
	}
	at := make(map[lamplight.BoxID]store.SearchCursor, len(cursors))
	for _, c := range cursors {
		if c.Box <= end {
			at[c.Box] = c
		}
	}
	var found []lamplight.BoxID
	for _, h := range heads {
		if h.Box > end {
			break
		}
		if c, ok := at[h.Box]; !ok || c.PTS != h.PTS || c.Below != 0 || c.Version < version {
			found = append(found, h.Box)
		}
		delete(at, h.Box)
	}
	for box := range at { // what is left has no box any more
		found = append(found, box)
	}
	w.after = end
	if len(heads) == 0 && len(cursors) < sweepPage {
		w.sweep, w.swept = false, w.s.now()
	}
	return found, nil
}

// index does one step of each box, as many as one batch takes. What was not done is done again.
func (w *worker) index(ctx context.Context, ids []lamplight.BoxID) error {
	s := w.s
	cursors := make(map[lamplight.BoxID]store.SearchCursor, len(ids))
	err := s.store.Read(ctx, func(tx store.Tx) error {
		for _, id := range ids {
			c, err := cursor(tx, id)
			if err != nil {
				return err
			}
			cursors[id] = c
		}
		return nil
	})
	if err != nil {
		return err
	}
	// The heads are read after the marks were taken: what is appended from now on marks its box again.
	heads, err := s.boxes.Heads(ctx, ids...)
	if err != nil {
		return err
	}
	var batch []portion
	words, most := 0, s.limits.Words
	if w.busy {
		most /= busyPart
	}
	for i, id := range ids {
		if words >= most {
			w.again = append(w.again, ids[i:]...)
			break
		}
		p, err := s.next(ctx, cursors[id], heads[i], id, most)
		if err == nil && p.gone { // a portion of it, as of all else: the worker keeps to its part of the time
			var all bool
			if all, err = s.dropSome(ctx, id); err == nil && !all {
				w.again = append(w.again, id)
			}
			words += s.limits.Step // what it was is not known
		}
		switch {
		case ctx.Err() != nil:
			return ctx.Err()
		case err != nil: // the others are not to wait for it; a sweep tries again
			s.metrics.failed.Inc()
			s.log.Error("index of a box", "box", id, "err", err)
		case !p.idle && !p.gone:
			batch = append(batch, p)
			words += p.words
		}
	}
	if len(batch) == 0 {
		return nil
	}
	return w.take(ctx, batch)
}

// take carries out a batch. If it cannot be, each box is tried alone, so that one that cannot be indexed is alone in that; not
// where the store takes nothing in from anybody.
func (w *worker) take(ctx context.Context, batch []portion) error {
	done, err := w.s.take(ctx, batch)
	if err != nil && len(batch) > 1 && ctx.Err() == nil && !errors.Is(err, lamplight.ErrStorage) {
		var failed error
		for i := range batch {
			failed = errors.Join(failed, w.take(ctx, batch[i:i+1]))
		}
		return failed
	}
	if err != nil {
		return err
	}
	for i, p := range batch {
		if !done[i] || !p.last {
			w.again = append(w.again, p.To.Box)
		}
	}
	return nil
}

// pause returns how long to rest after so much work, so that the work takes its part of the time.
func (w *worker) pause(took time.Duration) time.Duration {
	now, hints := w.s.now(), w.s.marks.hints.Load()
	if passed := now.Sub(w.seen).Seconds(); passed > 0 {
		w.busy = float64(hints-w.hints)/passed > w.s.limits.Busy
	}
	w.hints, w.seen = hints, now
	share := w.s.limits.Idle
	if w.busy {
		share = w.s.limits.Share
	}
	return min(max(time.Duration(float64(took)*(1/share-1)), leastPause), longestPause)
}

func (w *worker) rest(ctx context.Context, d time.Duration) {
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-t.C:
	case <-ctx.Done():
	}
}

// wait returns when a box moved on, and others had time to join it, or when a sweep is due.
func (w *worker) wait(ctx context.Context) {
	t := time.NewTimer(max(w.due().Sub(w.s.now()), leastPause))
	defer t.Stop()
	select {
	case <-w.s.marks.wake:
		w.rest(ctx, w.s.limits.Gather)
	case <-t.C:
	case <-ctx.Done():
	}
}
