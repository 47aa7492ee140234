package session

import (
	"context"
	"errors"
	"slices"
	"sync"
	"sync/atomic"
	"time"

	"lamplight"
	"lamplight/edge/mtproto/crypt"
	"lamplight/edge/mtproto/handshake"
	"lamplight/edge/mtproto/rpc"
	"lamplight/edge/mtproto/transport"
)

// A key is what this node remembers of an auth key.
type key struct {
	id      lamplight.KeyID
	crypt   *crypt.Key
	temp    bool
	expires atomic.Int64 // unix seconds; of a temporary key
	dc      int
	// The salt that follows from the handshake, with which a client begins; good until then, in unix seconds.
	firstSalt, firstUntil atomic.Int64
	used                  atomic.Int64 // unix seconds of the last frame or call

	// Of a temporary key: the permanent one that it acts for, nil until bound; and how often that was tried.
	bound atomic.Pointer[key]
	binds account

	// Of a permanent key: who holds it. It is read again once changes is ahead of holder.changes.
	changes atomic.Int64
	holder  atomic.Pointer[holder]
	client  atomic.Pointer[rpc.Client] // what it last said of itself
	seen    atomic.Int64               // unix seconds of the last Options.Seen

	mu       sync.Mutex
	gone     bool
	sessions []*session // that envelopes of this key named
	floor    int64      // message ids up to it are not taken from a new session: they may be known to a forgotten one
	temps    []*key     // of a permanent key: those bound to it on this node
	updates  claims     // of a permanent key: which session is told what happens
}

// A holder is who holds a permanent key. It never changes.
type holder struct {
	changes int64 // key.changes when it was read
	user    lamplight.UserID
	device  lamplight.SessionID
	layer   int
	frozen  time.Time // until when the account may do nothing but read
	account *account
}

// noteMade remembers the first salt of a key that was made on a connection.
func (s *Server) noteMade(ctx context.Context, e *handshake.Exchange) error {
	id, salt := e.Made()
	if id == 0 {
		return nil
	}
	k, err := s.key(ctx, id)
	if err != nil {
		return err
	}
	if k.firstUntil.Load() == 0 {
		k.firstSalt.Store(salt)
		k.firstUntil.Store(s.o.Now().Add(firstSaltLife).Unix())
	}
	return nil
}

// validSalt reports whether a client may use salt with k.
func (s *Server) validSalt(k *key, salt int64, now time.Time) bool {
	return s.salts.Valid(k.crypt, salt, now) || now.Unix() < k.firstUntil.Load() && salt == k.firstSalt.Load()
}

// permanent returns the permanent key that k acts for: itself, or what it is bound to; nil for a temporary key that is
// not bound.
func (k *key) permanent() *key {
	if !k.temp {
		return k
	}
	return k.bound.Load()
}

// expired reports whether k is a temporary key past its time.
func (k *key) expired(now time.Time) bool { return k.temp && now.Unix() >= k.expires.Load() }

// key returns a key by its id, from memory or from Keys. It returns ErrKeyUnknown if there is none or if it expired.
func (s *Server) key(ctx context.Context, id lamplight.KeyID) (*key, error) {
	s.mu.Lock()
	k := s.keys[id]
	s.mu.Unlock()
	now := s.o.Now()
	if k == nil {
		var err error
		if k, err = s.readKey(ctx, id); err != nil {
			return nil, err
		}
	}
	if k.expired(now) {
		return nil, ErrKeyUnknown
	}
	k.used.Store(now.Unix())
	return k, nil
}

// readKey reads a key from Keys and remembers it.
func (s *Server) readKey(ctx context.Context, id lamplight.KeyID) (*key, error) {
	for range 3 {
		changes := s.keyChanges.of(id)
		before := changes.Load()
		a, err := s.o.Keys.Key(ctx, id)
		if err != nil {
			return nil, err
		}
		k := &key{id: id, crypt: crypt.NewKey(a.Value), temp: a.Temp, dc: a.DC}
		k.used.Store(s.o.Now().Unix())
		if a.Temp {
			k.expires.Store(a.Expires.Unix())
			if a.Bound != 0 {
				perm, err := s.key(ctx, a.Bound)
				switch {
				case err == nil && !perm.temp:
					k.bound.Store(perm)
				case err == nil || errors.Is(err, ErrKeyUnknown):
					return nil, ErrKeyUnknown
				default:
					return nil, err
				}
			}
		} else {
			k.holder.Store(&holder{user: a.User, device: a.Session, layer: a.Layer, frozen: a.Frozen, account: s.accountFor(a.User)})
		}

		s.mu.Lock()
		if first := s.keys[id]; first != nil {
			s.mu.Unlock()
			return first, nil // somebody was quicker
		}
		perm := k.bound.Load()
		if changes.Load() != before || perm != nil && s.keys[perm.id] != perm {
			s.mu.Unlock()
			continue // what was read may be what a hint has just made old
		}
		s.keys[id] = k
		if perm != nil {
			perm.addTemp(k) // before anybody can forget perm: who does forgets those bound to it
		}
		s.mu.Unlock()
		return k, nil
	}
	return nil, errBusy
}

// keyChanges counts changes of permanent keys while none of them may be remembered yet. Keys share counters, so that there
// is no end to look after: a change of another key costs a second reading, and so rarely that three in a row say that
// something else is wrong.
type keyChanges [4096]atomic.Int64

