package crypt

import "time"

// MsgIDs gives out the message ids of one session, each greater than the one before. Its zero value is ready. It is not
// safe for concurrent use.
//
// https://core.telegram.org/mtproto/description#message-identifier-msg-id
type MsgIDs struct{ last int64 }

// What a server's message ids leave after division by 4: answers to a client's messages, and the others.
const (
	answerID = 1
	pushID   = 3
)

// Answer returns an id for a message that answers a client's (id mod 4 = 1).
func (m *MsgIDs) Answer(now time.Time) int64 { return m.next(now, answerID) }

// Push returns an id for a message that no client asked for (id mod 4 = 3).
func (m *MsgIDs) Push(now time.Time) int64 { return m.next(now, pushID) }

func (m *MsgIDs) next(now time.Time, kind int64) int64 {
	base := now.Unix()<<32 | int64(now.Nanosecond())<<32/int64(time.Second)&^3
	if last := m.last &^ 3; base <= last {
		base = last + 4
	}
	m.last = base | kind
	return m.last
}

// MsgTime returns the time that a message id carries: seconds in its upper half, their fraction in its lower.
func MsgTime(id int64) time.Time {
	return time.Unix(id>>32, int64(uint64(uint32(id))*uint64(time.Second)>>32))
}
