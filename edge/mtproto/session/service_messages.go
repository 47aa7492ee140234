package session

import (
	"context"
	"encoding/binary"
	"math/rand/v2"
	"time"

	"github.com/gotd/td/bin"
	"github.com/gotd/td/mt"

	"lamplight/edge/mtproto/transport"
)

// serviceIDs is how many message ids one service message may name
// (https://core.telegram.org/mtproto/service_messages_about_messages).
const serviceIDs = 8192

// A serviceMessage is what the protocol itself says, below the API.
//
// https://core.telegram.org/mtproto/service_messages
func (ss *session) serviceMessage(ctx context.Context, c *conn, m message) (isService bool, reason string) {
	b := &bin.Buffer{Buf: m.body}
	var err error
	switch constructor(m.body) {
	case mt.MsgsAckTypeID:
		var ids []int64
		if ids, err = serviceVector(b); err == nil {
			ss.acknowledged(ids)
		}
		return true, ""
	case mt.PingRequestTypeID:
		var ping mt.PingRequest
		if err = ping.Decode(b); err == nil {
			ss.service(&mt.Pong{MsgID: m.id, PingID: ping.PingID}, m.id)
		}
	case mt.PingDelayDisconnectRequestTypeID:
		var ping mt.PingDelayDisconnectRequest
		if err = ping.Decode(b); err == nil {
			if ping.DisconnectDelay > 0 {
				c.disconnect = ss.srv.o.Now().Add(time.Duration(ping.DisconnectDelay) * time.Second)
			}
			ss.service(&mt.Pong{MsgID: m.id, PingID: ping.PingID}, m.id)
		}
	case mt.GetFutureSaltsRequestTypeID:
		var get mt.GetFutureSaltsRequest
		if err = get.Decode(b); err == nil {
			ss.futureSalts(m, get.Num)
		}
	case mt.HTTPWaitRequestTypeID:
		// Only long polling over HTTP knows what to do with it.
		return true, ""
	case mt.MsgsStateReqTypeID:
		var ids []int64
		if ids, err = serviceVector(b); err == nil {
			ss.service(&mt.MsgsStateInfo{ReqMsgID: m.id, Info: ss.states(ids)}, m.id)
		}
	case mt.MsgResendReqTypeID:
		var ids []int64
		if ids, err = serviceVector(b); err == nil {
			ss.resend(m, ids)
		}
	case mt.MsgsStateInfoTypeID, mt.MsgsAllInfoTypeID, mt.MsgDetailedInfoTypeID, mt.MsgNewDetailedInfoTypeID:
		// We never ask for states, and a client has no answers to announce.
		return true, ""
	case mt.DestroySessionRequestTypeID:
		var d mt.DestroySessionRequest
		if err = d.Decode(b); err == nil {
			ss.destroy(m, d.SessionID)
		}
	case mt.RPCDropAnswerRequestTypeID:
		var d mt.RPCDropAnswerRequest
		if err = d.Decode(b); err == nil {
			ss.dropAnswer(m, d.ReqMsgID)
			return true, "" // its answer acknowledges it
		}
	case idDestroyAuthKey:
		return true, ss.destroyKey(ctx, c, m)
	default:
		return false, ""
	}
	if err != nil || m.seqNo&1 != 0 {
		ss.mu.Lock()
		ss.ackLocked(m.id)
		ss.mu.Unlock()
	}
	return true, ""
}

// serviceVector reads the ids of msgs_ack, msgs_state_req and msg_resend_req, which have one shape.
func serviceVector(b *bin.Buffer) ([]int64, error) {
	b.Skip(4)
	return longs(b, serviceIDs)
}

// futureSalts tells the salts of the hours to come: as many as are asked for, because some clients ask until they have
// them.
func (ss *session) futureSalts(m message, n int) {
	now := ss.srv.o.Now()
	salts := ss.srv.salts.Future(ss.key.crypt, now, min(max(n, 1), 64))
	res := &mt.FutureSalts{ReqMsgID: m.id, Now: int(now.Unix()), Salts: make([]mt.FutureSalt, len(salts))}
	for i, s := range salts {
		res.Salts[i] = mt.FutureSalt{ValidSince: int(s.Since.Unix()), ValidUntil: int(s.Until.Unix()), Salt: s.Value}
	}
	ss.service(res, m.id)
}

