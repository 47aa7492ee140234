// Package bucket keeps files in a folder, or in a bucket of any service that speaks S3, over gocloud.dev/blob.
//
// A file is sha256/AB/ABCD… after its hash in hexadecimal digits; scratch is scratch/NAME. On disk what is kept is synced to
// the disk, file and folder, before it has its name: gocloud.dev writes the bytes, the name is given here.
package bucket

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"hash"
	"io"
	"io/fs"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"sync/atomic"
	"syscall"
	"time"

	"github.com/aws/aws-sdk-go-v2/service/s3"
	"github.com/aws/smithy-go"
	cloud "gocloud.dev/blob"
	"gocloud.dev/blob/fileblob"
	"gocloud.dev/blob/s3blob"
	"gocloud.dev/gcerrors"

	"lamplight"
	"lamplight/blob"
)

// Where what is kept stands.
const (
	filesAt   = "sha256/"
	scratchAt = "scratch/"
	arriving  = "arriving/" // on disk: what has no name yet
)

// copyBuffer is how much of a file is in memory while it is kept.
const copyBuffer = 256 << 10 // bytes

// arrivingAge is after how long what never got its name is removed at the start.
const arrivingAge = 24 * time.Hour

// A Bucket implements blob.Store. It is safe for concurrent use.
type Bucket struct {
	bucket *cloud.Bucket
	dir    string // of a Bucket on disk; else ""
	free   int64  // bytes of the disk that are kept free
	last   atomic.Int64
}

// Options are what a Bucket needs beside its place.
type Options struct {
	Now       time.Time // when it is opened
	FreeBytes int64     // of a disk, the last of them, that nothing is kept in; 0: it is not looked at
}

// Open opens file:DIR, a folder that is made if it is not there, or s3://BUCKET with the parameters that
// https://pkg.go.dev/gocloud.dev/blob/s3blob#URLOpener lists. What names the caller to S3 is found as Amazon's own tools
// find it. What an earlier run did not finish to keep, a day before Now, is removed.
func Open(ctx context.Context, rawURL string, o Options) (*Bucket, error) {
	if dir, ok := strings.CutPrefix(rawURL, "file:"); ok {
		return openDir(dir, o)
	}
	u, err := url.Parse(rawURL)
	if err != nil {
		return nil, fmt.Errorf("open files: %w", err)
	}
	if u.Scheme != s3blob.Scheme {
		return nil, fmt.Errorf("open files: %q is neither file:DIR nor s3://BUCKET", u.Scheme+":")
	}
	b, err := new(s3blob.URLOpener).OpenBucketURL(ctx, u)
	if err != nil {
		return nil, fmt.Errorf("open files in bucket %s: %w", u.Host, err)
	}
	return &Bucket{bucket: b}, nil
}

func openDir(dir string, o Options) (*Bucket, error) {
	dir, err := filepath.Abs(dir)
	if err != nil {
		return nil, fmt.Errorf("open files: %w", err)
	}
	for _, d := range []string{dir, filepath.Join(dir, filesAt), filepath.Join(dir, scratchAt), filepath.Join(dir, arriving)} {
		if err := os.MkdirAll(d, 0o700); err != nil {
			return nil, fmt.Errorf("open files: %w", err)
		}
	}
	// Every folder that a file can be in is there from the first start on, so that none has to be made durable on the way.
	for i := range 256 {
		d := filepath.Join(dir, filesAt, hex.EncodeToString([]byte{byte(i)}))
		if err := os.Mkdir(d, 0o700); err != nil && !errors.Is(err, fs.ErrExist) {
			return nil, fmt.Errorf("open files: %w", err)
		}
	}
	for _, d := range []string{filepath.Join(dir, filesAt), dir, filepath.Dir(dir)} {
		if err := syncPath(d); err != nil {
			return nil, fmt.Errorf("open files: %w", err)
		}
	}
	b, err := fileblob.OpenBucket(dir, &fileblob.Options{
		NoTempDir: true, Metadata: fileblob.MetadataDontWrite, DirFileMode: 0o700,
	})
	if err != nil {
		return nil, fmt.Errorf("open files: %w", err)
	}
	s := &Bucket{bucket: b, dir: dir, free: o.FreeBytes}
	return s, s.sweepArriving(o.Now)
}

// sweepArriving removes what an earlier run did not finish to keep. Another process may keep something just now.
func (b *Bucket) sweepArriving(now time.Time) error {
	list, err := os.ReadDir(filepath.Join(b.dir, arriving))
	if err != nil {
		return fmt.Errorf("open files: %w", err)
	}
	for _, e := range list {
		info, err := e.Info()
		if err != nil || now.Sub(info.ModTime()) < arrivingAge {
			continue // gone meanwhile, or young
		}
		if err := os.Remove(filepath.Join(b.dir, arriving, e.Name())); err != nil && !errors.Is(err, fs.ErrNotExist) {
			return fmt.Errorf("open files: %w", err)
		}
	}
	return nil
}

