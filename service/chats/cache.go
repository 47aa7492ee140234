package chats

import (
	"slices"
	"sync"
	"sync/atomic"
	"time"

	"lamplight"
)

// generations is how many counters stand for all chats and accounts: two may share one, which costs a look at the store.
const generations = 1 << 12

// A cache remembers for a moment what accounts are to chats: every message and every read asks. An entry holds while
// neither of the two changed here, and for Limits.CachedFor at most, so that another node's change is seen too.
type cache struct {
	size  int
	life  time.Duration
	now   func() time.Time
	chats [generations]atomic.Uint64
	pairs [generations]atomic.Uint64
	mu    sync.Mutex
	seen  map[pair]entry
	in    map[lamplight.UserID]joined
	who   map[lamplight.Peer]present
}

type pair struct {
	viewer lamplight.UserID
	chat   lamplight.Peer
}

type entry struct {
	seen    seen
	until   time.Time
	version uint64
}

// joined are the channels that an account is in.
type joined struct {
	channels []lamplight.ChannelID
	until    time.Time
	version  uint64
}

// present is who is in a basic group.
type present struct {
	users   []lamplight.UserID
	until   time.Time
	version uint64
}

func newCache(size int, life time.Duration, now func() time.Time) *cache {
	return &cache{
		size: size, life: life, now: now, seen: map[pair]entry{}, in: map[lamplight.UserID]joined{},
		who: map[lamplight.Peer]present{},
	}
}

func (c *cache) chatSlot(p lamplight.Peer) *atomic.Uint64 {
	return &c.chats[(uint64(p.ID)*31+uint64(p.Kind))%generations]
}

func (c *cache) pairSlot(p pair) *atomic.Uint64 {
	return &c.pairs[(uint64(p.chat.ID)*31+uint64(p.chat.Kind)+uint64(p.viewer)*1_000_003)%generations]
}

// version changes whenever the chat, or what the viewer is in it, is forgotten.
func (c *cache) version(p pair) uint64 { return c.chatSlot(p.chat).Load() + c.pairSlot(p).Load() }

// userVersion changes whenever what an account is in any chat is forgotten.
func (c *cache) userVersion(u lamplight.UserID) uint64 { return c.pairSlot(pair{viewer: u}).Load() }

// forgetChat drops what is remembered of a chat, for everybody.
func (c *cache) forgetChat(p lamplight.Peer) { c.chatSlot(p).Add(1) }

// forget drops what is remembered of what an account is in a chat, and who is in it.
func (c *cache) forget(chat lamplight.Peer, users ...lamplight.UserID) {
	for _, u := range users {
		c.pairSlot(pair{u, chat}).Add(1)
		c.pairSlot(pair{viewer: u}).Add(1)
	}
	c.pairSlot(pair{chat: chat}).Add(1)
}

func (c *cache) get(p pair) (seen, bool) {
	version, now := c.version(p), c.now()
	c.mu.Lock()
	e, ok := c.seen[p]
	c.mu.Unlock()
	if !ok || e.version != version || now.After(e.until) {
		return seen{}, false
	}
	return e.seen, true
}

// put remembers what was read after version was.
func (c *cache) put(p pair, s seen, version uint64) {
	e := entry{seen: s, until: c.now().Add(c.life), version: version}
	c.mu.Lock()
	defer c.mu.Unlock()
	makeRoom(c.seen, c.size)
	c.seen[p] = e
}

// forgetUser drops what is remembered of which chats an account is in.
func (c *cache) forgetUser(u lamplight.UserID) { c.pairSlot(pair{viewer: u}).Add(1) }

// channels returns the channels that an account is in, if that is remembered.
func (c *cache) channels(u lamplight.UserID) ([]lamplight.ChannelID, bool) {
	version, now := c.userVersion(u), c.now()
	c.mu.Lock()
	j, ok := c.in[u]
	c.mu.Unlock()
	if !ok || j.version != version || now.After(j.until) {
		return nil, false
	}
	return slices.Clone(j.channels), true
}

func (c *cache) putChannels(u lamplight.UserID, ids []lamplight.ChannelID, version uint64) {
	j := joined{channels: ids, until: c.now().Add(c.life), version: version}
	c.mu.Lock()
	defer c.mu.Unlock()
	makeRoom(c.in, c.size/joinedRoom)
	c.in[u] = j
}

// joinedRoom and presentRoom are how many times fewer lists than pairs are kept: each is as long as some hundred pairs.
const joinedRoom, presentRoom = 16, 64

// present returns who is in a basic group, if that is remembered.
func (c *cache) present(p lamplight.Peer) ([]lamplight.UserID, bool) {
	version, now := c.version(pair{0, p}), c.now()
	c.mu.Lock()
	w, ok := c.who[p]
	c.mu.Unlock()
	if !ok || w.version != version || now.After(w.until) {
		return nil, false
	}
	return slices.Clone(w.users), true
}

func (c *cache) putPresent(p lamplight.Peer, users []lamplight.UserID, version uint64) {
	w := present{users: users, until: c.now().Add(c.life), version: version}
	c.mu.Lock()
	defer c.mu.Unlock()
	makeRoom(c.who, c.size/presentRoom)
	c.who[p] = w
}

// makeRoom drops a part of m if it has size entries. They live a moment: to drop whichever come first is as good as any
// order, and needs no list.
func makeRoom[K comparable, V any](m map[K]V, size int) {
	if len(m) < max(size, 1) {
		return
	}
	drop := size / 16
	for old := range m {
		delete(m, old)
		if drop--; drop <= 0 {
			return
		}
	}
}
