package transport

import (
	"bytes"
	"crypto/rand"
	"io"
	"testing"
	"testing/iotest"

	"github.com/gotd/td/bin"
	"github.com/gotd/td/mtproxy"
	"github.com/gotd/td/mtproxy/obfuscator"
	"github.com/gotd/td/proto/codec"
)

// transcripts are what gotd's clients would send: a frame each of 8, 600 and 3000 bytes, in every framing.
func transcripts() [][]byte {
	var out [][]byte
	for _, client := range clients {
		for _, obfuscated := range []bool{false, true} {
			far, cd := &script{}, client.codec()
			var stream io.Writer = far
			if tagged, ok := cd.(codec.TaggedCodec); !obfuscated {
				cd.WriteHeader(far)
			} else if ok {
				o := obfuscator.Obfuscated2(rand.Reader, far)
				o.Handshake(tagged.ObfuscatedTag(), 2, mtproxy.Secret{})
				stream = o
			} else {
				continue
			}
			for _, n := range []int{8, 600, 3000} {
				cd.Write(stream, &bin.Buffer{Buf: body(n)})
			}
			out = append(out, far.out.Bytes())
		}
	}
	return out
}

// FuzzAccept sends anything to a new connection. What is read may not depend on how the bytes are cut into packets, and
// no body may be empty or larger than the limit.
func FuzzAccept(f *testing.F) {
	for _, t := range transcripts() {
		f.Add(t)
	}
	f.Add([]byte("GET /apiws HTTP/1.1\r\n\r\n"))
	f.Add(le(tagIntermediate, 1<<31-4))
	f.Fuzz(func(t *testing.T, in []byte) {
		const limit = 4096
		read := func(r io.Reader) (bodies [][]byte, last error) {
			c, err := Accept(&script{in: r}, Limits{Frame: limit})
			if err != nil {
				return nil, err
			}
			for {
				f, err := c.ReadFrame()
				if err != nil {
					return bodies, err
				}
				if len(f.Body) == 0 || len(f.Body) > limit+maxPadding {
					t.Fatalf("a body of %d bytes", len(f.Body))
				}
				bodies = append(bodies, bytes.Clone(f.Body))
			}
		}
		whole, err := read(bytes.NewReader(in))
		cut, cutErr := read(iotest.OneByteReader(bytes.NewReader(in)))
		if len(whole) != len(cut) || err.Error() != cutErr.Error() {
			t.Fatalf("%d frames and %v, byte by byte %d and %v", len(whole), err, len(cut), cutErr)
		}
		for i := range whole {
			if !bytes.Equal(whole[i], cut[i]) {
				t.Fatalf("frame %d depends on packets", i)
			}
		}
	})
}

// FuzzFraming writes bodies in every framing and reads them back.
func FuzzFraming(f *testing.F) {
	for i := range clients {
		f.Add(byte(i), []byte("abcdefgh"), uint8(3))
		f.Add(byte(i), body(2000), uint8(1))
	}
	f.Fuzz(func(t *testing.T, kind byte, payload []byte, count uint8) {
		fr := framing(kind%4) + abridged
		payload = payload[:len(payload)&^3]
		if len(payload) == 0 {
			return
		}
		var wire bytes.Buffer
		w := &Conn{conn: &script{}, framing: fr}
		for range count % 8 {
			if err := w.WriteFrame(payload, payload); err != nil {
				t.Fatal(err)
			}
		}
		wire.Write(w.conn.(*script).out.Bytes())
		r := &Conn{conn: &script{in: &wire}, framing: fr, limit: len(payload)}
		for range 2 * (count % 8) {
			got, err := r.ReadFrame()
			if err != nil || !bytes.HasPrefix(got.Body, payload) || len(got.Body) > len(payload)+3 {
				t.Fatalf("%v: read %x, %v; want %x", fr, got.Body, err, payload)
			}
		}
		if _, err := r.ReadFrame(); err != io.EOF {
			t.Fatalf("%v: %v, want EOF", fr, err)
		}
	})
}
