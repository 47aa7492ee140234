package lamplight

import "sync"

// Told is shared by all to whom an event is told, where they are many: whoever writes it first leaves it there for those who
// are told the same.
type Told struct {
	mu    sync.Mutex
	forms map[int]*form
}

type form struct {
	once  sync.Once
	bytes []byte
	err   error
}

// Form returns what make returned to the first who asked for a form of the event, such as a layer of the protocol. Others
// wait for that one. Nobody changes what it returns.
func (t *Told) Form(number int, make func() ([]byte, error)) ([]byte, error) {
	t.mu.Lock()
	f := t.forms[number]
	if f == nil {
		f = &form{}
		if t.forms == nil {
			t.forms = map[int]*form{}
		}
		t.forms[number] = f
	}
	t.mu.Unlock()
	f.once.Do(func() { f.bytes, f.err = make() })
	return f.bytes, f.err
}
