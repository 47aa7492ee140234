package session

import (
	"slices"
	"time"

	"lamplight/edge/mtproto/crypt"
)

// The codes of bad_msg_notification that we send (https://core.telegram.org/mtproto/service_messages_about_messages).
// Those about the parity of seqno (34, 35) are not sent: real clients get it wrong in messages that need no order.
const (
	badIDTooLow   = 16
	badIDTooHigh  = 17
	badIDBits     = 18
	badIDRepeated = 19
	badIDOld      = 20
	badSeqTooLow  = 32
	badSeqTooHigh = 33
	badSalt       = 48
	badContainer  = 64
)

// What became of a message is kept in the low two bits of its id, which are 0 in those of clients.
const (
	stateReceived  = 0
	stateDone      = 1 // a request that was answered
	stateFailed    = 2 // a request that was answered with an error
	stateContainer = 3
)

// checkID says what is wrong with the id of a message that arrived at now: 0 if nothing is.
func checkID(id int64, now time.Time) int {
	if id&3 != 0 || id <= 0 {
		return badIDBits
	}
	switch sent := crypt.MsgTime(id); {
	case sent.Before(now.Add(-idPast)):
		return badIDTooLow
	case sent.After(now.Add(idFuture)):
		return badIDTooHigh
	}
	return 0
}

// noteLocked notes that a message with that id arrived. repeated says that it had arrived before, in what state; code
// is not 0 if the id is so old that nobody can tell.
func (ss *session) noteLocked(id int64, state int64, now time.Time) (code int, repeated bool, was int64) {
	if id <= ss.floor {
		if id <= ss.srv.started {
			return badIDTooLow, false, 0
		}
		return badIDOld, false, 0
	}
	i := len(ss.seen)
	if i > 0 && ss.seen[i-1]&^3 >= id {
		i, _ = slices.BinarySearchFunc(ss.seen, id, func(e, id int64) int {
			if e&^3 < id {
				return -1
			}
			return 1
		})
		if ss.seen[i]&^3 == id {
			return 0, true, ss.seen[i] & 3
		}
	}
	ss.seen = slices.Insert(ss.seen, i, id|state)
	if n := len(ss.seen) - ss.srv.o.Limits.MessageIDsKept; n > 0 {
		ss.floor = ss.seen[n-1] | 3
		ss.seen = slices.Delete(ss.seen, 0, n)
	} else if len(ss.seen) >= 64 && len(ss.seen)%64 == 0 {
		// Ids that are refused for their time alone need not be known.
		old := now.Add(-idPast - time.Minute)
		ss.seen = slices.DeleteFunc(ss.seen, func(e int64) bool { return crypt.MsgTime(e).Before(old) })
	}
	return 0, false, 0
}

// setStateLocked notes what became of a message.
func (ss *session) setStateLocked(id, state int64) {
	i, ok := slices.BinarySearchFunc(ss.seen, id, func(e, id int64) int {
		switch e &^= 3; {
		case e < id:
			return -1
		case e > id:
			return 1
		}
		return 0
	})
	if ok {
		ss.seen[i] = ss.seen[i]&^3 | state
	}
}

// stateLocked returns what became of a message; known is false for one that did not arrive or is forgotten.
func (ss *session) stateLocked(id int64) (state int64, known bool) {
	i, ok := slices.BinarySearchFunc(ss.seen, id, func(e, id int64) int {
		switch e &^= 3; {
		case e < id:
			return -1
		case e > id:
			return 1
		}
		return 0
	})
	if !ok {
		return 0, false
	}
	return ss.seen[i] & 3, true
}

// checkSeqLocked says what is wrong with the seqno of a request, 0 if nothing is: a later request has to have the
// higher one.
func (ss *session) checkSeqLocked(id int64, seq int32) int {
	switch {
	case id > ss.topID && seq < ss.topSeq || seq < 0:
		return badSeqTooLow
	case id < ss.topID && seq > ss.topSeq:
		return badSeqTooHigh
	}
	if id > ss.topID {
		ss.topID, ss.topSeq = id, seq
	}
	return 0
}
