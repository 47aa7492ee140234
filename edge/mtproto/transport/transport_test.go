package transport

import (
	"bytes"
	"crypto/rand"
	"encoding/binary"
	"errors"
	"fmt"
	"hash/crc32"
	"io"
	"net"
	"os"
	"runtime"
	"testing"
	"testing/synctest"
	"time"

	"github.com/gotd/td/bin"
	"github.com/gotd/td/mtproxy"
	"github.com/gotd/td/mtproxy/obfuscator"
	"github.com/gotd/td/proto/codec"
)

// clients are gotd's codecs, one per framing.
var clients = []struct {
	name  string
	codec func() codec.Codec
}{
	{"abridged", func() codec.Codec { return codec.Abridged{} }},
	{"intermediate", func() codec.Codec { return codec.Intermediate{} }},
	{"padded", func() codec.Codec { return codec.PaddedIntermediate{} }},
	{"full", func() codec.Codec { return &codec.Full{} }},
}

// body returns n recognisable bytes.
func body(n int) []byte {
	b := make([]byte, n)
	for i := range b {
		b[i] = byte(i*7 + n)
	}
	return b
}

// readFrame reads a frame and takes off what padding a padded framing added to one of n bytes.
func readFrame(t *testing.T, c *Conn, n int) Frame {
	t.Helper()
	f, err := c.ReadFrame()
	if err != nil {
		t.Fatalf("read a frame of %d: %v", n, err)
	}
	if c.framing == padded && len(f.Body) >= n && len(f.Body) <= n+maxPadding {
		f.Body = f.Body[:n]
	}
	return f
}

// TestGotdClients lets gotd's client codecs and obfuscator talk to Accept, both ways, in all sizes that matter to the
// framings and to the buffers.
func TestGotdClients(t *testing.T) {
	sizes := []int{4, 8, 40, 124 * 4, 125 * 4, 126 * 4, 127 * 4, 128 * 4, 129 * 4, 1012, 1016, 1020, 1024, 1028, 2048, 2052, 8192, 70_000, 1 << 20}
	for _, client := range clients {
		for _, dc := range []int{0, 2, -4, 10002} {
			obfuscated := dc != 0
			if client.name == "full" && obfuscated {
				continue // full has no tag for obfuscated2
			}
			t.Run(fmt.Sprint(client.name, " dc ", dc), func(t *testing.T) {
				far, near := net.Pipe()
				defer far.Close()
				var stream io.ReadWriter = far
				cd := client.codec()
				go func() {
					if obfuscated {
						o := obfuscator.Obfuscated2(rand.Reader, far)
						if err := o.Handshake(cd.(codec.TaggedCodec).ObfuscatedTag(), dc, mtproxy.Secret{}); err != nil {
							t.Error(err)
						}
						stream = o
					} else if err := cd.WriteHeader(far); err != nil {
						t.Error(err)
					}
					for _, n := range sizes {
						if err := cd.Write(stream, &bin.Buffer{Buf: body(n)}); err != nil {
							t.Error(err)
						}
					}
					for _, n := range sizes[1:] { // gotd takes four bytes for a transport error
						var b bin.Buffer
						if err := cd.Read(stream, &b); err != nil || !bytes.Equal(b.Buf, body(n)) {
							t.Errorf("gotd read %d bytes, %v; want %d", b.Len(), err, n)
						}
					}
					var b bin.Buffer
					var code *codec.ProtocolErr
					if err := cd.Read(stream, &b); !errors.As(err, &code) || code.Code != 404 {
						t.Errorf("gotd read %v, want the transport error 404", err)
					}
					far.Close()
				}()

				c, err := Accept(near, Limits{})
				if err != nil {
					t.Fatal(err)
				}
				want := client.name
				if obfuscated {
					want = "obfuscated-" + want
				}
				if c.Protocol() != want || c.DC() != dc {
					t.Errorf("accepted %s for dc %d, want %s for %d", c.Protocol(), c.DC(), want, dc)
				}
				for _, n := range sizes {
					if f := readFrame(t, c, n); !bytes.Equal(f.Body, body(n)) || f.QuickAck {
						t.Fatalf("read %d bytes, quick ack %v; want %d", len(f.Body), f.QuickAck, n)
					}
				}
				var bodies [][]byte
				for _, n := range sizes[1:] {
					bodies = append(bodies, body(n))
				}
				if err := c.WriteFrame(bodies...); err != nil {
					t.Fatal(err)
				}
				if !bytes.Equal(bodies[3], body(sizes[4])) {
					t.Error("writing changed a body")
				}
				if err := c.WriteError(CodeKeyUnknown); err != nil {
					t.Fatal(err)
				}
				if _, err := c.ReadFrame(); err != io.EOF {
					t.Errorf("after the end: %v, want EOF", err)
				}
			})
		}
	}
}

