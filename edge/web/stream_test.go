package web

import (
	"bytes"
	"encoding/binary"
	"errors"
	"io"
	"net"
	"testing"
	"testing/iotest"
	"testing/synctest"
	"time"
)

// A script is a connection whose client sends what in holds, and whose answers go to out.
type script struct {
	net.Conn
	in  io.Reader
	out bytes.Buffer
}

func (s *script) Read(p []byte) (int, error)  { return s.in.Read(p) }
func (s *script) Write(p []byte) (int, error) { return s.out.Write(p) }
func (*script) Close() error                  { return nil }

// frame returns a frame as a client sends it.
func frame(first byte, payload string) []byte {
	mask := [4]byte{0xa1, 0xb2, 0xc3, 0xd4}
	out := []byte{first}
	switch n := len(payload); {
	case n < 126:
		out = append(out, maskBit|byte(n))
	case n < 1<<16:
		out = binary.BigEndian.AppendUint16(append(out, maskBit|126), uint16(n))
	default:
		out = binary.BigEndian.AppendUint64(append(out, maskBit|127), uint64(n))
	}
	out = append(out, mask[:]...)
	for i := range len(payload) {
		out = append(out, payload[i]^mask[i%4])
	}
	return out
}

const (
	binaryFrame = finalBit | opBinary
	closed1002  = "\x88\x02\x03\xea"
	closed1003  = "\x88\x02\x03\xeb"
	closed1009  = "\x88\x02\x03\xf1"
)

func TestStreamReads(t *testing.T) {
	long := string(bytes.Repeat([]byte("lamplight"), 100))
	huge := string(bytes.Repeat([]byte("lamplight"), 10_000))
	tests := []struct {
		name   string
		in     [][]byte
		want   string
		answer string
		err    error
	}{
		{name: "one message", in: [][]byte{frame(binaryFrame, "hello")}, want: "hello", err: io.EOF},
		{name: "lengths", in: [][]byte{frame(binaryFrame, long), frame(binaryFrame, huge), frame(binaryFrame, "x")}, want: long + huge + "x", err: io.EOF},
		{name: "in pieces", in: [][]byte{frame(opBinary, "he"), frame(opContinuation, "l"), frame(finalBit|opContinuation, "lo")}, want: "hello", err: io.EOF},
		{name: "empty frames", in: [][]byte{frame(binaryFrame, ""), frame(opBinary, ""), frame(finalBit|opContinuation, "x")}, want: "x", err: io.EOF},
		{name: "a ping between pieces", in: [][]byte{frame(opBinary, "a"), frame(finalBit|opPing, "p"), frame(finalBit|opContinuation, "b")}, want: "ab", answer: "\x8a\x01p", err: io.EOF},
		{name: "a pong", in: [][]byte{frame(finalBit|opPong, "p"), frame(binaryFrame, "b")}, want: "b", err: io.EOF},
		{name: "a close", in: [][]byte{frame(binaryFrame, "b"), frame(finalBit|opClose, "\x03\xe8bye"), frame(binaryFrame, "c")}, want: "b", answer: "\x88\x02\x03\xe8", err: io.EOF},
		{name: "a close without a code", in: [][]byte{frame(finalBit|opClose, "")}, answer: "\x88\x00", err: io.EOF},
		{name: "text", in: [][]byte{frame(finalBit|opText, "b")}, answer: closed1003, err: errEnded},
		{name: "not masked", in: [][]byte{{binaryFrame, 1, 'x'}}, answer: closed1002, err: errEnded},
		{name: "reserved bits", in: [][]byte{frame(binaryFrame|0x40, "x")}, answer: closed1002, err: errEnded},
		{name: "an unknown opcode", in: [][]byte{frame(finalBit|3, "x")}, answer: closed1002, err: errEnded},
		{name: "nothing to continue", in: [][]byte{frame(finalBit|opContinuation, "x")}, answer: closed1002, err: errEnded},
		{name: "a message within a message", in: [][]byte{frame(opBinary, "x"), frame(binaryFrame, "y")}, want: "x", answer: closed1002, err: errEnded},
		{name: "a long ping", in: [][]byte{frame(finalBit|opPing, long)}, answer: closed1002, err: errEnded},
		{name: "a ping in pieces", in: [][]byte{frame(opPing, "x")}, answer: closed1002, err: errEnded},
		{name: "too large", in: [][]byte{frame(binaryFrame, huge+"12345678901")}, answer: closed1009, err: errEnded},
		{name: "too large in pieces", in: [][]byte{frame(opBinary, huge), frame(opContinuation, "12345678901")}, want: huge, answer: closed1009, err: errEnded},
		{name: "a negative length", in: [][]byte{{binaryFrame, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff}}, answer: closed1002, err: errEnded},
		{name: "a close of negative length", in: [][]byte{{finalBit | opClose, 0xff, 0xff, 0, 0, 0, 0, 0, 0, 0}}, answer: closed1002, err: errEnded},
		{name: "the largest length", in: [][]byte{{binaryFrame, 0xff, 0x7f, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0, 0, 0, 0}}, answer: closed1009, err: errEnded},
		{name: "cut in the header", in: [][]byte{frame(binaryFrame, "hello")[:4]}, err: io.ErrUnexpectedEOF},
		{name: "cut in the payload", in: [][]byte{frame(binaryFrame, "hello")[:8]}, want: "he", err: io.ErrUnexpectedEOF},
	}
	for _, tt := range tests {
		in := bytes.Join(tt.in, nil)
		for name, reader := range map[string]io.Reader{
			"whole": bytes.NewReader(in), "byte by byte": iotest.OneByteReader(bytes.NewReader(in)), "end with data": iotest.DataErrReader(bytes.NewReader(in)),
		} {
			conn := &script{in: reader}
			s := &stream{Conn: conn, limit: int64(len(huge)) + 10}
			var got []byte
			var err error
			for p := make([]byte, 1000); err == nil; {
				var n int
				n, err = s.Read(p)
				got = append(got, p[:n]...)
			}
			if string(got) != tt.want || conn.out.String() != tt.answer || !errors.Is(err, tt.err) {
				t.Errorf("%s, %s: read %d bytes, want %d; answered %q, want %q; %v, want %v",
					tt.name, name, len(got), len(tt.want), conn.out.String(), tt.answer, err, tt.err)
			}
		}
	}
}

