package chats

import (
	"sync"
	"time"

	"lamplight"
)

// authors remembers for a moment as whom accounts write: every message to a supergroup asks.
type authors struct {
	size int
	life time.Duration
	now  func() time.Time

	mu      sync.Mutex
	version uint64 // rises with what is forgotten: what was read before is not remembered after
	known   map[lamplight.UserID]knownAuthors
}

type knownAuthors struct {
	all   sendAs // is not changed once it is here
	until time.Time
}

func newAuthors(size int, life time.Duration, now func() time.Time) *authors {
	return &authors{size: size, life: life, now: now, known: map[lamplight.UserID]knownAuthors{}}
}

// of returns what an account chose, and reads it if it is not remembered.
func (a *authors) of(user lamplight.UserID, read func() (sendAs, error)) (sendAs, error) {
	now := a.now()
	a.mu.Lock()
	k, ok := a.known[user]
	version := a.version
	a.mu.Unlock()
	if ok && now.Before(k.until) {
		return k.all, nil
	}
	all, err := read()
	if err != nil {
		return nil, err
	}
	a.mu.Lock()
	defer a.mu.Unlock()
	if a.version == version {
		makeRoom(a.known, a.size)
		a.known[user] = knownAuthors{all, now.Add(a.life)}
	}
	return all, nil
}

func (a *authors) forget(user lamplight.UserID) {
	a.mu.Lock()
	defer a.mu.Unlock()
	a.version++
	delete(a.known, user)
}
