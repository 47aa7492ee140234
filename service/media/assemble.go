package media

import (
	"context"
	"crypto/md5"
	"crypto/sha1"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"hash"
	"io"
	"strings"
	"sync"
	"time"

	"lamplight"
	"lamplight/blob"
	"lamplight/store"
)

// Assemble puts together what was uploaded in parts: their order and sizes are checked and the file is hashed, without ever
// being in memory as a whole. Errors: FILE_PART_X_MISSING, FILE_PARTS_INVALID, FILE_PART_SIZE_INVALID, FILE_PART_SIZE_CHANGED,
// MD5_CHECKSUM_INVALID; and MEDIA_INVALID if the file was withdrawn. Asked again after Keep, it gives the same file until
// Limits.PartAge has passed.
func (s *Service) Assemble(ctx context.Context, u Uploaded) (*Upload, error) {
	if s.blobs == nil {
		return nil, errNoFiles
	}
	if u.Parts < 1 || u.Parts > s.limits.Parts {
		return nil, ErrPartsInvalid
	}
	if kept, err := s.keptUpload(ctx, u); kept != nil || err != nil {
		return kept, err
	}
	p, err := s.partsOf(ctx, u.Upload, u.Parts)
	if err != nil {
		return nil, err
	}
	f, err := p.hash(ctx)
	if err != nil {
		return nil, err
	}
	if err := checkMD5(u, f); err != nil {
		return nil, err
	}
	if s.withdrawn.File(f.Hash) {
		return nil, ErrMediaInvalid
	}
	return &Upload{File: f, Name: u.Name, id: u.Upload, open: p.open}, nil
}

// checkMD5 returns an error if the client says that the file has another MD5.
func checkMD5(u Uploaded, f store.File) error {
	if !u.Big && u.MD5 != "" && !strings.EqualFold(u.MD5, hex.EncodeToString(f.MD5[:])) {
		return ErrMD5Invalid
	}
	return nil
}

// A doneUpload is what is left of an upload that was kept, for a client that did not learn of it and asks again.
type doneUpload struct {
	Hash  string `json:"hash"` // SHA-256 in hexadecimal digits
	Parts int    `json:"parts"`
}

// keptUpload returns the file if it was put together and kept before; nil if it was not.
func (s *Service) keptUpload(ctx context.Context, u Uploaded) (*Upload, error) {
	text, err := s.blobs.ReadScratch(ctx, u.Upload.done(), nil)
	if errors.Is(err, blob.ErrNotFound) {
		return nil, nil
	}
	if err != nil {
		return nil, fmt.Errorf("look for an upload that was kept: %w", err)
	}
	var d doneUpload
	var h lamplight.FileHash
	if json.Unmarshal(text, &d) != nil || d.Parts != u.Parts || hex.DecodedLen(len(d.Hash)) != len(h) {
		return nil, nil // another file under the same number, or what a power failure left
	}
	if _, err := hex.Decode(h[:], []byte(d.Hash)); err != nil {
		return nil, nil
	}
	f, err := s.file(ctx, h)
	if errors.Is(err, store.ErrNotFound) || err == nil && f.State != store.FileStored {
		return nil, nil // nobody referred to it, and it was removed
	}
	if err != nil {
		return nil, err
	}
	if err := checkMD5(u, f); err != nil {
		return nil, err
	}
	if s.withdrawn.File(h) {
		return nil, ErrMediaInvalid
	}
	return &Upload{File: f, Name: u.Name, id: u.Upload, open: s.opener(h)}, nil
}

// file returns what is known of a file.
func (s *Service) file(ctx context.Context, h lamplight.FileHash) (f store.File, err error) {
	err = s.store.Read(ctx, func(tx store.Tx) (err error) {
		f, err = tx.File(h)
		return err
	})
	if err != nil {
		err = fmt.Errorf("look for a file: %w", err)
	}
	return f, err
}

// A partList is the parts of an upload, whole.
type partList struct {
	blobs blob.Store
	id    UploadID
	count int
	whole int64 // bytes of every part but the last
	size  int64 // bytes of the file
}