func keyOf(h lamplight.FileHash) string {
	name := hex.EncodeToString(h[:])
	return filesAt + name[:2] + "/" + name
}

// hashOf returns the hash of a file by its key; false for a key that is no file's.
func hashOf(key string) (h lamplight.FileHash, ok bool) {
	name := key[strings.LastIndexByte(key, '/')+1:]
	if len(name) != hex.EncodedLen(len(h)) {
		return h, false
	}
	_, err := hex.Decode(h[:], []byte(name))
	return h, err == nil && key == keyOf(h)
}

// Put implements blob.Store.
func (b *Bucket) Put(ctx context.Context, h lamplight.FileHash, r io.Reader) error {
	key := keyOf(h)
	if err := b.room(); err != nil {
		return err
	}
	if b.dir == "" {
		return b.write(ctx, key, h, r)
	}
	name := fmt.Sprintf("%s%x-%d-%d", arriving, h[:8], os.Getpid(), b.last.Add(1))
	if err := b.write(ctx, name, h, r); err != nil {
		return err
	}
	from, to := filepath.Join(b.dir, name), filepath.Join(b.dir, key)
	err := syncPath(from)
	if err == nil {
		err = os.Rename(from, to)
	}
	if err != nil {
		return errors.Join(failed("keep", err), os.Remove(from))
	}
	return failed("keep", syncPath(filepath.Dir(to)))
}

// write writes what r gives under key, unless it has another hash than h.
func (b *Bucket) write(ctx context.Context, key string, h lamplight.FileHash, r io.Reader) error {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	w, err := b.bucket.NewWriter(ctx, key, &cloud.WriterOptions{ContentType: "application/octet-stream"})
	if err != nil {
		return failed("keep", err)
	}
	sum := sha256.New()
	if _, err := io.CopyBuffer(struct{ io.Writer }{io.MultiWriter(w, sum)}, struct{ io.Reader }{r}, make([]byte, copyBuffer)); err != nil {
		cancel() // a writer whose context has ended keeps nothing
		return failed("keep", errors.Join(err, ended(w.Close())))
	}
	if !matches(sum, h) {
		cancel()
		return errors.Join(blob.ErrMismatch, ended(w.Close()))
	}
	return failed("keep", w.Close())
}

func matches(sum hash.Hash, h lamplight.FileHash) bool { return lamplight.FileHash(sum.Sum(nil)) == h }

// ended returns nil for the error of a writer that was told to stop.
func ended(err error) error {
	if errors.Is(err, context.Canceled) || gcerrors.Code(err) == gcerrors.Canceled {
		return nil
	}
	return err
}

// Open implements blob.Store.
func (b *Bucket) Open(ctx context.Context, h lamplight.FileHash, offset, length int64) (io.ReadCloser, error) {
	r, err := b.bucket.NewRangeReader(ctx, keyOf(h), offset, length, nil)
	if err == nil {
		return r, nil
	}
	if behindEnd(err) {
		return io.NopCloser(strings.NewReader("")), nil
	}
	return nil, failed("open", err)
}

// behindEnd reports whether S3 refused a range because the object ends before it.
func behindEnd(err error) bool {
	var api smithy.APIError
	return errors.As(err, &api) && api.ErrorCode() == "InvalidRange"
}

// Stat implements blob.Store.
func (b *Bucket) Stat(ctx context.Context, h lamplight.FileHash) (blob.Info, error) {
	a, err := b.bucket.Attributes(ctx, keyOf(h))
	if err != nil {
		return blob.Info{}, failed("look at", err)
	}
	return blob.Info{Hash: h, Size: a.Size, Written: a.ModTime}, nil
}

// Delete implements blob.Store.
func (b *Bucket) Delete(ctx context.Context, h lamplight.FileHash) error {
	return b.remove(ctx, keyOf(h))
}

func (b *Bucket) remove(ctx context.Context, key string) error {
	err := failed("remove", b.bucket.Delete(ctx, key))
	if errors.Is(err, blob.ErrNotFound) {
		return nil
	}
	return err
}

// List implements blob.Store.
func (b *Bucket) List(ctx context.Context, after lamplight.FileHash, limit int) (all []blob.Info, err error) {
	from := ""
	if after != (lamplight.FileHash{}) {
		from = keyOf(after)
	}
	err = b.list(ctx, filesAt, from, func(o *cloud.ListObject) bool {
		if h, ok := hashOf(o.Key); ok && len(all) < limit {
			all = append(all, blob.Info{Hash: h, Size: o.Size, Written: o.ModTime})
		}
		return len(all) < limit
	})
	return all, err
}

// pageSize is how many objects are listed at once.
const pageSize = 1000

