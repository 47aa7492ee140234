package session

import (
	"slices"
	"sync"
	"time"

	"lamplight"
	"lamplight/edge/mtproto/crypt"
	"lamplight/edge/mtproto/layers"
	"lamplight/edge/mtproto/rpc"
)

// A session is an MTProto session: a random number that a client chose, under one key. It numbers messages in both
// directions, knows which ones it has seen, and keeps answers until the client has acknowledged them.
//
// What is not needed while nothing happens is nil: an idle session is small.
type session struct {
	srv *Server
	key *key
	id  int64

	mu      sync.Mutex
	conn    *conn // where it was heard of last; nil while there is none
	idle    int64 // unix seconds since when there is none
	created bool  // new_session_created was queued

	// What came in (ids.go).
	seen    []int64 // ids of messages, ascending; their low two bits say what became of them
	floor   int64   // ids up to it are forgotten
	topID   int64   // the request with the highest id, and its seqno
	topSeq  int32
	acks    []int64 // to be acknowledged
	ackWait *time.Timer

	// What is being done (requests.go).
	queue   []*request // waiting and running, in the order of arrival
	reads   int        // running that are not writes
	writes  int        // running that are
	inBytes int
	room    chan struct{} // closed when a request ends; nil if nobody waits

	// What goes out (outbound.go).
	ids       crypt.MsgIDs
	content   int32      // content-related messages sent
	out       []outbound // not written yet
	outBytes  int
	pushBytes int         // of pushes among them
	sent      []*outbound // written, not acknowledged; ascending by id
	sentBytes int
	again     int   // how many of them are to be written again
	kept      int64 // bytes of out and sent that count in Server.kept
	gone      bool  // forgotten: nobody comes back for them

	// Who speaks (requests.go).
	layer  int         // last said on this session; 0 if none
	client *rpc.Client // last said on this session; nil if none

	// What it is told of by itself (push.go).
	main      bool // made a call that only the main session of a client makes
	told      bool // was told of updates at some time
	viewer    lamplight.UserID
	events    []lamplight.Event
	rendering bool
	tooLong   bool // has to be told to ask for the difference
}

// session returns the session of key k with that id, and makes it if there is none. It returns nil if the key was
// forgotten meanwhile: look it up again.
func (s *Server) session(k *key, id int64) *session {
	k.mu.Lock()
	if k.gone {
		k.mu.Unlock()
		return nil
	}
	for _, ss := range k.sessions {
		if ss.id == id {
			k.mu.Unlock()
			return ss
		}
	}
	var oldest *session
	if len(k.sessions) >= s.o.Limits.SessionsPerKey {
		oldest = k.forgetOldest(s)
	}
	ss := &session{srv: s, key: k, id: id, floor: max(k.floor, s.started)}
	ss.idle = s.o.Now().Unix()
	k.sessions = append(k.sessions, ss)
	s.m.sessions.Inc()
	k.mu.Unlock()
	if oldest != nil {
		oldest.part()
	}
	return ss
}

// forgetOldest makes room for a session: the one without a connection for longest goes, or the first one. It returns
// which, for it may still have a connection (part). k.mu is held.
func (k *key) forgetOldest(s *Server) *session {
	oldest := 0
	for i, ss := range k.sessions {
		if ss.idleSince() != 0 && (k.sessions[oldest].idleSince() == 0 || ss.idleSince() < k.sessions[oldest].idleSince()) {
			oldest = i
		}
	}
	ss := k.sessions[oldest]
	k.floor = max(k.floor, ss.top())
	k.sessions = slices.Delete(k.sessions, oldest, oldest+1)
	s.m.sessions.Dec()
	return ss
}

// forgetSessions forgets those that had no connection for long.
func (k *key) forgetSessions(s *Server, now time.Time) {
	k.mu.Lock()
	defer k.mu.Unlock()
	if k.sessions == nil {
		return
	}
	old := now.Add(-s.o.Limits.SessionAge).Unix()
	k.sessions = slices.DeleteFunc(k.sessions, func(ss *session) bool {
		since := ss.idleSince()
		if since == 0 || since > old {
			return false
		}
		s.m.sessions.Dec()
		ss.forget()
		return true
	})
	if len(k.sessions) == 0 {
		k.sessions = nil
	}
}

