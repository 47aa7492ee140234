package web

import (
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"net"
	"sync"
	"time"
)

// The opcodes of WebSocket frames (RFC 6455, section 5.2).
const (
	opContinuation = 0
	opText         = 1
	opBinary       = 2
	opClose        = 8
	opPing         = 9
	opPong         = 10
)

// The codes with which a WebSocket ends (RFC 6455, section 7.4.1).
const (
	codeNormal      = 1000
	codeProtocol    = 1002
	codeUnsupported = 1003
	codeTooBig      = 1009
)

const (
	finalBit   = 0x80 // of a frame's first byte
	maskBit    = 0x80 // of its second
	maxControl = 125  // payload of a ping, pong or close, in bytes
	maxHeader  = 10   // of a frame that we write, in bytes
	// together is the largest payload that is copied behind its header, so that both go out in one packet.
	together = 16 << 10
	// farewell is how long Close waits for a client that does not read.
	farewell = time.Second
	// replyWithin is how long the reader waits for a client to take a pong or a close. It waits in a write then, which
	// the deadline of its reads does not end.
	replyWithin = 20 * time.Second
)

// errEnded says that a WebSocket ended because the client broke a rule.
var errEnded = errors.New("web: the WebSocket broke a rule")

// A stream is the bytes inside a WebSocket's binary messages. Where messages begin and end means nothing to MTProto.
//
// It is written here and not taken from a library since an idle stream holds a few hundred bytes, its deadlines are those
// of the connection, and a server needs little of the protocol: no compression, no text, no client.
type stream struct {
	net.Conn
	limit int64  // of a message, in bytes
	early []byte // what the HTTP server had read ahead

	// Of reading: what is in buf[from:to] was read from the connection and belongs to nobody yet.
	from, to int
	buf      [256]byte
	left     int64 // of the current frame's payload
	message  int64 // length of the current message so far
	more     bool  // the current message has more frames
	mask     [4]byte
	masked   int // bytes of the current payload that were unmasked

	writing sync.Mutex // a pong may meet a message
}

// Read reads from inside messages. It returns io.EOF when the client closed the WebSocket.
func (s *stream) Read(p []byte) (int, error) {
	if len(p) == 0 {
		return 0, nil
	}
	for s.left == 0 {
		if err := s.nextFrame(); err != nil {
			return 0, err
		}
	}
	if int64(len(p)) > s.left {
		p = p[:s.left]
	}
	n, err := s.raw(p)
	s.unmask(p[:n])
	s.left -= int64(n)
	if err == io.EOF && s.left > 0 {
		err = io.ErrUnexpectedEOF
	}
	return n, err
}

// unmask takes the mask off p, which follows what was unmasked before; eight bytes at a time while there are as many.
func (s *stream) unmask(p []byte) {
	var mask [8]byte
	for i := range mask {
		mask[i] = s.mask[(s.masked+i)&3]
	}
	s.masked = (s.masked + len(p)) & 3
	wide := binary.LittleEndian.Uint64(mask[:])
	for ; len(p) >= 8; p = p[8:] {
		binary.LittleEndian.PutUint64(p, binary.LittleEndian.Uint64(p)^wide)
	}
	for i := range p {
		p[i] ^= mask[i]
	}
}

// raw reads from the connection, through buf unless p is larger.
func (s *stream) raw(p []byte) (int, error) {
	if s.from == s.to {
		if len(s.early) > 0 {
			n := copy(p, s.early)
			if s.early = s.early[n:]; len(s.early) == 0 {
				s.early = nil
			}
			return n, nil
		}
		if len(p) >= len(s.buf) {
			return s.Conn.Read(p)
		}
		n, err := s.Conn.Read(s.buf[:])
		s.from, s.to = 0, n
		if n == 0 {
			return 0, err
		}
	}
	n := copy(p, s.buf[s.from:s.to])
	s.from += n
	return n, nil
}

// full reads all of p.
func (s *stream) full(p []byte) error {
	for have := 0; have < len(p); {
		n, err := s.raw(p[have:])
		if have += n; err != nil && have < len(p) {
			if err == io.EOF && have > 0 {
				err = io.ErrUnexpectedEOF
			}
			return err
		}
	}
	return nil
}

