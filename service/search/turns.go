package search

import (
	"context"
	"sync"

	"lamplight"
)

// turns has few searches run at once, and of each account one. In a large box a single letter finds a great deal: whoever
// types such things waits for themselves, while the others still have turns.
type turns struct {
	any chan struct{} // as many as searches run

	mu  sync.Mutex
	own map[lamplight.UserID]*line // accounts that search, or wait to
}

// A line is of the searches of one account.
type line struct {
	first chan struct{} // holds one while the first of the line runs or waits for any
	long  int           // how many searches are in it
}

func newTurns(atOnce int) *turns {
	return &turns{any: make(chan struct{}, atOnce), own: map[lamplight.UserID]*line{}}
}

// take waits for the turn of a search and returns what ends it. It returns ctx's error if that ends first.
func (t *turns) take(ctx context.Context, user lamplight.UserID) (leave func(), err error) {
	l := t.join(user)
	select {
	case l.first <- struct{}{}:
	case <-ctx.Done():
		t.part(user, l)
		return nil, ctx.Err()
	}
	select {
	case t.any <- struct{}{}:
	case <-ctx.Done():
		<-l.first
		t.part(user, l)
		return nil, ctx.Err()
	}
	return func() {
		<-t.any
		<-l.first
		t.part(user, l)
	}, nil
}

func (t *turns) join(user lamplight.UserID) *line {
	t.mu.Lock()
	defer t.mu.Unlock()
	l := t.own[user]
	if l == nil {
		l = &line{first: make(chan struct{}, 1)}
		t.own[user] = l
	}
	l.long++
	return l
}

func (t *turns) part(user lamplight.UserID, l *line) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if l.long--; l.long == 0 {
		delete(t.own, user)
	}
}
