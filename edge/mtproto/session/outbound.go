package session

import (
	"encoding/binary"
	"slices"
	"sort"
	"time"

	"github.com/gotd/td/bin"
	"github.com/gotd/td/mt"

	"lamplight"
	"lamplight/edge/mtproto/crypt"
)

// An outboundKind is a kind of message to a client.
type outboundKind uint8

const (
	kindService outboundKind = iota // not acknowledged, not written again
	kindNotice                      // new_session_created: acknowledged
	kindAnswer                      // rpc_result: acknowledged
	kindPush                        // acknowledged by clients, but not kept: the box is the truth
)

// An outbound is a message to a client.
type outbound struct {
	kind  outboundKind
	body  []byte
	reply int64 // the message that it answers; 0 if none
	// Once written:
	id    int64
	seqNo int32
	at    time.Time
	again bool // to be written again
	tries uint8
	// channel is the one that a push tells of; 0 if it tells of something else.
	channel lamplight.ChannelID
}

// sendLocked queues a message and returns the connection whose writer has to be woken; nil if there is none. ss.mu is
// held.
func (ss *session) sendLocked(m outbound) *conn {
	ss.out = append(ss.out, m)
	ss.outBytes += len(m.body)
	if m.kind == kindPush {
		ss.pushBytes += len(m.body)
	}
	return ss.conn
}

// send queues a message and wakes the writer.
func (ss *session) send(m outbound) {
	ss.mu.Lock()
	c := ss.sendLocked(m)
	slow := ss.overfullLocked()
	ss.mu.Unlock()
	switch {
	case c == nil:
	case slow:
		c.close(endSlow)
	default:
		c.wake(ss)
	}
}

// overfullLocked reports whether so much waits for the client that it has to be cut off. ss.mu is held.
func (ss *session) overfullLocked() bool {
	return ss.outBytes > ss.srv.o.Limits.WriteQueue || len(ss.out) > outMessages
}

// service queues a service message.
func (ss *session) service(e bin.Encoder, reply int64) {
	ss.send(outbound{kind: kindService, body: encode(e), reply: reply})
}

// bad refuses a message.
func (ss *session) bad(m message, code int) {
	ss.srv.m.bad(code)
	ss.service(&mt.BadMsgNotification{BadMsgID: m.id, BadMsgSeqno: int(m.seqNo), ErrorCode: code}, m.id)
}

// refuseFrame refuses a whole frame on the connection on which it came. The session does not move there: the frame may
// be an old one that somebody plays again.
func (ss *session) refuseFrame(c *conn, p crypt.Plain, code int) {
	s := ss.srv
	s.m.bad(code)
	now := s.o.Now()
	salt := s.salts.Current(ss.key.crypt, now)
	var e bin.Encoder = &mt.BadMsgNotification{BadMsgID: p.MsgID, BadMsgSeqno: int(p.SeqNo), ErrorCode: code}
	if code == badSalt {
		e = &mt.BadServerSalt{BadMsgID: p.MsgID, BadMsgSeqno: int(p.SeqNo), ErrorCode: code, NewServerSalt: salt}
	}
	answer := crypt.Plain{Salt: salt, Session: ss.id, Body: encode(e)}
	ss.mu.Lock()
	answer.MsgID, answer.SeqNo = ss.ids.Answer(now), ss.content*2
	ss.mu.Unlock()
	envelope, err := ss.key.crypt.Seal(nil, answer, s.o.Random)
	if err != nil {
		c.close(endFault)
		return
	}
	c.writeRaw(envelope)
}

// resendAllLocked has every answer that is not acknowledged and not too old written again. ss.mu is held.
func (ss *session) resendAllLocked(now time.Time) {
	ss.trimSentLocked(now)
	for _, m := range ss.sent {
		ss.resendLocked(m)
	}
}

func (ss *session) resendLocked(m *outbound) {
	if !m.again && m.tries < resends {
		m.again = true
		m.tries++
		ss.again++
	}
}

// trimSentLocked forgets answers beyond the limits, the oldest first. ss.mu is held.
func (ss *session) trimSentLocked(now time.Time) {
	l := ss.srv.o.Limits
	n := 0
	for n < len(ss.sent) && (len(ss.sent)-n > l.AnswersKept || ss.sentBytes > l.AnswerBytesKept || now.Sub(ss.sent[n].at) > l.AnswersAge) {
		ss.forgetLocked(ss.sent[n])
		n++
	}
	ss.sent = slices.Delete(ss.sent, 0, n)
	if len(ss.sent) == 0 {
		ss.sent = nil
	}
}

func (ss *session) forgetLocked(m *outbound) {
	ss.sentBytes -= len(m.body)
	if m.again {
		ss.again--
	}
}

// sentLocked returns the position of the message with that id among those that are not acknowledged.
func (ss *session) sentLocked(id int64) (int, bool) {
	return sort.Find(len(ss.sent), func(i int) int {
		switch {
		case id < ss.sent[i].id:
			return -1
		case id > ss.sent[i].id:
			return 1
		}
		return 0
	})
}

// acknowledged forgets messages that have arrived.
func (ss *session) acknowledged(ids []int64) {
	ss.mu.Lock()
	defer ss.mu.Unlock()
	for _, id := range ids {
		if i, ok := ss.sentLocked(id); ok {
			ss.forgetLocked(ss.sent[i])
			ss.sent = slices.Delete(ss.sent, i, i+1)
		}
	}
	if len(ss.sent) == 0 {
		ss.sent = nil
	}
}

