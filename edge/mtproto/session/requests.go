package session

import (
	"context"
	"errors"
	"slices"
	"strings"
	"time"

	"github.com/gotd/td/tg"

	"lamplight"
	"lamplight/edge/mtproto/layers"
	"lamplight/edge/mtproto/rpc"
)

// Errors of waiting for another message (https://core.telegram.org/api/invoking#invokeaftermsg).
var (
	errWaitFailed  = &lamplight.Error{Kind: lamplight.Invalid, Code: "MSG_WAIT_FAILED"}
	errWaitTimeout = &lamplight.Error{Kind: lamplight.Invalid, Code: "MSG_WAIT_TIMEOUT"}
	errTooLarge    = &lamplight.Error{Kind: lamplight.Invalid, Code: "INPUT_REQUEST_TOO_LONG"}

	// errDone says that a request was answered while it was read.
	errDone = errors.New("session: answered already")
)

// A request is a call of the API that waits or runs.
type request struct {
	id        int64
	arrived   time.Time
	method    string // "" if no route has it
	cost      rpc.Cost
	long      bool
	body      []byte // in the newest layer
	up        layers.Request
	noUpdates bool
	takeout   int64
	span      rpc.Range
	perm      *key
	account   *account
	conn      *conn // that it came on

	// Under the session's lock:
	after   []int64 // messages that have to be done first
	timer   *time.Timer
	started bool
	dropped bool // the client wants no answer
	failure error
	cancel  context.CancelFunc
}

// newRequest makes a request of a message: it takes the wrappers off, and brings what they hold to the newest layer.
func (ss *session) newRequest(ctx context.Context, c *conn, m message) (*request, error) {
	s := ss.srv
	w, body, err := s.zips.unwrap(m.body, s.o.Limits)
	ss.said(w)
	if err != nil {
		return nil, err
	}
	if constructor(body) == tg.AuthBindTempAuthKeyRequestTypeID {
		ss.bind(ctx, m.id, body)
		return nil, errDone
	}
	perm := ss.key.permanent()
	if perm == nil {
		return nil, errUnbound
	}
	h, err := s.holder(ctx, perm)
	if err != nil {
		return nil, err
	}
	limit := s.o.Limits.RequestBytes
	if len(body) > limit && !isUpload(constructor(body)) || len(body) > uploadBytes {
		return nil, errTooLarge
	}
	r := &request{
		id: m.id, arrived: s.o.Now(), perm: perm, account: h.account, conn: c,
		noUpdates: w.noUpdates, takeout: w.takeout, span: w.span, after: w.after,
	}
	layer := ss.speaks(h)
	// The frame that body is a part of is reused: Up makes a copy.
	r.body, r.up, err = layers.Up(make([]byte, 0, len(body)+64), layer, body)
	if layer != layers.Newest {
		s.m.converted("up", err)
	}
	if err != nil {
		return nil, err
	}
	route, ok := s.o.Router.Route(constructor(r.body))
	if !ok {
		return nil, rpc.ErrMethodUnknown
	}
	r.method, r.cost, r.long = route.Method, route.Cost, route.Long
	return r, nil
}

// isUpload reports whether a request carries a part of a file.
func isUpload(id uint32) bool {
	return id == tg.UploadSaveFilePartRequestTypeID || id == tg.UploadSaveBigFilePartRequestTypeID
}

// said remembers what wrappers say of the client.
func (ss *session) said(w wrapping) {
	if w.layer == 0 && w.client == nil {
		return
	}
	ss.mu.Lock()
	defer ss.mu.Unlock()
	if w.layer != 0 && w.layer != ss.layer {
		ss.layer = w.layer
		supported := "yes"
		if _, exact := layers.Nearest(w.layer); !exact {
			supported = "no"
		}
		ss.srv.m.layers.WithLabelValues(supported).Inc()
	}
	if w.client != nil {
		if ss.client == nil || *ss.client != *w.client {
			ss.client = w.client
			if p := ss.key.permanent(); p != nil {
				p.seen.Store(0)
			}
		}
		if p := ss.key.permanent(); p != nil {
			p.client.Store(ss.client)
		}
	}
}

// admit queues a request. While the session has too many, it waits, and with it the connection: who asks too much is
// read more slowly. It returns why the connection has to end, or "".
func (ss *session) admit(c *conn, r *request) string {
	s := ss.srv
	if !r.account.enter(s.o.Limits.InFlightPerAccount) {
		ss.refuse(r.id, r.method, lamplight.FloodWait(1))
		return ""
	}
	ss.mu.Lock()
	for len(ss.queue) >= s.o.Limits.InFlightPerSession || ss.inBytes > 0 && ss.inBytes+len(r.body) > s.o.Limits.InFlightBytes {
		if ss.room == nil {
			ss.room = make(chan struct{})
		}
		room := ss.room
		ss.mu.Unlock()
		select {
		case <-room:
		case <-c.done:
			r.account.leave()
			return endClient
		case <-s.closing:
			r.account.leave()
			return endServer
		}
		ss.mu.Lock()
	}
	ss.queue = append(ss.queue, r)
	ss.inBytes += len(r.body)
	if len(r.after) > 0 {
		r.timer = time.AfterFunc(s.o.Limits.AfterMessage, func() {
			ss.mu.Lock()
			if !r.started {
				r.after, r.failure = nil, errWaitTimeout
			}
			ss.startLocked()
			ss.mu.Unlock()
		})
	}
	ss.startLocked()
	ss.mu.Unlock()
	return ""
}

