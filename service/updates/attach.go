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
	s.mu.Lock()
	w := s.watched[box]
	first := w == nil
	if first {
		w = &watcher{s: s, box: box, started: make(chan struct{})}
		s.watched[box] = w
	}
	w.refs++
	s.mu.Unlock()

	a := &attachment{session: session, sink: sink}
	detach = sync.OnceFunc(func() { s.detach(w, a) })
	if first {
		w.start(ctx)
	}
	select {
	case <-w.started:
	case <-ctx.Done():
		detach()
		return nil, ctx.Err()
	}
	if w.failed != nil {
		detach()
		gaveUp := errors.Is(w.failed, context.Canceled) || errors.Is(w.failed, context.DeadlineExceeded)
		if gaveUp && ctx.Err() == nil {
			return s.Attach(ctx, user, session, sink) // who came first gave up, not we
		}
		return nil, fmt.Errorf("watch box %d: %w", box, w.failed)
	}
	w.mu.Lock()
	w.sinks = append(w.sinks, a)
	w.mu.Unlock()
	return detach, nil
}

// detach takes a off w, and w off the bus with its last one.
func (s *Service) detach(w *watcher, a *attachment) {
	w.mu.Lock()
	if i := slices.Index(w.sinks, a); i >= 0 {
		w.sinks = slices.Delete(w.sinks, i, i+1)
	}
	w.mu.Unlock()

	s.mu.Lock()
	w.refs--
	last := w.refs == 0
	if last && s.watched[w.box] == w {
		delete(s.watched, w.box)
	}
	s.mu.Unlock()
	if last {
		<-w.started
		w.stop()
	}
}
