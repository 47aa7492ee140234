package transport

import (
	"bytes"
	"crypto/rand"
	"fmt"
	"io"
	"testing"
	"testing/iotest"

	"github.com/gotd/td/bin"
	"github.com/gotd/td/mtproxy"
	"github.com/gotd/td/mtproxy/obfuscator"
	"github.com/gotd/td/proto/codec"
)

// TestAwait has a server wait before each frame, as sessions do, while clients of every framing send at once, byte by byte
// and in halves. Nothing large is held while it waits.
func TestAwait(t *testing.T) {
	sizes := []int{8, 40, 400, 508, 512, 516, 1024, 9000, 8, 70_000, 40}
	paces := map[string]func(io.Reader) io.Reader{
		"at once": func(r io.Reader) io.Reader { return r }, "byte by byte": iotest.OneByteReader,
		"in halves": iotest.HalfReader, "the end with the last bytes": iotest.DataErrReader,
	}
	for _, client := range clients {
		for _, dc := range []int{0, 2} {
			if client.name == "full" && dc != 0 {
				continue // full has no tag for obfuscated2
			}
			far := &script{in: &bytes.Buffer{}}
			sent := &far.out
			var stream io.ReadWriter = far
			cd := client.codec()
			if dc != 0 {
				o := obfuscator.Obfuscated2(rand.Reader, far)
				if err := o.Handshake(cd.(codec.TaggedCodec).ObfuscatedTag(), dc, mtproxy.Secret{}); err != nil {
					t.Fatal(err)
				}
				stream = o
			} else if err := cd.WriteHeader(far); err != nil {
				t.Fatal(err)
			}
			for _, n := range sizes {
				if err := cd.Write(stream, &bin.Buffer{Buf: body(n)}); err != nil {
					t.Fatal(err)
				}
			}
			for name, pace := range paces {
				t.Run(fmt.Sprint(client.name, " dc ", dc, " ", name), func(t *testing.T) {
					c, err := Accept(&script{in: pace(bytes.NewReader(sent.Bytes()))}, Limits{})
					if err != nil {
						t.Fatal(err)
					}
					for _, n := range sizes {
						waits := c.from == c.to
						if err := c.Await(); err != nil {
							t.Fatalf("wait for a frame of %d: %v", n, err)
						}
						if waits && c.large != nil {
							t.Errorf("a large buffer was held while waiting for a frame of %d", n)
						}
						if f := readFrame(t, c, n); !bytes.Equal(f.Body, body(n)) {
							t.Fatalf("read %d bytes; want the %d that were sent", len(f.Body), n)
						}
					}
					if err := c.Await(); err != io.EOF {
						t.Errorf("after the end: %v, want EOF", err)
					}
				})
			}
		}
	}
}

// TestAwaitOfHalfAFrame has a client go in the middle of a frame.
func TestAwaitOfHalfAFrame(t *testing.T) {
	whole := join([]byte{0xee, 0xee, 0xee, 0xee}, le(600), body(600))
	for _, n := range []int{5, 8, 9, 500, 607} {
		c, err := Accept(&script{in: bytes.NewReader(whole[:n])}, Limits{})
		if err != nil {
			t.Fatal(err)
		}
		if err := c.Await(); err != nil {
			t.Errorf("%d bytes: %v while there is something to read", n, err)
		}
		if _, err := c.ReadFrame(); err != io.ErrUnexpectedEOF {
			t.Errorf("%d bytes: %v, want an end that was not expected", n, err)
		}
	}
}
