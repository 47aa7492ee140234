package session

import (
	"context"
	"errors"
	"math"

	"github.com/gotd/td/mt"

	"lamplight"
	"lamplight/edge/mtproto/crypt"
	"lamplight/edge/mtproto/transport"
)

// receive takes a frame that was opened; it returns why the connection has to end, or "". What p holds is good until
// the next frame is read.
func (ss *session) receive(ctx context.Context, c *conn, p crypt.Plain) string {
	now := ss.srv.o.Now()
	outer := message{id: p.MsgID, seqNo: p.SeqNo, body: p.Body}
	if !ss.srv.validSalt(ss.key, p.Salt, now) {
		ss.refuseFrame(c, p, badSalt)
		return ""
	}
	if code := checkID(outer.id, now); code != 0 {
		ss.refuseFrame(c, p, code)
		return ""
	}
	if constructor(outer.body) == mt.GzipPackedTypeID {
		// What is packed may be a container. If it is not, the request's own unpacking takes it.
		if body, err := ss.srv.zips.unpack(outer.body, ss.srv.o.Limits); err == nil {
			outer.body = body
		}
	}
	if constructor(outer.body) != idMsgContainer {
		if !ss.join(c) {
			return endFault // the client comes again
		}
		ss.begin(outer.id)
		return ss.message(ctx, c, outer)
	}
	messages, err := parseContainer(outer.body, ss.srv.o.Limits.ContainerMessages)
	first := int64(math.MaxInt64)
	for _, m := range messages {
		first = min(first, m.id)
		if m.id >= outer.id {
			err = errContainer // a container is younger than what it holds
		}
	}
	if err != nil {
		ss.refuseFrame(c, p, badContainer)
		return ""
	}
	ss.mu.Lock()
	code, repeated, was := ss.noteLocked(outer.id, stateContainer, now)
	ss.mu.Unlock()
	switch {
	case code != 0:
		ss.refuseFrame(c, p, code)
		return ""
	case repeated && was != stateContainer:
		ss.refuseFrame(c, p, badIDRepeated)
		return ""
	}
	if !ss.join(c) {
		return endFault
	}
	ss.begin(min(first, outer.id))
	for _, m := range messages {
		if reason := ss.message(ctx, c, m); reason != "" {
			return reason
		}
	}
	return ""
}

// begin tells the client, once, that the session is new here: nothing that it sent before first has arrived, and it may
// have missed updates.
func (ss *session) begin(first int64) {
	ss.mu.Lock()
	if ss.created {
		ss.mu.Unlock()
		return
	}
	ss.created = true
	ss.mu.Unlock()
	unique := ss.srv.random64()
	b := encode(&mt.NewSessionCreated{
		FirstMsgID: first, UniqueID: unique, ServerSalt: ss.srv.salts.Current(ss.key.crypt, ss.srv.o.Now()),
	})
	ss.send(outbound{kind: kindNotice, body: b})
}

// message takes one message.
func (ss *session) message(ctx context.Context, c *conn, m message) string {
	now := ss.srv.o.Now()
	if code := checkID(m.id, now); code != 0 {
		ss.bad(m, code)
		return ""
	}
	ss.mu.Lock()
	code, repeated, _ := ss.noteLocked(m.id, stateReceived, now)
	ss.mu.Unlock()
	switch {
	case code != 0:
		ss.bad(m, code)
		return ""
	case repeated:
		ss.srv.m.repeated.Inc()
		ss.repeat(m.id)
		return ""
	}
	if isService, reason := ss.serviceMessage(ctx, c, m); isService {
		return reason
	}
	return ss.requestMessage(ctx, c, m)
}

// requestMessage takes a message that is a call of the API.
func (ss *session) requestMessage(ctx context.Context, c *conn, m message) string {
	ss.mu.Lock()
	code := ss.checkSeqLocked(m.id, m.seqNo)
	ss.mu.Unlock()
	if code != 0 {
		ss.bad(m, code)
		return ""
	}
	r, err := ss.newRequest(ctx, c, m)
	switch {
	case errors.Is(err, errDone):
		return ""
	case errors.Is(err, ErrKeyUnknown) && ss.key.permanent() != nil:
		c.finish(transport.CodeKeyUnknown, endKey) // gone in this very moment
		return endKey
	case err != nil:
		ss.refuse(m.id, "", err)
		return ""
	}
	return ss.admit(c, r)
}

// errUnbound is the answer to a call under a temporary key that is not bound yet.
var errUnbound = &lamplight.Error{Kind: lamplight.Unauthorized, Code: "AUTH_KEY_PERM_EMPTY"}
