package session

import (
	"bytes"
	"errors"
	"io"
	"sync"

	"github.com/gotd/td/bin"
	"github.com/gotd/td/mt"
	"github.com/klauspost/compress/gzip"
	"github.com/klauspost/compress/zlib"
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
	zlib    sync.Pool // of io.ReadCloser that is a zlib.Resetter
}

// gzipMagic is how a gzip stream begins.
var gzipMagic = []byte{0x1f, 0x8b}

// unpack returns what a gzip_packed holds. It reads no further than the limits allow. TDLib packs as zlib does (RFC
// 1950) and not as gzip (RFC 1952), so both are taken.
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
	r, done, err := z.reader(packed)
	if err != nil {
		return nil, errGzip
	}
	defer done()
	var out bytes.Buffer
	switch n, err := io.Copy(&out, io.LimitReader(r, int64(limit)+1)); {
	case err != nil:
		return nil, errGzip
	case n > int64(limit):
		return nil, errBomb
	}
	return out.Bytes(), nil
}

// reader returns what unpacks packed, to be given back with done.
func (z *zips) reader(packed []byte) (r io.Reader, done func(), err error) {
	in := bytes.NewReader(packed)
	if bytes.HasPrefix(packed, gzipMagic) {
		r, _ := z.readers.Get().(*gzip.Reader)
		if r == nil {
			r = new(gzip.Reader)
		}
		if err := r.Reset(in); err != nil {
			return nil, nil, err
		}
		return r, func() { z.readers.Put(r) }, nil
	}
	old, _ := z.zlib.Get().(io.ReadCloser)
	if old == nil {
		if old, err = zlib.NewReader(in); err != nil {
			return nil, nil, err
		}
	} else if err := old.(zlib.Resetter).Reset(in, nil); err != nil {
		return nil, nil, err
	}
	return old, func() { z.zlib.Put(old) }, nil
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
