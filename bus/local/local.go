// Package local is the bus of one process. Hints are handed on in the goroutine of who tells them, so there is no queue
// that could overflow and no goroutine that has to end; a box that nobody watches costs one look into a map.
package local

import (
	"context"
	"slices"
	"sync"
	"sync/atomic"

	"lamplight"
	"lamplight/bus"
)

// shards is how many parts the map of watched boxes has, so that sessions that come and go on different boxes do not
// wait for each other.
const shards = 64

// New returns a bus for this process.
func New() bus.Bus {
	b := &local{}
	for i := range b.boxes {
		b.boxes[i].of = map[lamplight.BoxID][]*watch[bus.Hint]{}
	}
	return b
}

type local struct {
	boxes [shards]struct {
		sync.RWMutex
		of map[lamplight.BoxID][]*watch[bus.Hint] // slices are replaced, never changed: they are read without the lock
	}
	keys struct {
		sync.RWMutex
		all []*watch[bus.KeyHint]
	}
	closed atomic.Bool
}

// A watch is one who watches.
type watch[H any] struct {
	f       func(H)
	stopped atomic.Bool
}

func tell[H any](ws []*watch[H], h H) {
	for _, w := range ws {
		if !w.stopped.Load() {
			w.f(h)
		}
	}
}

// with and without return a new slice.
func with[H any](ws []*watch[H], w *watch[H]) []*watch[H] {
	return append(ws[:len(ws):len(ws)], w)
}

func without[H any](ws []*watch[H], w *watch[H]) []*watch[H] {
	return slices.DeleteFunc(slices.Clone(ws), func(o *watch[H]) bool { return o == w })
}

// Tell implements bus.Bus. It returns once every handler did.
func (b *local) Tell(_ context.Context, h bus.Hint) error {
	if b.closed.Load() {
		return bus.ErrClosed
	}
	s := &b.boxes[shard(h.Box)]
	s.RLock()
	ws := s.of[h.Box]
	s.RUnlock()
	tell(ws, h)
	return nil
}

// Watch implements bus.Bus.
func (b *local) Watch(box lamplight.BoxID, f func(bus.Hint)) (stop func()) {
	w := &watch[bus.Hint]{f: f}
	s := &b.boxes[shard(box)]
	s.Lock()
	s.of[box] = with(s.of[box], w)
	s.Unlock()
	return func() {
		if w.stopped.Swap(true) {
			return
		}
		s.Lock()
		defer s.Unlock()
		if ws := without(s.of[box], w); len(ws) > 0 {
			s.of[box] = ws
		} else {
			delete(s.of, box)
		}
	}
}

// TellKey implements bus.Bus. It returns once every handler did.
func (b *local) TellKey(_ context.Context, h bus.KeyHint) error {
	if b.closed.Load() {
		return bus.ErrClosed
	}
	b.keys.RLock()
	ws := b.keys.all
	b.keys.RUnlock()
	tell(ws, h)
	return nil
}

// WatchKeys implements bus.Bus.
func (b *local) WatchKeys(f func(bus.KeyHint)) (stop func()) {
	w := &watch[bus.KeyHint]{f: f}
	b.keys.Lock()
	b.keys.all = with(b.keys.all, w)
	b.keys.Unlock()
	return func() {
		if w.stopped.Swap(true) {
			return
		}
		b.keys.Lock()
		b.keys.all = without(b.keys.all, w)
		b.keys.Unlock()
	}
}

// Ready implements bus.Bus.
func (b *local) Ready(context.Context) error {
	if b.closed.Load() {
		return bus.ErrClosed
	}
	return nil
}

// Close implements bus.Bus. Nothing that is told later reaches anybody.
func (b *local) Close() error {
	if b.closed.Swap(true) {
		return bus.ErrClosed
	}
	return nil
}

// shard spreads boxes evenly, also where ids follow each other (Fibonacci hashing, top six bits).
func shard(box lamplight.BoxID) int { return int(uint64(box) * 0x9e3779b97f4a7c15 >> 58) }
