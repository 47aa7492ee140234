package session

import "sync"

// goroutinesKept is how many goroutines wait for their next task. A request needs a deep stack; one that has grown already
// saves what growing it costs, a twentieth of a message.
const goroutinesKept = 64

// tasks are the goroutines that the server started.
type tasks struct {
	next  chan func()   // to a goroutine that waits for its next task
	ended chan struct{} // closed by stop: none waits any longer

	mu      sync.Mutex
	n       int           // tasks that run
	waiting int           // goroutines that wait for one
	idle    chan struct{} // closed when n is 0 after stopped; nil before
	stopped bool          // nothing is started any more
}

func newTasks() tasks { return tasks{next: make(chan func()), ended: make(chan struct{})} }

// spawn runs f in a goroutine that Close waits for; it returns false if the server has stopped.
func (s *Server) spawn(f func()) bool {
	t := &s.tasks
	t.mu.Lock()
	if t.stopped {
		t.mu.Unlock()
		return false
	}
	t.n++
	t.mu.Unlock()
	select {
	case t.next <- f:
	default:
		go t.work(f)
	}
	return true
}

// work runs f and then, if not enough others wait already, what comes next.
func (t *tasks) work(f func()) {
	for {
		f()
		if !t.done() {
			return
		}
		select {
		case f = <-t.next:
			t.mu.Lock()
			t.waiting--
			t.mu.Unlock()
		case <-t.ended:
			return
		}
	}
}

// done notes that a task is done, and reports whether its goroutine is to wait for another one.
func (t *tasks) done() (wait bool) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.n--
	if t.stopped {
		if t.n == 0 {
			close(t.idle)
		}
		return false
	}
	wait = t.waiting < goroutinesKept
	if wait {
		t.waiting++
	}
	return wait
}

// stop keeps further goroutines from being started; the channel is closed when all tasks have ended.
func (t *tasks) stop() <-chan struct{} {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.stopped, t.idle = true, make(chan struct{})
	close(t.ended)
	if t.n == 0 {
		close(t.idle)
	}
	return t.idle
}