// repeat writes the answer to a repeated request again, if it is there, and acknowledges the request.
func (ss *session) repeat(id int64) {
	ss.mu.Lock()
	for _, m := range ss.sent {
		if m.reply == id {
			ss.resendLocked(m)
			break
		}
	}
	ss.ackLocked(id)
	c := ss.conn
	ss.mu.Unlock()
	if c != nil {
		c.wake(ss)
	}
}

// dropPushesLocked forgets what waits to be written that the box still holds. ss.mu is held.
func (ss *session) dropPushesLocked() {
	ss.out = slices.DeleteFunc(ss.out, func(m outbound) bool {
		if m.kind != kindPush {
			return false
		}
		ss.outBytes -= len(m.body)
		return true
	})
	ss.pushBytes = 0
	ss.events = nil
}

// ackLocked has a message acknowledged with what is written next, or after Limits.AckDelay. ss.mu is held.
func (ss *session) ackLocked(id int64) {
	if len(ss.acks) >= serviceIDs {
		return // more than fit into one message; the client may send it again
	}
	ss.acks = append(ss.acks, id)
	if ss.ackWait != nil || ss.conn == nil {
		return
	}
	ss.ackWait = time.AfterFunc(ss.srv.o.Limits.AckDelay, func() {
		ss.mu.Lock()
		ss.ackWait = nil
		c := ss.conn
		due := len(ss.acks) > 0
		ss.mu.Unlock()
		if c != nil && due {
			c.wake(ss)
		}
	})
}

// frame takes what waits to be written, up to a frame's worth, gives it ids and returns it as one plain message; more
// says that something is left. Containers are built in buf. ok is false if there is nothing to write to c.
func (ss *session) frame(c *conn, buf *[]byte) (p crypt.Plain, more, ok bool) {
	now := ss.srv.o.Now()
	ss.mu.Lock()
	defer ss.mu.Unlock()
	if ss.conn != c {
		return p, false, false
	}
	var acks outbound
	messages := make([]*outbound, 0, 8)
	size := 0
	add := func(m *outbound) bool {
		if len(messages) == frameMessages || len(messages) > 0 && size+len(m.body) > frameBytes {
			return false
		}
		messages = append(messages, m)
		size += len(m.body)
		return true
	}
	// Those written before come first: their ids are lower.
	if ss.again > 0 {
		for _, m := range ss.sent {
			if !m.again {
				continue
			}
			if !add(m) {
				more = true
				break
			}
			m.again = false
			ss.again--
			ss.srv.m.resent.Inc()
		}
	}
	n := 0
	for ; n < len(ss.out) && !more; n++ {
		m := ss.out[n]
		if !add(&m) {
			more = true
			break
		}
		ss.outBytes -= len(m.body)
		if m.kind == kindPush {
			ss.pushBytes -= len(m.body)
			ss.srv.m.pushes.Inc()
		}
		ss.numberLocked(&m, now)
	}
	if n == len(ss.out) {
		ss.out = nil
	} else {
		clear(ss.out[:n])
		ss.out = ss.out[n:]
	}
	alone := len(messages) == 1 && len(messages[0].body) >= aloneFrom
	if alone && len(ss.acks) > 0 {
		more = true // they come next
	}
	if len(ss.acks) > 0 && !more {
		acks = outbound{kind: kindService, body: encode(&mt.MsgsAck{MsgIDs: ss.acks})}
		ss.numberLocked(&acks, now)
		messages = append(messages, &acks)
		ss.acks = nil
	}
	if len(messages) == 0 {
		return p, false, false
	}
	ss.trimSentLocked(now)
	ss.wakeRendererLocked()

	p = crypt.Plain{Salt: ss.srv.salts.Current(ss.key.crypt, now), Session: ss.id}
	if len(messages) == 1 && (messages[0].tries == 0 || alone) {
		p.MsgID, p.SeqNo, p.Body = messages[0].id, messages[0].seqNo, messages[0].body
		return p, more, true
	}
	b := (*buf)[:0]
	b = binary.LittleEndian.AppendUint32(b, idMsgContainer)
	b = binary.LittleEndian.AppendUint32(b, uint32(len(messages)))
	for _, m := range messages {
		b = binary.LittleEndian.AppendUint64(b, uint64(m.id))
		b = binary.LittleEndian.AppendUint32(b, uint32(m.seqNo))
		b = binary.LittleEndian.AppendUint32(b, uint32(len(m.body)))
		b = append(b, m.body...)
	}
	*buf = b
	p.MsgID, p.SeqNo, p.Body = ss.ids.Push(now), ss.content*2, b
	return p, more, true
}

// numberLocked gives a message its id and seqno, and keeps it if it has to be acknowledged. ss.mu is held.
func (ss *session) numberLocked(m *outbound, now time.Time) {
	if m.reply != 0 {
		m.id = ss.ids.Answer(now)
	} else {
		m.id = ss.ids.Push(now)
	}
	m.seqNo = ss.content * 2
	if m.kind == kindService {
		return
	}
	m.seqNo++
	ss.content++
	if m.kind == kindAnswer || m.kind == kindNotice {
		m.at = now
		ss.sent = append(ss.sent, m)
		ss.sentBytes += len(m.body)
	}
}