// destroySession forgets a session by its id; it returns false if there is none. Its ids are not taken again.
func (k *key) destroySession(s *Server, id int64) bool {
	k.mu.Lock()
	i := slices.IndexFunc(k.sessions, func(ss *session) bool { return ss.id == id })
	if i < 0 {
		k.mu.Unlock()
		return false
	}
	ss := k.sessions[i]
	k.floor = max(k.floor, ss.top())
	k.sessions = slices.Delete(k.sessions, i, i+1)
	k.mu.Unlock()
	s.m.sessions.Dec()
	ss.part()
	return true
}

// part takes a session that was forgotten off its connection: nothing is written to it any more, and another one is
// told what happens.
func (ss *session) part() {
	c := ss.forget()
	if c != nil {
		c.forget(ss)
		ss.leave(c)
	}
}

// forget says that nobody can come back to the session; it returns its connection, nil if there is none.
func (ss *session) forget() *conn {
	ss.mu.Lock()
	defer ss.mu.Unlock()
	ss.gone = true
	ss.countKeptLocked()
	return ss.conn
}

// countKeptLocked counts the answers that wait for the session to come back. Where all sessions together keep too many,
// this one keeps none; those of strangers may fill a quarter of the room. ss.mu is held.
func (ss *session) countKeptLocked() {
	n := int64(0)
	if ss.conn == nil && !ss.gone {
		n = int64(ss.outBytes + ss.sentBytes)
	}
	limit := int64(ss.srv.o.Limits.KeptBytes)
	if p := ss.key.permanent(); p == nil || p.holder.Load().user == 0 {
		limit /= 4
	}
	more := n > ss.kept
	total := ss.srv.kept.Add(n - ss.kept)
	ss.kept = n
	if more && total > limit {
		ss.out, ss.outBytes, ss.sent, ss.sentBytes, ss.again = nil, 0, nil, 0, 0
		ss.srv.kept.Add(-n)
		ss.kept = 0
	}
}

// idleSince returns since when the session has no connection and nothing to do; 0 if it has.
func (ss *session) idleSince() int64 {
	ss.mu.Lock()
	defer ss.mu.Unlock()
	if ss.conn != nil || len(ss.queue) > 0 {
		return 0
	}
	return ss.idle
}

// top returns the highest id that the session has seen.
func (ss *session) top() int64 {
	ss.mu.Lock()
	defer ss.mu.Unlock()
	if n := len(ss.seen); n > 0 {
		return ss.seen[n-1] &^ 3
	}
	return ss.floor
}

// join makes c the connection that the session writes to. Answers that were not acknowledged on the one before are
// written again. It returns false if the session was forgotten meanwhile.
func (ss *session) join(c *conn) bool {
	ss.mu.Lock()
	old := ss.conn
	if ss.gone || old == c {
		defer ss.mu.Unlock()
		return !ss.gone
	}
	ss.conn = c
	ss.countKeptLocked()
	ss.resendAllLocked(ss.srv.o.Now())
	told := ss.told
	ss.mu.Unlock()
	if old != nil {
		old.forget(ss)
	}
	c.remember(ss)
	if told {
		ss.reclaim("reconnect")
	}
	return true
}

// leave is the end of the connection c for the session.
func (ss *session) leave(c *conn) {
	ss.mu.Lock()
	if ss.conn != c {
		ss.mu.Unlock()
		return
	}
	ss.conn = nil
	ss.idle = ss.srv.o.Now().Unix()
	ss.dropPushesLocked()
	if ss.room != nil {
		close(ss.room)
		ss.room = nil
	}
	ss.startLocked() // what waited for the client to take its answers: it may never come back
	ss.trimOutLocked()
	ss.countKeptLocked()
	ss.mu.Unlock()
	ss.release()
}

// speaks returns the layer that the session speaks: what it said itself, else what its key said last, else the oldest.
func (ss *session) speaks(h *holder) int {
	ss.mu.Lock()
	defer ss.mu.Unlock()
	switch {
	case ss.layer != 0:
		return ss.layer
	case h != nil && h.layer != 0:
		return h.layer
	}
	return layers.Oldest()
}