// list calls f for the objects whose key begins with prefix and is greater than after, until it returns false.
func (b *Bucket) list(ctx context.Context, prefix, after string, f func(*cloud.ListObject) bool) error {
	o, token := &cloud.ListOptions{Prefix: prefix}, cloud.FirstPageToken
	switch {
	case after == "":
	case b.dir != "":
		token = []byte(after) // fileblob's tokens are keys
	default:
		o.BeforeList = func(as func(any) bool) error {
			var in *s3.ListObjectsV2Input
			if as(&in) && in.ContinuationToken == nil {
				in.StartAfter = &after
			}
			return nil
		}
	}
	for len(token) > 0 {
		var page []*cloud.ListObject
		var err error
		if page, token, err = b.bucket.ListPage(ctx, token, pageSize, o); err != nil {
			return failed("list", err)
		}
		for _, object := range page {
			if object.Key > after && !f(object) {
				return nil
			}
		}
	}
	return nil
}

// WriteScratch implements blob.Scratch.
func (b *Bucket) WriteScratch(ctx context.Context, name string, ps ...[]byte) error {
	if err := b.room(); err != nil {
		return err
	}
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	w, err := b.bucket.NewWriter(ctx, scratchAt+name, &cloud.WriterOptions{ContentType: "application/octet-stream"})
	if err != nil {
		return failed("keep", err)
	}
	for _, p := range ps {
		if _, err := w.Write(p); err != nil {
			cancel()
			return failed("keep", errors.Join(err, ended(w.Close())))
		}
	}
	return failed("keep", w.Close())
}

// ReadScratch implements blob.Scratch.
func (b *Bucket) ReadScratch(ctx context.Context, name string, p []byte) ([]byte, error) {
	r, err := b.bucket.NewReader(ctx, scratchAt+name, nil)
	if err != nil {
		return nil, failed("read", err)
	}
	defer r.Close()
	at, size := len(p), int(r.Size())
	if cap(p)-at < size {
		p = append(make([]byte, 0, at+size), p...)
	}
	p = p[:at+size]
	_, err = io.ReadFull(r, p[at:])
	return p, failed("read", err)
}

// ListScratch implements blob.Scratch.
func (b *Bucket) ListScratch(ctx context.Context, prefix, after string, limit int) (all []blob.Object, err error) {
	if after != "" {
		after = scratchAt + after
	}
	err = b.list(ctx, scratchAt+prefix, after, func(o *cloud.ListObject) bool {
		// What fileblob is just writing has a point in its name.
		if !strings.Contains(o.Key, ".") && len(all) < limit {
			all = append(all, blob.Object{Name: o.Key[len(scratchAt):], Size: o.Size, Written: o.ModTime})
		}
		return len(all) < limit
	})
	return all, err
}

// RemoveScratch implements blob.Scratch. On disk the folders that it leaves empty go with it.
func (b *Bucket) RemoveScratch(ctx context.Context, name string) error {
	if err := b.remove(ctx, scratchAt+name); err != nil || b.dir == "" {
		return err
	}
	for dir := filepath.Dir(name); dir != "."; dir = filepath.Dir(dir) {
		if os.Remove(filepath.Join(b.dir, scratchAt, dir)) != nil {
			break // not empty, as a rule; or somebody was faster
		}
	}
	return nil
}

// Ready implements blob.Store.
func (b *Bucket) Ready(ctx context.Context) error {
	ok, err := b.bucket.IsAccessible(ctx)
	if err == nil && !ok {
		err = errors.New("there is no such bucket")
	}
	if err != nil {
		return fmt.Errorf("files: %w", err)
	}
	return nil
}

// Close implements blob.Store.
func (b *Bucket) Close() error { return b.bucket.Close() }

// failed tells errors that the callers know from others.
func failed(what string, err error) error {
	var response interface{ HTTPStatusCode() int }
	switch {
	case err == nil:
		return nil
	case gcerrors.Code(err) == gcerrors.NotFound:
		return blob.ErrNotFound
	case errors.Is(err, syscall.ENOSPC), errors.Is(err, syscall.EDQUOT), errors.Is(err, syscall.EFBIG):
		return fmt.Errorf("%w: %w", blob.ErrFull, err)
	case errors.As(err, &response) && response.HTTPStatusCode() == http.StatusInsufficientStorage:
		return fmt.Errorf("%w: %w", blob.ErrFull, err)
	default:
		return fmt.Errorf("%s a file: %w", what, err)
	}
}

// room returns blob.ErrFull if what is left of the disk is to be kept free.
func (b *Bucket) room() error {
	if b.dir == "" || b.free == 0 {
		return nil
	}
	var s syscall.Statfs_t
	if err := syscall.Statfs(b.dir, &s); err != nil {
		return nil // it cannot be told: the disk says so itself when it is full
	}
	if left := int64(s.Bavail) * int64(s.Bsize); left < b.free {
		return fmt.Errorf("%w: %d MiB are left, and the last %d are kept free", blob.ErrFull, left>>20, b.free>>20)
	}
	return nil
}

// syncPath makes a file's bytes, or a folder's names, durable.
func syncPath(path string) error {
	f, err := os.Open(path)
	if err != nil {
		return err
	}
	err = f.Sync()
	return errors.Join(err, f.Close())
}
