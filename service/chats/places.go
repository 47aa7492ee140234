package chats

import (
	"sync"
	"time"

	"lamplight"
	"lamplight/store"
)

const (
	// placesKept is how many places in lists of members are remembered, and placeLife for how long: clients read such a list
	// page after page, or not at all.
	placesKept = 4096
	placeLife  = time.Minute
	// placesFrom is the first place that is remembered: up to there it is cheap to count, and exact whatever happens.
	placesFrom = 1000
)

// places remembers where pages of lists of members ended. Clients ask for the page that begins with the nth member: to
// count n rows of 200,000 costs more than the page, and who comes meanwhile would shift the list under the reader.
type places struct {
	now func() time.Time
	mu  sync.Mutex
	at  map[place]ending
}

// A place is the nth member of a chat's list.
type place struct {
	chat lamplight.Peer
	n    int
}

// An ending is the last member before a place.
type ending struct {
	member store.MemberMark
	until  time.Time
}

func newPlaces(now func() time.Time) *places { return &places{now: now, at: map[place]ending{}} }

// query returns the query for a page, by the place where the one before ended, if that is known.
func (p *places) query(chat lamplight.Peer, offset, limit int) store.MemberQuery {
	q := store.MemberQuery{Filter: store.MembersAll, Offset: offset, Limit: limit}
	p.mu.Lock()
	defer p.mu.Unlock()
	if e, ok := p.at[place{chat, offset}]; ok && p.now().Before(e.until) {
		q.Offset, q.Behind = 0, e.member
	}
	return q
}

// note remembers where a page ended.
func (p *places) note(chat lamplight.Peer, offset int, page []store.Member) {
	if len(page) == 0 || offset+len(page) < placesFrom {
		return
	}
	last := page[len(page)-1]
	p.mu.Lock()
	defer p.mu.Unlock()
	makeRoom(p.at, placesKept)
	p.at[place{chat, offset + len(page)}] = ending{store.MemberMark{At: last.Joined, User: last.User}, p.now().Add(placeLife)}
}
