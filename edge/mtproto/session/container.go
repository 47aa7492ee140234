package session

import (
	"encoding/binary"
	"errors"
)

// The constructors of service messages (https://core.telegram.org/mtproto/service_messages), where gotd's mt has none.
const (
	idMsgContainer      = 0x73f1f8dc
	idRPCResult         = 0xf35c6d01
	idBoolTrue          = 0x997275b5
	idDestroyAuthKey    = 0xd1435160
	idDestroyAuthKeyOK  = 0xf660e1d4
	idDestroyAuthKeyNo  = 0x0a9f2259
	idDestroyAuthKeyErr = 0xea109b13
)

// A message is what a client sent: a frame's only one, or one of its container.
type message struct {
	id    int64
	seqNo int32
	body  []byte
}

// errContainer says that a container is malformed: bad_msg_notification 64.
var errContainer = errors.New("session: invalid container")

// parseContainer returns the messages of a container; their bodies are parts of body. Bytes after the last message are
// not allowed.
func parseContainer(body []byte, limit int) ([]message, error) {
	if len(body) < 8 || binary.LittleEndian.Uint32(body) != idMsgContainer {
		return nil, errContainer
	}
	n := int(int32(binary.LittleEndian.Uint32(body[4:])))
	body = body[8:]
	// A message takes 16 bytes at least: a count that cannot be is refused before anything is allocated for it.
	if n < 0 || n > limit || n > len(body)/16 {
		return nil, errContainer
	}
	messages := make([]message, 0, n)
	for range n {
		if len(body) < 16 {
			return nil, errContainer
		}
		m := message{
			id:    int64(binary.LittleEndian.Uint64(body)),
			seqNo: int32(binary.LittleEndian.Uint32(body[8:])),
		}
		size := int(int32(binary.LittleEndian.Uint32(body[12:])))
		body = body[16:]
		if size < 4 || size > len(body) || size%4 != 0 {
			return nil, errContainer
		}
		m.body, body = body[:size:size], body[size:]
		if constructor(m.body) == idMsgContainer {
			return nil, errContainer // containers do not nest
		}
		messages = append(messages, m)
	}
	if len(body) != 0 {
		return nil, errContainer
	}
	return messages, nil
}

// constructor returns the first four bytes as a constructor id, or 0.
func constructor(body []byte) uint32 {
	if len(body) < 4 {
		return 0
	}
	return binary.LittleEndian.Uint32(body)
}
