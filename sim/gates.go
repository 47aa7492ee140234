package sim

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"
	"sync"

	"lamplight"
	"lamplight/boxes"
)

// errCrashed is what every call gets once the server it was made to is gone. No client ever sees it.
var errCrashed = errors.New("sim: the server is gone")

// Gates are where the goroutines of a server wait until it is their turn: before each call to the boxes, and after each
// append before its caller learns of it. Between two gates one goroutine runs alone, so the order in which they pass is
// the order in which things happen, and the seed chooses it.
type gates struct {
	mu   sync.Mutex
	list []*waiter
	shut bool
}

// A waiter is a goroutine at a gate.
type waiter struct {
	name  string
	group *boxes.Group // what it is about to append, nil if it is not
	task  *task
	pass  chan error
}

// A task is what a goroutine is doing, carried by its context. Calls without a task pass every gate: the judge's.
type task struct {
	name   string
	act    *act // nil if it is no act of a person
	server bool // the server does it for itself
}

type taskKey struct{}

func withTask(ctx context.Context, t *task) context.Context {
	return context.WithValue(ctx, taskKey{}, t)
}

func taskOf(ctx context.Context) *task {
	t, _ := ctx.Value(taskKey{}).(*task)
	return t
}

// wait returns when it is the caller's turn.
func (g *gates) wait(ctx context.Context, what string, box lamplight.BoxID, group *boxes.Group) error {
	t := taskOf(ctx)
	if t == nil {
		return nil
	}
	// Names are unique: a task makes one call at a time, and the readers of service/updates read one box each.
	w := &waiter{name: fmt.Sprintf("%s %s %d", t.name, what, box), group: group, task: t, pass: make(chan error, 1)}
	g.mu.Lock()
	if g.shut {
		g.mu.Unlock()
		return errCrashed
	}
	g.list = append(g.list, w)
	g.mu.Unlock()
	select {
	case err := <-w.pass:
		return err
	case <-ctx.Done():
		g.mu.Lock()
		defer g.mu.Unlock()
		g.list = slices.DeleteFunc(g.list, func(o *waiter) bool { return o == w })
		return ctx.Err()
	}
}

// waiting returns who waits, in an order that does not depend on who came first.
func (g *gates) waiting() []*waiter {
	g.mu.Lock()
	defer g.mu.Unlock()
	slices.SortStableFunc(g.list, func(a, b *waiter) int { return cmp.Compare(a.name, b.name) })
	return slices.Clone(g.list)
}

// let lets a waiter pass.
func (g *gates) let(w *waiter) {
	g.mu.Lock()
	g.list = slices.DeleteFunc(g.list, func(o *waiter) bool { return o == w })
	g.mu.Unlock()
	w.pass <- nil
}

// close sends everybody away, and whoever comes later.
func (g *gates) close() {
	g.mu.Lock()
	defer g.mu.Unlock()
	g.shut = true
	for _, w := range g.list {
		w.pass <- errCrashed
	}
	g.list = nil
}
