package sqlstore

import (
	"context"
	"database/sql"
	"sync"
	"sync/atomic"
)

// maxStatements is how many statements are kept prepared for each of SQLite's pools; each is some KiB on each connection.
const maxStatements = 192

// statements keeps statements of SQLite prepared: to read them anew each time would be a sixth of what a small transaction
// costs. They end with their connections. A statement is prepared between transactions, since the only connection that writes is busy within one.
type statements struct {
	db *sql.DB

	wants  atomic.Bool // wanted is not empty
	mu     sync.RWMutex
	known  map[string]*sql.Stmt // nil: it is wanted, or cannot be prepared
	wanted []string
}

func newStatements(db *sql.DB) *statements { return &statements{db: db, known: map[string]*sql.Stmt{}} }

// of returns the statement of a query if it is prepared; else nil, and it will be, if there is room.
func (s *statements) of(query string) *sql.Stmt {
	s.mu.RLock()
	st, ok := s.known[query]
	full := len(s.known) >= maxStatements
	s.mu.RUnlock()
	if ok || full {
		return st
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if _, ok := s.known[query]; !ok && len(s.known) < maxStatements {
		s.known[query] = nil
		s.wanted = append(s.wanted, query)
		s.wants.Store(true)
	}
	return nil
}

// prepare prepares what was wanted since the last time. What cannot be prepared is run as it is, and says then why not.
func (s *statements) prepare(ctx context.Context) {
	if !s.wants.Load() {
		return
	}
	s.mu.Lock()
	wanted := s.wanted
	s.wanted = nil
	s.wants.Store(false)
	s.mu.Unlock()
	for i, query := range wanted {
		st, err := s.db.PrepareContext(ctx, query)
		s.mu.Lock()
		switch {
		case err == nil:
			s.known[query] = st
		case ctx.Err() != nil: // nobody's fault: whoever needs one of these wants it again
			for _, q := range wanted[i:] {
				delete(s.known, q)
			}
		}
		s.mu.Unlock()
		if ctx.Err() != nil {
			return
		}
	}
}