// of returns the counter of a key. Key ids are hashes, so their last bits are as good as any.
func (c *keyChanges) of(id lamplight.KeyID) *atomic.Int64 { return &c[uint64(id)%uint64(len(c))] }

// errBusy is a passing fault: a key changes faster than it can be read.
var errBusy = &lamplight.Error{Kind: lamplight.Unavailable, Code: "RPC_CALL_FAIL"}

// accountFor returns the account of a user, or a new one for a key that nobody signed in with.
func (s *Server) accountFor(user lamplight.UserID) *account {
	if user == 0 {
		return &account{}
	}
	return s.account(user)
}

func (k *key) addTemp(t *key) {
	k.mu.Lock()
	defer k.mu.Unlock()
	if !slices.Contains(k.temps, t) {
		k.temps = append(k.temps, t)
	}
}

// holder returns who holds the permanent key k, read anew if somebody said that it changed.
func (s *Server) holder(ctx context.Context, k *key) (*holder, error) {
	h := k.holder.Load()
	changes := k.changes.Load()
	if h.changes >= changes {
		return h, nil
	}
	a, err := s.o.Keys.Key(ctx, k.id)
	if err != nil {
		if errors.Is(err, ErrKeyUnknown) {
			s.keyGone(k.id)
		}
		return nil, err
	}
	next := &holder{changes: changes, user: a.User, device: a.Session, layer: a.Layer, frozen: a.Frozen, account: h.account}
	if a.User != h.user {
		next.account = s.accountFor(a.User)
	}
	for {
		old := k.holder.Load()
		if old.changes >= changes {
			return old, nil
		}
		if k.holder.CompareAndSwap(old, next) {
			return next, nil
		}
	}
}

// keyChanged is what Keys calls: what is known of a permanent key changed. It does not block.
func (s *Server) keyChanged(perm lamplight.KeyID, gone bool, events []lamplight.Event) {
	s.keyChanges.of(perm).Add(1)
	if gone {
		s.keyGone(perm)
		return
	}
	s.mu.Lock()
	k := s.keys[perm]
	s.mu.Unlock()
	if k == nil {
		return
	}
	k.changes.Add(1)
	if len(events) > 0 {
		for _, ss := range k.live() {
			ss.notify(events)
		}
	}
	if k.claimed() {
		// Somebody is told what happens in the account: find out whether it is still theirs.
		s.spawn(func() {
			ctx, cancel := context.WithTimeout(s.work, s.o.Limits.RequestTime)
			defer cancel()
			if err := s.checkClaims(ctx, k); err != nil {
				s.o.Log.Warn("session: key not read after it changed", "key", k.id, "err", err)
			}
		})
	}
}

// keyGone forgets a permanent key and those bound to it, and ends their connections.
func (s *Server) keyGone(id lamplight.KeyID) {
	s.mu.Lock()
	k := s.keys[id]
	delete(s.keys, id)
	s.mu.Unlock()
	if k == nil {
		return
	}
	live := k.live()
	k.mu.Lock()
	k.gone = true
	temps := k.temps
	k.mu.Unlock()
	k.dropClaims() // at once: a client that reads slowly keeps its connection open for a while
	s.mu.Lock()
	for _, t := range temps {
		if s.keys[t.id] == t {
			delete(s.keys, t.id)
		}
	}
	s.mu.Unlock()
	for _, ss := range live {
		c := ss.forget()
		ss.mu.Lock()
		ss.told, ss.tooLong = false, false
		ss.dropPushesLocked()
		ss.mu.Unlock()
		if c != nil {
			c.finish(transport.CodeKeyUnknown, "key gone")
		}
	}
}

// live returns the sessions of a permanent key and of the temporary ones bound to it.
func (k *key) live() []*session {
	k.mu.Lock()
	all := slices.Clone(k.sessions)
	temps := slices.Clone(k.temps)
	k.mu.Unlock()
	for _, t := range temps {
		t.mu.Lock()
		all = append(all, t.sessions...)
		t.mu.Unlock()
	}
	return all
}

// sweep forgets sessions that had no connection for long, and keys and accounts that nobody used for long.
func (s *Server) sweep(now time.Time) {
	old := now.Add(-s.o.Limits.SessionAge).Unix()
	s.mu.Lock()
	keys := make([]*key, 0, len(s.keys))
	for _, k := range s.keys {
		keys = append(keys, k)
	}
	for user, a := range s.accounts {
		if a.used.Load() < old && a.inFlight.Load() == 0 {
			delete(s.accounts, user)
		}
	}
	s.mu.Unlock()

	// Keys without sessions may be forgotten at any time, temporary ones first: they hold on to permanent ones.
	spare := len(keys) - s.o.Limits.KeysKept
	slices.SortFunc(keys, func(a, b *key) int {
		if a.temp != b.temp {
			if a.temp {
				return -1
			}
			return 1
		}
		return int(a.used.Load() - b.used.Load())
	})
	for _, k := range keys {
		k.forgetSessions(s, now)
		s.mu.Lock()
		k.mu.Lock()
		k.temps = slices.DeleteFunc(k.temps, func(t *key) bool { return s.keys[t.id] != t })
		if len(k.sessions) == 0 && len(k.temps) == 0 && (k.used.Load() < old || spare > 0) {
			k.gone = true
			spare--
			if s.keys[k.id] == k {
				delete(s.keys, k.id)
			}
		}
		k.mu.Unlock()
		s.mu.Unlock()
	}
}
