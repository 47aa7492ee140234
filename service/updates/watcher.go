package updates

import (
	"cmp"
	"context"
	"slices"
	"sync"
	"sync/atomic"
	"time"

	"lamplight"
	"lamplight/boxes"
	"lamplight/bus"
)

// A watcher stands for one box that has live sessions.
type watcher struct {
	s       *Service
	box     lamplight.BoxID
	refs    int           // under Service.mu
	queued  bool          // under Service.mu: it waits to be read
	started chan struct{} // closed once stop and failed are set
	stop    func()
	failed  error

	mu    sync.Mutex // held while sinks are called, which keeps the order
	ready bool       // pts and seq are known
	sinks []*attachment
	pts   lamplight.PTS // delivered up to here
	at    atomic.Int32  // the same, for others to look at
	seq   int64
	// What was heard of, and may not be delivered yet.
	headPTS lamplight.PTS
	headSeq int64
	pending []lamplight.Event // came before its turn
	waiting bool              // a reading is due after GapWait

	// Of a channel's box: the accounts with live sessions here that are told of it.
	members []*watcher

	// Of an account's box. While somebody changes what it follows, joining is there, and closed at the end; mu is held as
	// long as each step of that takes.
	joining  chan struct{}
	follows  *following
	changes  uint32 // of what it may follow, that were heard of
	stale    bool   // what it follows has to be read anew
	followed bool   // it was read once
	over     bool   // its last session has ended
}

// start has watchers begin to listen and then looks where their boxes are, in this order, so that nothing falls in between.
func (s *Service) start(ctx context.Context, fresh []*watcher) {
	for _, w := range fresh {
		w.stop = s.bus.Watch(w.box, w.hint)
	}
	for len(fresh) > 0 {
		some := fresh[:min(len(fresh), sweepBatch)]
		fresh = fresh[len(some):]
		ids := make([]lamplight.BoxID, len(some))
		for i, w := range some {
			ids[i] = w.box
		}
		heads, err := s.log.Heads(ctx, ids...)
		for i, w := range some {
			if err != nil {
				w.fail(err)
			} else {
				w.begin(heads[i])
			}
			close(w.started)
		}
	}
}

// fail says that a watcher did not begin. Whoever comes next tries anew.
func (w *watcher) fail(err error) {
	w.s.mu.Lock()
	if w.s.watched[w.box] == w {
		delete(w.s.watched, w.box)
	}
	w.s.mu.Unlock()
	w.failed = err
}

// begin takes where the box is.
func (w *watcher) begin(h boxes.Head) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.pts, w.seq, w.ready = h.PTS, h.Seq, true
	w.at.Store(int32(h.PTS))
	w.drain()
}

// hint takes what the bus says.
func (w *watcher) hint(h bus.Hint) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.headPTS, w.headSeq = max(w.headPTS, h.PTS), max(w.headSeq, h.Seq)
	if w.inTurn(h.Events) {
		// The common case: nothing waits, and what comes is what comes next.
		for i := range h.Events {
			w.advance(&h.Events[i])
		}
		w.deliver(h.Events)
	} else {
		w.keep(h.Events)
		w.drain()
	}
	w.mind(len(h.Events) == 0)
}

// inTurn reports whether events can be delivered as they are: each is the next one, or not stored at all.
func (w *watcher) inTurn(events []lamplight.Event) bool {
	if !w.ready || len(w.pending) > 0 {
		return false
	}
	pts, seq := w.pts, w.seq
	for i := range events {
		switch e := &events[i]; {
		case !e.Kind.Stored():
		case e.Kind.CarriesPTS():
			if e.PTS-lamplight.PTS(e.Count) != pts {
				return false
			}
			pts = e.PTS
		default:
			if e.Seq != seq+1 || borrows(e.Kind) {
				return false
			}
			seq = e.Seq
		}
	}
	return true
}

// keep delivers what is not stored, and holds the rest until its turn. Above Limits.Pending it forgets the lot: the
// box has it.
func (w *watcher) keep(events []lamplight.Event) {
	var passing []lamplight.Event
	for _, e := range events {
		switch {
		case !e.Kind.Stored():
			passing = append(passing, e)
		case len(w.pending) < w.s.limits.Pending:
			w.pending = append(w.pending, e)
		default:
			w.pending = nil
		}
	}
	if w.ready {
		w.deliver(passing)
	}
}