// nextFrame reads the header of the next frame, and answers it if it is a control frame.
func (s *stream) nextFrame() error {
	var head [8]byte
	if err := s.full(head[:2]); err != nil {
		return err
	}
	final, op, length := head[0]&finalBit != 0, head[0]&0x0f, int64(head[1]&^maskBit)
	if head[0]&0x70 != 0 || head[1]&maskBit == 0 {
		return s.end(codeProtocol)
	}
	switch length {
	case 126:
		if err := s.inside(head[:2]); err != nil {
			return err
		}
		length = int64(binary.BigEndian.Uint16(head[:]))
	case 127:
		if err := s.inside(head[:8]); err != nil {
			return err
		}
		if length = int64(binary.BigEndian.Uint64(head[:])); length < 0 {
			return s.end(codeProtocol)
		}
	}
	if err := s.inside(s.mask[:]); err != nil {
		return err
	}
	s.masked = 0
	switch op {
	case opContinuation, opBinary:
		return s.data(op, final, length)
	case opText:
		return s.end(codeUnsupported)
	case opClose, opPing, opPong:
		if !final || length > maxControl {
			return s.end(codeProtocol)
		}
		return s.control(op, int(length))
	}
	return s.end(codeProtocol)
}

// inside is full where the connection may not end.
func (s *stream) inside(p []byte) error {
	err := s.full(p)
	if err == io.EOF {
		err = io.ErrUnexpectedEOF
	}
	return err
}

// data begins a frame of a message.
func (s *stream) data(op byte, final bool, length int64) error {
	if (op == opContinuation) != s.more {
		return s.end(codeProtocol)
	}
	if op == opBinary {
		s.message = 0
	}
	if length > s.limit-s.message {
		return s.end(codeTooBig)
	}
	s.message += length
	s.left, s.more = length, !final
	return nil
}

// control answers a ping with its payload, and a close with a close. After that it returns io.EOF.
func (s *stream) control(op byte, length int) error {
	var payload [maxControl]byte
	if err := s.inside(payload[:length]); err != nil {
		return err
	}
	s.unmask(payload[:length])
	switch op {
	case opPing:
		return s.reply(opPong, payload[:length])
	case opClose:
		// What is wrong with the connection by now, if anything, is of no interest: it is over.
		_ = s.reply(opClose, payload[:min(length, 2)])
		return io.EOF
	}
	return nil
}

// end tells the client why it is cut off.
func (s *stream) end(code uint16) error {
	if err := s.reply(opClose, binary.BigEndian.AppendUint16(nil, code)); err != nil {
		return err
	}
	return fmt.Errorf("%w: %d", errEnded, code)
}

// reply writes a control frame from the reader's goroutine; a client that does not take it in time is cut off.
func (s *stream) reply(op byte, payload []byte) error {
	late := time.AfterFunc(replyWithin, func() { s.Conn.Close() })
	defer late.Stop()
	return s.frame(op, payload)
}

// Write writes p as one binary message.
func (s *stream) Write(p []byte) (int, error) {
	if err := s.frame(opBinary, p); err != nil {
		return 0, err
	}
	return len(p), nil
}

// packets hold buffers for frames on their way out.
var packets = sync.Pool{New: func() any { return new([maxHeader + together]byte) }}

// frame writes one frame, final and not masked.
func (s *stream) frame(op byte, payload []byte) error {
	packet := packets.Get().(*[maxHeader + together]byte)
	defer packets.Put(packet)
	out := append(packet[:0], finalBit|op)
	switch n := len(payload); {
	case n < 126:
		out = append(out, byte(n))
	case n < 1<<16:
		out = binary.BigEndian.AppendUint16(append(out, 126), uint16(n))
	default:
		out = binary.BigEndian.AppendUint64(append(out, 127), uint64(n))
	}
	s.writing.Lock()
	defer s.writing.Unlock()
	if len(payload) <= together {
		out, payload = append(out, payload...), nil
	}
	_, err := s.Conn.Write(out)
	if err == nil && len(payload) > 0 {
		_, err = s.Conn.Write(payload)
	}
	return err
}

// Close tells the client that the WebSocket ends normally, unless it does not read, and closes the connection. It may be
// called again, and while others read or write.
func (s *stream) Close() error {
	late := time.AfterFunc(farewell, func() { s.Conn.Close() })
	defer late.Stop()
	if s.writing.TryLock() {
		s.Conn.Write([]byte{finalBit | opClose, 2, codeNormal >> 8, codeNormal & 0xff})
		s.writing.Unlock()
	}
	return s.Conn.Close()
}