// A script is a connection whose client sends what in holds, and whose answers go to out. It has no deadlines.
type script struct {
	in  io.Reader
	out bytes.Buffer
}

func (s *script) Read(p []byte) (int, error)       { return s.in.Read(p) }
func (s *script) Write(p []byte) (int, error)      { return s.out.Write(p) }
func (*script) Close() error                       { return nil }
func (*script) LocalAddr() net.Addr                { return &net.TCPAddr{} }
func (*script) RemoteAddr() net.Addr               { return &net.TCPAddr{} }
func (*script) SetDeadline(time.Time) error        { return nil }
func (*script) SetReadDeadline(t time.Time) error  { return nil }
func (*script) SetWriteDeadline(t time.Time) error { return nil }

// le returns the little-endian bytes of words.
func le(words ...uint32) []byte {
	var b []byte
	for _, w := range words {
		b = binary.LittleEndian.AppendUint32(b, w)
	}
	return b
}

func join(parts ...[]byte) []byte { return bytes.Join(parts, nil) }

// fullFrame returns a frame of the full framing.
func fullFrame(sequence uint32, body []byte) []byte {
	b := join(le(uint32(len(body)+12), sequence), body)
	return binary.LittleEndian.AppendUint32(b, crc32.ChecksumIEEE(b))
}

func TestFrames(t *testing.T) {
	eight := body(8)
	wrongSum := fullFrame(0, eight)
	wrongSum[len(wrongSum)-1] ^= 1
	tests := []struct {
		name string
		in   []byte
		want []Frame
		err  error // after want
	}{
		{name: "abridged, quick ack", in: join([]byte{0xef, 0x82}, eight), want: []Frame{{eight, true}}, err: io.EOF},
		{name: "abridged, long, quick ack", in: join([]byte{0xef, 0xff, 2, 0, 0}, eight), want: []Frame{{eight, true}}, err: io.EOF},
		{name: "abridged, zero length", in: []byte{0xef, 0}, err: ErrFrame},
		{name: "abridged, zero length with quick ack", in: []byte{0xef, 0x80}, err: ErrFrame},
		{name: "abridged, huge length", in: []byte{0xef, 0x7f, 0xff, 0xff, 0xff}, err: ErrTooLarge},
		{name: "abridged, cut in the length", in: []byte{0xef, 0x7f, 1}, err: io.ErrUnexpectedEOF},
		{name: "abridged, cut in the body", in: []byte{0xef, 2, 1, 2, 3}, err: io.ErrUnexpectedEOF},
		{name: "intermediate, quick ack", in: join(le(tagIntermediate, 8|1<<31), eight), want: []Frame{{eight, true}}, err: io.EOF},
		{name: "intermediate, zero length", in: le(tagIntermediate, 0), err: ErrFrame},
		{name: "intermediate, zero length with quick ack", in: le(tagIntermediate, 1<<31), err: ErrFrame},
		{name: "intermediate, uneven length", in: join(le(tagIntermediate, 7), eight), err: ErrFrame},
		{name: "intermediate, huge length", in: le(tagIntermediate, 1<<31-4), err: ErrTooLarge},
		{name: "intermediate, all bits", in: le(tagIntermediate, 1<<32-1), err: ErrFrame},
		{name: "intermediate, cut in a large body", in: join(le(tagIntermediate, 4096), eight), err: io.ErrUnexpectedEOF},
		{name: "padded", in: join(le(tagPadded, 11), eight, []byte{1, 2, 3}), want: []Frame{{join(eight, []byte{1, 2, 3}), false}}, err: io.EOF},
		{name: "padded, huge length", in: le(tagPadded, 1<<31-1), err: ErrTooLarge},
		{name: "full", in: join(fullFrame(0, eight), fullFrame(1, body(4))), want: []Frame{{eight, false}, {body(4), false}}, err: io.EOF},
		{name: "full, sequence does not grow", in: join(fullFrame(0, eight), fullFrame(0, eight)), want: []Frame{{eight, false}}, err: ErrFrame},
		{name: "full, sequence skips", in: join(fullFrame(0, eight), fullFrame(2, eight)), want: []Frame{{eight, false}}, err: ErrFrame},
		{name: "full, wrong checksum", in: wrongSum, err: ErrFrame},
		{name: "full, second frame empty", in: join(fullFrame(0, eight), le(12, 1, 0)), want: []Frame{{eight, false}}, err: ErrFrame},
		{name: "full, second frame huge", in: join(fullFrame(0, eight), le(1<<31, 1)), want: []Frame{{eight, false}}, err: ErrTooLarge},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			c, err := Accept(&script{in: bytes.NewReader(tt.in)}, Limits{})
			if err != nil {
				t.Fatal(err)
			}
			for _, want := range tt.want {
				f, err := c.ReadFrame()
				if err != nil || !bytes.Equal(f.Body, want.Body) || f.QuickAck != want.QuickAck {
					t.Fatalf("read %x, %v, %v; want %x, %v", f.Body, f.QuickAck, err, want.Body, want.QuickAck)
				}
			}
			if f, err := c.ReadFrame(); err != tt.err {
				t.Errorf("then read %x, %v; want %v", f.Body, err, tt.err)
			}
		})
	}
}