// drain delivers what is held as far as it is in turn, and forgets what was delivered before.
func (w *watcher) drain() {
	if !w.ready || len(w.pending) == 0 {
		return
	}
	slices.SortStableFunc(w.pending, func(a, b lamplight.Event) int {
		return cmp.Or(cmp.Compare(a.PTS, b.PTS), cmp.Compare(a.Seq, b.Seq))
	})
	var out []lamplight.Event
	rest := w.pending[:0]
	for _, e := range w.pending {
		switch {
		case e.Kind.CarriesPTS() && e.PTS <= w.pts, !e.Kind.CarriesPTS() && e.Seq <= w.seq:
		case e.Kind.CarriesPTS() && e.PTS-lamplight.PTS(e.Count) == w.pts, !e.Kind.CarriesPTS() && e.Seq == w.seq+1:
			w.advance(&e)
			out = append(out, e)
		default:
			rest = append(rest, e)
		}
	}
	clear(w.pending[len(rest):])
	if w.pending = rest; len(rest) == 0 {
		w.pending = nil
	}
	w.deliver(out)
}

// advance moves on to e, which is about to be delivered.
func (w *watcher) advance(e *lamplight.Event) {
	switch {
	case !e.Kind.Stored():
	case e.Kind.CarriesPTS():
		w.pts = e.PTS
		w.at.Store(int32(e.PTS))
	default:
		w.seq = e.Seq
		switch {
		case e.Kind == lamplight.EventReadChannel:
			e.PTS = w.s.positionOf(lamplight.ChannelBox(e.Peer.Channel()))
		case borrows(e.Kind):
			e.PTS = w.pts
		}
	}
}

// borrows reports whether the update of an event without pts carries one that it does not move: the one that the client
// is at in that box.
func borrows(k lamplight.EventKind) bool {
	switch k {
	case lamplight.EventDialogFolder, lamplight.EventReadContents, lamplight.EventPage, lamplight.EventReadChannel:
		return true
	}
	return false
}

// positionOf returns how far a box was told here, 0 if nobody here is told of it.
func (s *Service) positionOf(box lamplight.BoxID) lamplight.PTS {
	s.mu.Lock()
	defer s.mu.Unlock()
	if w := s.watched[box]; w != nil {
		return lamplight.PTS(w.at.Load())
	}
	return 0
}

// deliver hands events to every session but for those it caused itself. What is held back is told to nobody here.
func (w *watcher) deliver(events []lamplight.Event) {
	if slices.ContainsFunc(events, held) {
		events = slices.DeleteFunc(slices.Clone(events), held)
	}
	if len(events) == 0 {
		return
	}
	if w.box.Channel() != 0 {
		w.spread(events)
		return
	}
	w.doubtful(events)
	for _, a := range w.sinks {
		if list := others(events, a.session); len(list) > 0 {
			a.sink(list)
		}
	}
}

// held reports whether an event tells of a message that only its sender knows of.
func held(e lamplight.Event) bool { return e.Message != nil && e.Message.Held }

// spread hands events of a channel to the accounts that follow it. Where these are many, they share what is written.
func (w *watcher) spread(events []lamplight.Event) {
	if len(w.members) >= max(w.s.limits.Many, 1) {
		events = slices.Clone(events)
		for i := range events {
			events[i].Told = new(lamplight.Told)
		}
	}
	typing := slices.ContainsFunc(events, func(e lamplight.Event) bool { return e.Kind == lamplight.EventTyping })
	for _, account := range w.members {
		account.pass(w, events, typing)
	}
}

// others returns the events that session did not cause. Mostly it caused none or all of them.
func others(events []lamplight.Event, session lamplight.SessionID) []lamplight.Event {
	own := func(e lamplight.Event) bool { return session != 0 && e.Origin == session }
	switch n := count(events, own); n {
	case 0:
		return events
	case len(events):
		return nil
	default:
		return slices.DeleteFunc(slices.Clone(events), own)
	}
}

func count(events []lamplight.Event, f func(lamplight.Event) bool) int {
	n := 0
	for i := range events {
		if f(events[i]) {
			n++
		}
	}
	return n
}

// mind has the box read if something is missing: at once if nothing is under way, else after what may yet come.
func (w *watcher) mind(now bool) {
	if !w.ready || !w.behind() {
		return
	}
	if now {
		w.s.enqueue(w)
		return
	}
	if w.waiting {
		return
	}
	w.waiting = true
	time.AfterFunc(w.s.limits.GapWait, func() {
		w.mu.Lock()
		w.waiting = false
		behind := w.behind()
		w.mu.Unlock()
		if behind {
			w.s.enqueue(w)
		}
	})
}

func (w *watcher) behind() bool { return w.pts < w.headPTS || w.seq < w.headSeq || w.stale }
