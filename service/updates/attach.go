package updates

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"sync"

	"lamplight"
)

// An attachment is one session's wish to be told.
type attachment struct {
	session lamplight.SessionID
	sink    func([]lamplight.Event)
}

// Attach calls sink with what happens in user's box from now on, in the order of the box, until detach is called.
// Events that session caused are left out. An empty list says that some cannot be told any more: the client has to
// ask for the difference (updatesTooLong).
//
// sink must not block: whose queue is full ends the connection, and its client catches up by difference. It is never
// called twice at once, nor after detach returned, and must not change what it is given. It must not call detach.
func (s *Service) Attach(
	ctx context.Context, user lamplight.UserID, session lamplight.SessionID, sink func([]lamplight.Event),
) (detach func(), err error) {
	box := lamplight.AccountBox(user)
	watchers, err := s.acquire(ctx, box)
	if err != nil {
		return nil, err
	}
	w := watchers[0]
	a := &attachment{session: session, sink: sink}
	detach = sync.OnceFunc(func() { s.detach(w, a) })
	w.mu.Lock()
	w.sinks = append(w.sinks, a)
	first := !w.followed
	w.mu.Unlock()
	if first {
		if err := s.follow(ctx, w); err != nil {
			detach()
			return nil, err
		}
		w.mu.Lock()
		w.followed = true
		w.mu.Unlock()
	}
	return detach, nil
}

// acquire returns the watchers of boxes, in their order, and has each kept until it is released. What nobody watched yet is
// begun, all of it at once.
func (s *Service) acquire(ctx context.Context, ids ...lamplight.BoxID) ([]*watcher, error) {
	for {
		all, fresh := make([]*watcher, len(ids)), []*watcher(nil)
		s.mu.Lock()
		for i, id := range ids {
			w := s.watched[id]
			if w == nil {
				w = &watcher{s: s, box: id, started: make(chan struct{})}
				s.watched[id] = w
				fresh = append(fresh, w)
			}
			w.refs++
			all[i] = w
		}
		s.mu.Unlock()
		s.start(ctx, fresh)
		err := s.await(ctx, all)
		if err == nil {
			return all, nil
		}
		for _, w := range all {
			s.release(w)
		}
		gaveUp := errors.Is(err, context.Canceled) || errors.Is(err, context.DeadlineExceeded)
		if !gaveUp || ctx.Err() != nil {
			return nil, err
		}
		// Who came first gave up, not we.
	}
}

// await waits until watchers have begun.
func (s *Service) await(ctx context.Context, all []*watcher) error {
	for _, w := range all {
		select {
		case <-w.started:
		case <-ctx.Done():
			return ctx.Err()
		}
		if w.failed != nil {
			return fmt.Errorf("watch box %d: %w", w.box, w.failed)
		}
	}
	return nil
}

// detach takes a off w, and w off the bus with its last one.
func (s *Service) detach(w *watcher, a *attachment) {
	w.mu.Lock()
	if i := slices.Index(w.sinks, a); i >= 0 {
		w.sinks = slices.Delete(w.sinks, i, i+1)
	}
	w.mu.Unlock()
	s.release(w)
}

// release gives back what acquire took.
func (s *Service) release(w *watcher) {
	s.mu.Lock()
	w.refs--
	last := w.refs == 0
	if last && s.watched[w.box] == w {
		delete(s.watched, w.box)
	}
	if last {
		delete(s.visited, w)
	}
	s.mu.Unlock()
	if last {
		<-w.started
		w.stop()
		w.forget()
	}
}