func TestAcceptRefuses(t *testing.T) {
	noTag := make([]byte, 64)
	rand.Read(noTag)
	noTag[0], noTag[4] = 1, 1
	tests := []struct {
		name string
		in   []byte
		err  error
	}{
		{"nothing", nil, io.EOF},
		{"half a tag", []byte{0xee, 0xee}, io.ErrUnexpectedEOF},
		{"HTTP", []byte("GET / HTTP/1.1\r\n"), ErrUnknown},
		{"full, zero length", le(0, 0), ErrUnknown},
		{"full, shorter than its frame", le(12, 0), ErrUnknown},
		{"full, huge", le(1<<30, 0), ErrUnknown},
		{"half a header of obfuscated2", noTag[:63], io.ErrUnexpectedEOF},
		{"obfuscated2 without a tag", noTag, ErrUnknown},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if _, err := Accept(&script{in: bytes.NewReader(tt.in)}, Limits{}); !errors.Is(err, tt.err) {
				t.Errorf("got %v, want %v", err, tt.err)
			}
		})
	}
}

// TestAcceptGivesUp holds Accept to its limit against a client that sends one byte now and then.
func TestAcceptGivesUp(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		far, near := net.Pipe()
		defer far.Close()
		go func() {
			for {
				if _, err := far.Write([]byte{0x42}); err != nil {
					return
				}
				time.Sleep(time.Second)
			}
		}()
		start := time.Now()
		_, err := Accept(near, Limits{Header: 5 * time.Second})
		if !errors.Is(err, os.ErrDeadlineExceeded) || time.Since(start) != 5*time.Second {
			t.Errorf("gave up after %v with %v, want a deadline after 5 s", time.Since(start), err)
		}
		near.Close()
		time.Sleep(2 * time.Second) // the client notices
	})
}

// TestLimit holds each framing to Limits.Frame: a body of that size passes and a larger one does not.
func TestLimit(t *testing.T) {
	for _, client := range clients {
		t.Run(client.name, func(t *testing.T) {
			for _, tt := range []struct {
				size int
				err  error
			}{{2048, nil}, {2048 + 16, ErrTooLarge}} {
				cd, in := client.codec(), new(bytes.Buffer)
				cd.WriteHeader(in)
				cd.Write(in, &bin.Buffer{Buf: body(8)})
				cd.Write(in, &bin.Buffer{Buf: body(tt.size)})
				c, err := Accept(&script{in: in}, Limits{Frame: 2048})
				if err != nil {
					t.Fatal(err)
				}
				readFrame(t, c, 8)
				if _, err := c.ReadFrame(); err != tt.err {
					t.Errorf("%d bytes: %v, want %v", tt.size, err, tt.err)
				}
			}
		})
	}
}

