package boxes

import (
	"encoding/binary"
	"fmt"

	"lamplight"
)

// The keys of what groups, channels and media have. Those of indexes by message end with its id, as messageKey has it, so
// that a page is cut out of each in the same way.

const (
	userSize = 8 // bytes of a user in a key
	boxSize  = 8 // bytes of a box in a key
)

func appendID(b []byte, id lamplight.MessageID) []byte {
	return binary.BigEndian.AppendUint32(b, uint32(id))
}

func appendUser(b []byte, u lamplight.UserID) []byte {
	return binary.BigEndian.AppendUint64(b, uint64(u))
}

func withID(prefix string, id lamplight.MessageID) string {
	return string(appendID([]byte(prefix), id))
}

// threadPrefix leads the rows of a thread.
func threadPrefix(p lamplight.Peer, thread lamplight.MessageID) string {
	return string(appendID(appendPeer(make([]byte, 0, peerSize+2*idSize), p), thread))
}

// filterPrefix leads the messages that a filter chooses, of a thread or (0) of the conversation.
func filterPrefix(p lamplight.Peer, thread lamplight.MessageID, f lamplight.Filter) string {
	return threadPrefix(p, thread) + string([]byte{byte(f)})
}

// filterPinned stands for the pinned messages of a thread among the filters.
const filterPinned = lamplight.Filter(255)

func authorPrefix(p lamplight.Peer, u lamplight.UserID) string {
	return string(appendUser(appendPeer(make([]byte, 0, peerSize+userSize+idSize), p), u))
}

// unseenPrefix leads what a user has not seen of a kind, of a thread or (0) of the conversation.
func unseenPrefix(p lamplight.Peer, u lamplight.UserID, kind UnseenKind, thread lamplight.MessageID) string {
	b := appendUser(appendPeer(make([]byte, 0, peerSize+userSize+1+2*idSize), p), u)
	return string(appendID(append(b, byte(kind)), thread))
}

func reactedKey(id lamplight.MessageID, reactor lamplight.Peer) string {
	return string(appendPeer(appendID(make([]byte, 0, idSize+peerSize), id), reactor))
}

// reactorPrefix leads the list of who reacted to a message: in any way (the zero reaction), or in one.
func reactorPrefix(id lamplight.MessageID, r lamplight.Reaction) string {
	b := appendID(make([]byte, 0, idSize+1+9), id)
	switch {
	case r == lamplight.Reaction{}:
		return string(append(b, 0))
	case r.Document != 0:
		return string(binary.BigEndian.AppendUint64(append(b, 1), uint64(r.Document)))
	default:
		return string(append(append(b, 2, byte(len(r.Emoji))), r.Emoji...))
	}
}

// reactorKey is a place in a list of who reacted. seq rises from one to the next, and the newest comes first.
func reactorKey(prefix string, seq int64, n int) string {
	return string(append(binary.BigEndian.AppendUint64([]byte(prefix), ^uint64(seq)), byte(n)))
}

const reactorPlace = 8 + 1 // bytes of a place in a list of who reacted

// reactorSeq returns the seq in a key of reactorKey.
func reactorSeq(k string) int64 {
	return int64(^binary.BigEndian.Uint64([]byte(k[len(k)-reactorPlace:])))
}

func readerPrefix(thread lamplight.MessageID) string { return string(appendID(nil, thread)) }

func readerKey(thread lamplight.MessageID, u lamplight.UserID) string {
	return string(appendUser(appendID(make([]byte, 0, idSize+userSize), thread), u))
}

// gapSize is how many ids one row of KindGap is about.
const gapSize = 1024

func gapKey(bucket uint32) string { return string(binary.BigEndian.AppendUint32(nil, bucket)) }

func gapOf(id lamplight.MessageID) uint32 { return uint32(id) / gapSize }

// What stands together for all boxes lies in boxes that are nobody's, as expiryBox is.
const (
	copiesBox lamplight.BoxID = -2
	filesBox  lamplight.BoxID = -3
)

func copyKey(prefix string, box lamplight.BoxID, id lamplight.MessageID) string {
	return string(appendID(binary.BigEndian.AppendUint64([]byte(prefix), uint64(box)^1<<63), id))
}

// readCopy reads a row of KindCopy or KindFile.
func readCopy(r Row) (Copy, error) {
	const tail = boxSize + idSize
	if len(r.Key) < tail || len(r.Value) != 1+8 || r.Value[0] != version {
		return Copy{}, fmt.Errorf("%w: a copy", errRow)
	}
	return Copy{
		Box:     lamplight.BoxID(binary.BigEndian.Uint64([]byte(r.Key[len(r.Key)-tail:])) ^ 1<<63),
		ID:      messageKeyID(r.Key),
		Content: lamplight.ContentID(binary.BigEndian.Uint64(r.Value[1:])),
	}, nil
}
