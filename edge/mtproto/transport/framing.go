package transport

import (
	"encoding/binary"
	"hash/crc32"
	"math/rand/v2"
)

// A framing is one of the ways to say where a frame ends
// (https://core.telegram.org/mtproto/mtproto-transports#transport-protocols).
type framing uint8

const (
	abridged framing = iota + 1
	intermediate
	padded
	full
)

func (f framing) String() string {
	switch f {
	case abridged:
		return "abridged"
	case intermediate:
		return "intermediate"
	case padded:
		return "padded"
	case full:
		return "full"
	}
	panic("transport: unknown framing")
}

const (
	// abridgedLong is the first byte of a frame whose length takes three more bytes.
	abridgedLong = 0x7f
	// quickAckByte and quickAckWord ask for a quick acknowledgement, or mark one: the top bit of a length.
	quickAckByte = 0x80
	quickAckWord = 1 << 31
	// fullOverhead is what the full framing adds to a body: length, sequence number and checksum.
	fullOverhead = 12
	// maxPadding is how many bytes of padding a client may add in the padded framing.
	maxPadding = 15
	// maxAround is the largest number of bytes that a framing puts around a body we write.
	maxAround = fullOverhead
)

// A shape says how the bytes of one frame are laid out.
type shape struct {
	header, body, trailer int // lengths in bytes
	quickAck              bool
}

// headerLen returns how many bytes of head have to be there before parseHeader can tell the shape.
func (f framing) headerLen(head []byte) int {
	switch f {
	case abridged:
		if len(head) > 0 && head[0]&abridgedLong == abridgedLong {
			return 4
		}
		return 1
	case intermediate, padded:
		return 4
	case full:
		return 8
	}
	panic("transport: unknown framing")
}

// parseHeader reads the shape of a frame from its first headerLen bytes. sequence is the number that a full frame has to
// have.
func (f framing) parseHeader(head []byte, sequence uint32, limit int) (shape, error) {
	var s shape
	switch f {
	case abridged:
		s.quickAck = head[0]&quickAckByte != 0
		if n := head[0] &^ quickAckByte; n < abridgedLong {
			s.header, s.body = 1, int(n)*4
		} else {
			s.header, s.body = 4, (int(head[1])|int(head[2])<<8|int(head[3])<<16)*4
		}
	case intermediate, padded:
		word := binary.LittleEndian.Uint32(head)
		s.quickAck = word&quickAckWord != 0
		s.header, s.body = 4, int(word&^quickAckWord)
		if f == padded {
			limit += maxPadding
		} else if s.body%4 != 0 {
			return shape{}, ErrFrame
		}
	case full:
		length := binary.LittleEndian.Uint32(head)
		if length <= fullOverhead || length%4 != 0 || binary.LittleEndian.Uint32(head[4:]) != sequence {
			return shape{}, ErrFrame
		}
		s.header, s.body, s.trailer = 8, int(length-fullOverhead), 4
	}
	if s.body <= 0 {
		return shape{}, ErrFrame
	}
	if s.body > limit {
		return shape{}, ErrTooLarge
	}
	return s, nil
}

// checkTrailer checks what follows the body: frame is the whole of it.
func (f framing) checkTrailer(frame []byte) error {
	if f != full {
		return nil
	}
	end := len(frame) - 4
	if crc32.ChecksumIEEE(frame[:end]) != binary.LittleEndian.Uint32(frame[end:]) {
		return ErrFrame
	}
	return nil
}

// appendFrame appends a frame around body to dst. sequence is the number that a full frame gets.
func (f framing) appendFrame(dst, body []byte, sequence uint32) []byte {
	switch f {
	case abridged:
		if n := len(body) / 4; n < abridgedLong {
			dst = append(dst, byte(n))
		} else {
			dst = append(dst, abridgedLong, byte(n), byte(n>>8), byte(n>>16))
		}
		return append(dst, body...)
	case intermediate:
		dst = binary.LittleEndian.AppendUint32(dst, uint32(len(body)))
		return append(dst, body...)
	case padded:
		// The protocol allows up to 15 bytes, but clients that cut a frame to a multiple of 4 (gotd) take no more than 3.
		// A transport error, which is told by its length, gets none.
		noise, n := rand.Uint32(), 0
		if len(body) > 4 {
			n = int(noise >> 30)
		}
		dst = binary.LittleEndian.AppendUint32(dst, uint32(len(body)+n))
		dst = append(dst, body...)
		return append(dst, byte(noise), byte(noise>>8), byte(noise>>16))[:len(dst)+n]
	case full:
		start := len(dst)
		dst = binary.LittleEndian.AppendUint32(dst, uint32(len(body)+fullOverhead))
		dst = binary.LittleEndian.AppendUint32(dst, sequence)
		dst = append(dst, body...)
		return binary.LittleEndian.AppendUint32(dst, crc32.ChecksumIEEE(dst[start:]))
	}
	panic("transport: unknown framing")
}