// partsOf looks whether all parts of an upload are there, and of the right sizes.
func (s *Service) partsOf(ctx context.Context, id UploadID, count int) (*partList, error) {
	sizes := make([]int64, count)
	if err := s.eachPart(ctx, id.name(), func(_ UploadID, part int, size int64, _ time.Time) {
		if part >= 0 && part < count {
			sizes[part] = size
		}
	}); err != nil {
		return nil, fmt.Errorf("list the parts of a file: %w", err)
	}
	p := &partList{blobs: s.blobs, id: id, count: count, whole: sizes[0]}
	for i, n := range sizes {
		switch {
		case n == 0:
			return nil, partMissing(i)
		case i < count-1 && !wholePart(int(n)):
			return nil, ErrPartSizeInvalid
		case i < count-1 && n != p.whole, n > p.whole:
			return nil, ErrPartSizeChanged
		}
		p.size += n
	}
	if p.size > s.limits.FileSize {
		return nil, ErrPartsInvalid
	}
	return p, nil
}

// read returns a part, which is good until the next call with the same memory.
func (p *partList) read(ctx context.Context, part int, memory *[]byte) ([]byte, error) {
	kept, err := p.blobs.ReadScratch(ctx, p.id.part(part), (*memory)[:0])
	if errors.Is(err, blob.ErrNotFound) {
		return nil, partMissing(part)
	}
	if err != nil {
		return nil, fmt.Errorf("read part %d of a file: %w", part, err)
	}
	*memory = kept
	bytes, ok := openPart(kept)
	if !ok {
		return nil, partMissing(part) // a power failure took it: the client sends it again
	}
	return bytes, nil
}

// hash reads the file and returns its size and hashes. The next part is read while one is hashed.
func (p *partList) hash(ctx context.Context) (store.File, error) {
	type read struct {
		bytes []byte
		err   error
	}
	var memory [2][]byte
	parts := make(chan read)
	ctx, cancel := context.WithCancel(ctx)
	var reader sync.WaitGroup
	defer reader.Wait()
	defer cancel()
	reader.Go(func() {
		for i := range p.count {
			// The part before the last one was hashed when the last one was taken.
			bytes, err := p.read(ctx, i, &memory[i%2])
			select {
			case parts <- read{bytes, err}:
			case <-ctx.Done():
				return
			}
			if err != nil {
				return
			}
		}
	})
	sums := newSums()
	for range p.count {
		r := <-parts
		if r.err != nil {
			return store.File{}, r.err
		}
		sums.add(r.bytes)
	}
	return sums.file(), nil
}

// sums are the hashes of a file.
type sums struct {
	md5, sha1, sha256 hash.Hash
	size              int64
}

func newSums() *sums { return &sums{md5: md5.New(), sha1: sha1.New(), sha256: sha256.New()} }

// add hashes what comes next: MD5, which is the slowest, beside the others.
func (s *sums) add(p []byte) {
	s.size += int64(len(p))
	if len(p) < 32<<10 {
		s.md5.Write(p)
		s.sha1.Write(p)
		s.sha256.Write(p)
		return
	}
	var slow sync.WaitGroup
	slow.Go(func() { s.md5.Write(p) })
	s.sha1.Write(p)
	s.sha256.Write(p)
	slow.Wait()
}

// Write implements io.Writer.
func (s *sums) Write(p []byte) (int, error) {
	s.add(p)
	return len(p), nil
}

func (s *sums) file() store.File {
	return store.File{
		Hash: lamplight.FileHash(s.sha256.Sum(nil)), MD5: [16]byte(s.md5.Sum(nil)), SHA1: [20]byte(s.sha1.Sum(nil)), Size: s.size,
	}
}

// open returns a stretch of the file.
func (p *partList) open(ctx context.Context, offset, length int64) (io.ReadCloser, error) {
	end := p.size
	if length >= 0 {
		end = min(end, offset+length)
	}
	return &partReader{ctx: ctx, list: p, at: min(offset, end), end: end, part: -1}, nil
}

// A partReader reads a file from its parts.
type partReader struct {
	ctx     context.Context
	list    *partList
	at, end int64
	part    int // that bytes is; -1: none yet
	bytes   []byte
	memory  []byte
}

// Read implements io.Reader.
func (r *partReader) Read(p []byte) (int, error) {
	if r.at >= r.end {
		return 0, io.EOF
	}
	if part := int(r.at / r.list.whole); part != r.part {
		bytes, err := r.list.read(r.ctx, part, &r.memory)
		if err != nil {
			return 0, err
		}
		r.part, r.bytes = part, bytes
	}
	from := r.at - int64(r.part)*r.list.whole
	if from >= int64(len(r.bytes)) {
		return 0, io.ErrUnexpectedEOF // another part came in its place meanwhile
	}
	n := copy(p[:min(int64(len(p)), r.end-r.at)], r.bytes[from:])
	r.at += int64(n)
	return n, nil
}

// Close implements io.Closer.
func (r *partReader) Close() error {
	r.part, r.bytes, r.memory = -1, nil, nil
	return nil
}
