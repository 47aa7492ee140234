package session

import (
	"bytes"
	"errors"
	"io"
	"sync"

	"github.com/gotd/td/bin"
	"github.com/gotd/td/mt"
	"github.com/klauspost/compress/gzip"
)

// Errors of gzip_packed.
var (
	errGzip = errors.New("session: malformed gzip_packed")
	errBomb = errors.New("session: gzip_packed becomes too large")
)

// zips holds packers and unpackers between uses: one of them costs more than most of what it packs.
type zips struct {
	writers sync.Pool // of *gzip.Writer
	readers sync.Pool // of *gzip.Reader
}

// unpack returns what a gzip_packed holds. It reads no further than the limits allow.
func (z *zips) unpack(body []byte, l Limits) ([]byte, error) {
	b := bin.Buffer{Buf: body}
	if err := b.ConsumeID(mt.GzipPackedTypeID); err != nil {
		return nil, errGzip
	}
	packed, err := b.Bytes()
	if err != nil {
		return nil, errGzip
	}
	limit := min(l.UnpackedBytes, max(smallUnpacked, len(packed)*l.UnpackedRatio))
	r, _ := z.readers.Get().(*gzip.Reader)
	if r == nil {
		r = new(gzip.Reader)
	}
	defer z.readers.Put(r)
	if err := r.Reset(bytes.NewReader(packed)); err != nil {
		return nil, errGzip
	}
	var out bytes.Buffer
	switch n, err := io.Copy(&out, io.LimitReader(r, int64(limit)+1)); {
	case err != nil:
		return nil, errGzip
	case n > int64(limit):
		return nil, errBomb
	}
	return out.Bytes(), nil
}

// pack appends object as gzip_packed to dst; it returns false, and dst as it was, where that saves less than an eighth.
func (z *zips) pack(dst, object []byte) ([]byte, bool) {
	w, _ := z.writers.Get().(*gzip.Writer)
	if w == nil {
		w, _ = gzip.NewWriterLevel(nil, gzip.BestSpeed)
	}
	defer z.writers.Put(w)
	var packed bytes.Buffer
	packed.Grow(len(object) / 2)
	w.Reset(&packed)
	// A bytes.Buffer takes everything: neither call can fail.
	_, _ = w.Write(object)
	_ = w.Close()
	if packed.Len() > len(object)-len(object)/8 {
		return dst, false
	}
	b := bin.Buffer{Buf: dst}
	b.PutID(mt.GzipPackedTypeID)
	b.PutBytes(packed.Bytes())
	return b.Buf, true
}