// TestStreamEarly reads what the HTTP server had read ahead before what comes after.
func TestStreamEarly(t *testing.T) {
	in := append(frame(binaryFrame, "hello"), frame(binaryFrame, " again")...)
	for cut := range in {
		s := &stream{Conn: &script{in: bytes.NewReader(in[cut:])}, limit: 100, early: in[:cut]}
		if got, err := io.ReadAll(s); string(got) != "hello again" || err != nil {
			t.Errorf("cut at %d: %q, %v", cut, got, err)
		}
	}
}

// TestStreamPings: a client that asks for pongs and reads none is cut off. A reader that waits to write would not see its
// deadline, and hold the connection for ever.
func TestStreamPings(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		near, far := net.Pipe() // holds nothing: a write waits for its reader
		defer far.Close()
		s := &stream{Conn: near, limit: 1 << 20}
		go far.Write(frame(finalBit|opPing, "p"))
		start := time.Now()
		s.SetReadDeadline(start.Add(time.Minute))
		if _, err := s.Read(make([]byte, 1)); err == nil {
			t.Error("reads after a ping that nobody can be answered")
		}
		if took := time.Since(start); took > replyWithin {
			t.Errorf("the client is cut off after %v, want %v", took, replyWithin)
		}
	})
}

// TestStreamClose does not wait for a client that does not read.
func TestStreamClose(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		far, near := net.Pipe() // holds nothing: a write waits for its reader
		defer far.Close()
		s := &stream{Conn: near, limit: 100}
		start := time.Now()
		s.Close()
		if d := time.Since(start); d != farewell {
			t.Errorf("closed after %v, want %v", d, farewell)
		}
		go s.Write([]byte("x"))
		if _, err := s.Read(make([]byte, 1)); err == nil {
			t.Error("reads after Close")
		}
	})
}

// FuzzStream sends anything. What is read may not depend on how it is cut, and no message may be larger than the limit.
func FuzzStream(f *testing.F) {
	f.Add(frame(binaryFrame, "hello"))
	f.Add(append(frame(opBinary, "he"), frame(finalBit|opContinuation, "llo")...))
	f.Add(append(frame(finalBit|opPing, "p"), frame(finalBit|opClose, "\x03\xe8")...))
	f.Add(frame(finalBit|opText, "text"))
	f.Add(frame(binaryFrame, string(make([]byte, 300))))
	f.Fuzz(func(t *testing.T, in []byte) {
		read := func(r io.Reader) (got []byte, answer string, err error) {
			conn := &script{in: r}
			s := &stream{Conn: conn, limit: 200}
			for p := make([]byte, 512); err == nil; {
				var n int
				n, err = s.Read(p)
				got = append(got, p[:n]...)
				if s.message > s.limit {
					t.Fatalf("a message of %d bytes", s.message)
				}
			}
			return got, conn.out.String(), err
		}
		whole, answer, err := read(bytes.NewReader(in))
		cut, cutAnswer, cutErr := read(iotest.OneByteReader(bytes.NewReader(in)))
		if !bytes.Equal(whole, cut) || answer != cutAnswer || err.Error() != cutErr.Error() {
			t.Fatalf("%x, %q, %v; byte by byte %x, %q, %v", whole, answer, err, cut, cutAnswer, cutErr)
		}
	})
}