// The states of msgs_state_info.
const (
	infoUnknown   = 1 // too old to tell
	infoMissing   = 2 // not received, though it could have been
	infoTooHigh   = 3 // not received: its id is of the future
	infoReceived  = 4
	infoNoAnswer  = 16 // received, needs no answer
	infoProcessed = 32
	infoAnswered  = 64
)

// states says what became of messages.
func (ss *session) states(ids []int64) []byte {
	now := ss.srv.o.Now()
	ss.mu.Lock()
	defer ss.mu.Unlock()
	info := make([]byte, len(ids))
	for i, id := range ids {
		state, known := ss.stateLocked(id)
		switch {
		case known && state == stateContainer:
			info[i] = infoReceived | infoNoAnswer
		case known && state != stateReceived:
			info[i] = infoReceived | infoAnswered
		case known && ss.requestLocked(id) != nil:
			info[i] = infoReceived | infoProcessed
		case known:
			info[i] = infoReceived
		case id <= ss.floor || checkID(id, now) == badIDTooLow:
			info[i] = infoUnknown
		case checkID(id, now) == badIDTooHigh:
			info[i] = infoTooHigh
		default:
			info[i] = infoMissing
		}
	}
	return info
}

// resend writes messages of ours again; if one of them is forgotten, the client is told which.
func (ss *session) resend(m message, ids []int64) {
	info := make([]byte, len(ids))
	missing := false
	ss.mu.Lock()
	for i, id := range ids {
		info[i] = infoReceived
		if at, ok := ss.sentLocked(id); ok {
			ss.resendLocked(ss.sent[at])
		} else {
			info[i], missing = infoUnknown, true
		}
	}
	c := ss.conn
	ss.mu.Unlock()
	if missing {
		ss.service(&mt.MsgsStateInfo{ReqMsgID: m.id, Info: info}, m.id)
	} else if c != nil {
		c.wake(ss)
	}
}

// destroy forgets another session of the same key.
func (ss *session) destroy(m message, id int64) {
	switch {
	case id == ss.id:
		// The protocol leaves this open; a session that talks is not destroyed.
		ss.service(&mt.DestroySessionNone{SessionID: id}, m.id)
	case ss.key.destroySession(ss.srv, id):
		ss.service(&mt.DestroySessionOk{SessionID: id}, m.id)
	default:
		ss.service(&mt.DestroySessionNone{SessionID: id}, m.id)
	}
}

// destroyKey forgets the key that speaks: the permanent one that a temporary one acts for. Every connection of it ends.
//
// https://core.telegram.org/mtproto/service_messages#destroying-an-auth-key
func (ss *session) destroyKey(ctx context.Context, c *conn, m message) string {
	k := ss.key
	if p := k.permanent(); p != nil {
		k = p
	}
	// Word of the end comes back while we are at it; the answer goes out before the connection ends.
	c.hold(true)
	err := ss.srv.o.Keys.Destroy(ctx, k.id)
	if err != nil {
		c.hold(false)
		ss.srv.o.Log.Error("session: key not destroyed", "key", k.id, "err", err)
		ss.srv.m.faults.WithLabelValues("key").Inc()
		ss.serviceID(idDestroyAuthKeyErr, m.id)
		return ""
	}
	ss.serviceID(idDestroyAuthKeyOK, m.id)
	ss.srv.keyGone(k.id)
	c.hold(false)
	c.finish(transport.CodeKeyUnknown, endKey)
	return endKey
}

// serviceID queues a service message that is nothing but a constructor.
func (ss *session) serviceID(id uint32, reply int64) {
	ss.send(outbound{kind: kindService, body: binary.LittleEndian.AppendUint32(nil, id), reply: reply})
}

// encode writes a message that cannot fail.
func encode(e bin.Encoder) []byte {
	var b bin.Buffer
	if err := e.Encode(&b); err != nil {
		panic("session: a message that cannot be encoded: " + err.Error())
	}
	return b.Buf
}

// random64 returns a number that nobody has to guess: it only has to differ.
func (s *Server) random64() int64 { return int64(rand.Uint64()) }