// requestLocked returns the request with that id, if it waits or runs. ss.mu is held.
func (ss *session) requestLocked(id int64) *request {
	for _, r := range ss.queue {
		if r.id == id {
			return r
		}
	}
	return nil
}

// startLocked starts what may run now, in the order of arrival: writes one after the other, so that what was said first
// is first in the box; others side by side. ss.mu is held.
func (ss *session) startLocked() {
	for _, r := range ss.queue {
		if ss.conn != nil && ss.outBytes > ss.srv.o.Limits.WritePause {
			return // the client does not take the answers there are; without a connection they are trimmed instead
		}
		if r.started || !ss.readyLocked(r) {
			continue
		}
		if r.cost == rpc.Write {
			if ss.writes > 0 {
				continue
			}
			ss.writes++
		} else {
			if ss.reads >= ss.srv.o.Limits.ReadsPerSession {
				continue
			}
			ss.reads++
		}
		r.started = true
		if r.timer != nil {
			r.timer.Stop()
			r.timer = nil
		}
		// If the answer takes long, the client is told that the request arrived, so that it does not send it again.
		ss.ackLocked(r.id)
		if !ss.srv.spawn(func() { ss.run(r) }) {
			return // the server has stopped
		}
	}
}

// readyLocked reports whether the messages that r waits for are done. If one failed, so does r. ss.mu is held.
func (ss *session) readyLocked(r *request) bool {
	for len(r.after) > 0 {
		id := r.after[0]
		state, known := ss.stateLocked(id)
		switch {
		case known && state == stateFailed:
			r.after, r.failure = nil, errWaitFailed
			return true
		case known && state == stateReceived && ss.requestLocked(id) != nil && id != r.id:
			return false // it waits or runs
		case !known && id > ss.floor && checkID(id, ss.srv.o.Now()) == 0 && id != r.id:
			return false // it may still come
		}
		r.after = r.after[1:]
	}
	return true
}

// run does one request and queues its answer.
func (ss *session) run(r *request) {
	s := ss.srv
	most := s.o.Limits.RequestTime
	if r.long {
		most = s.o.Limits.LongRequestTime
	}
	ctx, cancel := context.WithTimeout(s.work, most)
	defer cancel()
	ss.mu.Lock()
	if r.cost == rpc.Read || r.cost == rpc.Search || r.cost == rpc.Transfer {
		r.cancel = cancel
		if r.dropped {
			cancel()
		}
	}
	failure := r.failure
	ss.mu.Unlock()

	var body []byte
	err := failure
	if err == nil {
		body, err = ss.execute(ctx, r)
		if errors.Is(err, context.Canceled) && ctx.Err() != nil {
			err = errBusy.Because(err) // the client dropped the answer, or the server closes: no fault to look into
		}
	}
	if err != nil {
		body = ss.errorAnswer(r.id, r.method, err)
	}
	s.measure(r, err)
	ss.finish(r, body, err)
}

// finish queues the answer of a request and starts what waited for it.
func (ss *session) finish(r *request, body []byte, err error) {
	state := int64(stateDone)
	if err != nil {
		state = stateFailed
	}
	r.account.leave()
	ss.mu.Lock()
	ss.setStateLocked(r.id, state)
	ss.queue = slices.DeleteFunc(ss.queue, func(o *request) bool { return o == r })
	if len(ss.queue) == 0 {
		ss.queue = nil
	}
	ss.inBytes -= len(r.body)
	if r.cost == rpc.Write {
		ss.writes--
	} else {
		ss.reads--
	}
	var c *conn
	if !r.dropped {
		if i := slices.Index(ss.acks, r.id); i >= 0 {
			ss.acks = slices.Delete(ss.acks, i, i+1) // the answer acknowledges it
		}
		c = ss.sendLocked(outbound{kind: kindAnswer, body: body, reply: r.id})
	}
	slow := c != nil && ss.overfullLocked()
	if ss.room != nil {
		close(ss.room)
		ss.room = nil
	}
	ss.startLocked()
	if c == nil {
		ss.trimOutLocked()
		ss.countKeptLocked()
	}
	ss.mu.Unlock()
	switch {
	case slow:
		c.close(endSlow)
	case c != nil:
		c.wakeHere(ss)
	case err == nil && r.cost != rpc.Read && r.cost != rpc.Search && r.cost != rpc.Transfer:
		ss.missed(r.perm)
	}
}