func TestQuickAck(t *testing.T) {
	tests := []struct {
		start []byte
		want  []byte
	}{
		{[]byte{0xef}, []byte{0x81, 2, 3, 4}},
		{le(tagIntermediate), []byte{4, 3, 2, 0x81}},
		{le(tagPadded), []byte{4, 3, 2, 0x81}},
		{le(20, 0), nil},
	}
	for _, tt := range tests {
		s := &script{in: bytes.NewReader(tt.start)}
		c, err := Accept(s, Limits{})
		if err != nil {
			t.Fatal(err)
		}
		if err := c.WriteQuickAck(0x01020304); err != nil || !bytes.Equal(s.out.Bytes(), tt.want) {
			t.Errorf("%s: wrote %x, %v; want %x", c.Protocol(), s.out.Bytes(), err, tt.want)
		}
	}
}

func TestTransportErrorIsBare(t *testing.T) {
	for range 20 { // padding is random
		s := &script{in: bytes.NewReader(le(tagPadded))}
		c, err := Accept(s, Limits{})
		if err != nil {
			t.Fatal(err)
		}
		if err := c.WriteError(CodeFlood); err != nil || !bytes.Equal(s.out.Bytes(), le(4, ^uint32(429)+1)) {
			t.Fatalf("wrote %x, %v", s.out.Bytes(), err)
		}
	}
}

func TestWriteRefusesUneven(t *testing.T) {
	c, err := Accept(&script{in: bytes.NewReader([]byte{0xef})}, Limits{})
	if err != nil {
		t.Fatal(err)
	}
	for _, b := range [][]byte{nil, body(3), body(5)} {
		if err := c.WriteFrame(b); err != ErrUnaligned {
			t.Errorf("%d bytes: %v, want ErrUnaligned", len(b), err)
		}
	}
}

// TestAnnouncedIsNotAllocated checks that a client which announces a megabyte and sends a few bytes does not make us hold
// a megabyte.
func TestAnnouncedIsNotAllocated(t *testing.T) {
	c, err := Accept(&script{in: bytes.NewReader(join(le(tagIntermediate, 1<<20), body(100)))}, Limits{})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := c.ReadFrame(); err != io.ErrUnexpectedEOF {
		t.Fatal(err)
	}
	if n := len(c.large.bytes); n > 2<<10 {
		t.Errorf("holds %d bytes for 100 that were sent", n)
	}
}

// TestIdleMemory measures what a connection that waits for its next frame holds.
func TestIdleMemory(t *testing.T) {
	const n = 200
	heap := func() uint64 {
		for range 3 { // pools let go of what they hold in the second
			runtime.GC()
		}
		var m runtime.MemStats
		runtime.ReadMemStats(&m)
		return m.HeapAlloc
	}
	conns := make([]*Conn, 0, n)
	before := heap()
	for range n {
		far := &script{}
		o := obfuscator.Obfuscated2(rand.Reader, far)
		if err := o.Handshake(codec.Intermediate{}.ObfuscatedTag(), 2, mtproxy.Secret{}); err != nil {
			t.Fatal(err)
		}
		if err := (codec.Intermediate{}).Write(o, &bin.Buffer{Buf: body(100_000)}); err != nil {
			t.Fatal(err)
		}
		c, err := Accept(&script{in: &far.out}, Limits{})
		if err != nil {
			t.Fatal(err)
		}
		readFrame(t, c, 100_000)
		if _, err := c.ReadFrame(); err != io.EOF {
			t.Fatal(err)
		}
		c.conn = nil
		conns = append(conns, c)
	}
	per := int(heap()-before) / n
	t.Logf("%d bytes per idle connection", per)
	if per < smallBuffer || per > 3<<10 {
		t.Errorf("an idle connection holds %d bytes, want between 1 and 3 KiB", per)
	}
	runtime.KeepAlive(conns)
}
