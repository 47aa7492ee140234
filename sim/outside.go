package sim

import "sync"

// An outside runs functions in a goroutine of its own that is no part of the bubble in which the messenger lives. The
// stores live there: their goroutines, files and sockets know nothing of the bubble's time, and while one of them is
// asked, the bubble's time stands still.
type outside struct {
	mu   sync.Mutex
	ask  chan func()
	done chan any // what the function panicked with, nil if it did not
}

// newOutside must be called outside the bubble. end ends the goroutine.
func newOutside() (o *outside, end func()) {
	o = &outside{ask: make(chan func()), done: make(chan any)}
	go func() {
		for f := range o.ask {
			o.done <- guarded(f)
		}
	}()
	return o, func() { close(o.ask) }
}

func guarded(f func()) (panicked any) {
	defer func() { panicked = recover() }()
	f()
	return nil
}

// do returns once f did.
func (o *outside) do(f func()) {
	o.mu.Lock()
	defer o.mu.Unlock()
	o.ask <- f
	if p := <-o.done; p != nil {
		panic(p)
	}
}