// trimOutLocked bounds the answers that wait for the session to come back. ss.mu is held.
func (ss *session) trimOutLocked() {
	l := ss.srv.o.Limits
	n := 0
	for n < len(ss.out) && (len(ss.out)-n > l.AnswersKept || ss.outBytes > l.AnswerBytesKept) {
		ss.outBytes -= len(ss.out[n].body)
		n++
	}
	ss.out = slices.Delete(ss.out, 0, n)
}

// afterWrite starts what waited for the client to take its answers.
func (ss *session) afterWrite() {
	ss.mu.Lock()
	defer ss.mu.Unlock()
	if len(ss.queue) > 0 {
		ss.startLocked()
	}
}

// execute runs a request and returns its answer, an rpc_result in the session's layer.
func (ss *session) execute(ctx context.Context, r *request) ([]byte, error) {
	s := ss.srv
	h, err := s.holder(ctx, r.perm)
	if err != nil {
		return nil, err
	}
	if err := h.account.allow(s.o.Limits, r.cost, s.o.Now()); err != nil {
		return nil, err
	}
	ss.keepLayer(ctx, r.perm, h)
	if h.user != 0 && !r.noUpdates && h.device != 0 {
		if err := ss.claim(ctx, r.perm, h, strengthOf(r.method)); err != nil {
			return nil, err
		}
	}
	c := ss.call(r, h, r.up.Layer())
	s.seen(ctx, r.perm, c)
	if c.Takeout != 0 && s.o.Takeout != nil {
		if err := s.o.Takeout(ctx, c); err != nil {
			return nil, err
		}
	}
	res, err := s.o.Router.Serve(ctx, c, r.body)
	if changesHolder(r.method) {
		// What this call changed is seen by the next one, whatever the bus does.
		r.perm.changes.Add(1)
		if err == nil {
			if err := ss.afterSignIn(ctx, r); err != nil {
				s.o.Log.Warn("session: key not read after sign-in", "method", r.method, "err", err)
			}
		}
	}
	if err != nil {
		return nil, err
	}
	return ss.answer(r, res)
}

// changesHolder reports whether a method may change who holds the key.
func changesHolder(method string) bool {
	return strings.HasPrefix(method, "auth.") || method == "account.deleteAccount"
}

// call says who is calling.
func (ss *session) call(r *request, h *holder, layer int) rpc.Call {
	ss.mu.Lock()
	client := ss.client
	ss.mu.Unlock()
	if client == nil {
		client = r.perm.client.Load()
	}
	c := rpc.Call{
		User: h.user, Session: h.device, Key: r.perm.id, Layer: layer, DC: r.perm.dc, Frozen: h.frozen.After(ss.srv.o.Now()),
		Address: r.conn.addr, Takeout: r.takeout, Range: r.span, MsgID: r.id,
	}
	if ss.key.temp {
		c.TempKey = ss.key.id
	}
	if client != nil {
		c.Client = *client
	}
	return c
}

// keepLayer has the layer that the session said remembered with its key.
func (ss *session) keepLayer(ctx context.Context, perm *key, h *holder) {
	ss.mu.Lock()
	layer := ss.layer
	ss.mu.Unlock()
	if layer == 0 || layer == h.layer {
		return
	}
	next := *h
	next.layer = layer
	if !perm.holder.CompareAndSwap(h, &next) {
		return // somebody else is at it
	}
	if err := ss.srv.o.Keys.SetLayer(ctx, perm.id, layer); err != nil {
		ss.srv.o.Log.Warn("session: layer not kept", "key", perm.id, "layer", layer, "err", err)
		ss.srv.m.faults.WithLabelValues("key").Inc()
	}
}

// seen tells Options.Seen of a call, but not too often.
func (s *Server) seen(ctx context.Context, k *key, c rpc.Call) {
	if s.o.Seen == nil || c.User == 0 {
		return
	}
	now := s.o.Now().Unix()
	last := k.seen.Load()
	if now-last < int64(s.o.Limits.SeenEvery/time.Second) || !k.seen.CompareAndSwap(last, now) {
		return
	}
	if err := s.o.Seen(ctx, c); err != nil {
		s.o.Log.Warn("session: device not noted as seen", "key", k.id, "err", err)
	}
}

// dropAnswer answers rpc_drop_answer.
//
// https://core.telegram.org/mtproto/service_messages#cancellation-of-an-rpc-query
func (ss *session) dropAnswer(m message, id int64) {
	ss.mu.Lock()
	res := ss.dropLocked(id)
	ss.setStateLocked(m.id, stateDone)
	ss.startLocked() // what waited for it, or for its room
	ss.mu.Unlock()
	ss.send(outbound{kind: kindAnswer, body: result(m.id, encode(res)), reply: m.id})
}
