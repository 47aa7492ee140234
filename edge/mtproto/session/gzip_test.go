package session

import (
	"bytes"
	"compress/gzip"
	"compress/zlib"
	"errors"
	"io"
	"testing"

	"github.com/gotd/td/mt"
)

// TestUnpack: clients pack as gzip or, like TDLib, as zlib; twice, since readers are used again.
func TestUnpack(t *testing.T) {
	small := []byte("a request of some kind, some kind, some kind")
	bomb := make([]byte, 4<<20)
	writers := map[string]func(io.Writer) io.WriteCloser{
		"gzip": func(w io.Writer) io.WriteCloser { return gzip.NewWriter(w) },
		"zlib": func(w io.Writer) io.WriteCloser { return zlib.NewWriter(w) },
	}
	for name, writer := range writers {
		t.Run(name, func(t *testing.T) {
			pack := func(data []byte) []byte {
				var packed bytes.Buffer
				w := writer(&packed)
				if _, err := w.Write(data); err != nil {
					t.Fatal(err)
				}
				if err := w.Close(); err != nil {
					t.Fatal(err)
				}
				return encode(&mt.GzipPacked{PackedData: packed.Bytes()})
			}
			var z zips
			limits := Limits{}.orDefaults()
			for range 2 {
				got, err := z.unpack(pack(small), limits)
				if err != nil || !bytes.Equal(got, small) {
					t.Errorf("unpacked %q, %v", got, err)
				}
				if _, err := z.unpack(pack(bomb), limits); !errors.Is(err, errBomb) {
					t.Errorf("a bomb: %v, want %v", err, errBomb)
				}
				if _, err := z.unpack(encode(&mt.GzipPacked{PackedData: []byte("nonsense")}), limits); !errors.Is(err, errGzip) {
					t.Errorf("nonsense: %v, want %v", err, errGzip)
				}
			}
		})
	}
}
