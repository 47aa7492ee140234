package main

import (
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"time"

	"github.com/gotd/td/bin"
	"github.com/gotd/td/tg"
)

// partSize is what clients send and fetch of large files at a time, in bytes.
const partSize = 512 << 10

// files measures how fast one client on one connection sends a large file and fetches it again, with several parts on their
// way at a time, as clients have. What comes is what was sent.
func files(ctx context.Context, s *served, o options) (r row, err error) {
	a, err := signUp(ctx, s, 0)
	if err != nil {
		return row{}, err
	}
	defer a.close()
	size := o.file << 20
	block := make([]byte, partSize) // the file is this, with its number in front, again and again
	rand.NewChaCha8([32]byte{1}).Read(block)
	part := func(n int) []byte {
		p := append([]byte(nil), block...)
		copy(p, fmt.Sprintf("%016d", n))
		return p
	}
	count := size / partSize
	began := time.Now()
	if err := side(o.parts, count, func(n int, done func(error)) {
		req := &tg.UploadSaveBigFilePartRequest{FileID: 7, FilePart: n, FileTotalParts: count, Bytes: part(n)}
		var b bin.Buffer
		if err := req.Encode(&b); err != nil {
			done(err)
			return
		}
		a.begin(b.Buf, func(_ []byte, err error) { done(err) })
	}); err != nil {
		return row{}, fmt.Errorf("send: %w", err)
	}
	r.UploadMBs = some(float64(size) / 1e6 / time.Since(began).Seconds())

	began = time.Now()
	var sent tg.MessageMediaBox
	if err := a.call(ctx, &tg.MessagesUploadMediaRequest{Peer: &tg.InputPeerSelf{}, Media: &tg.InputMediaUploadedDocument{
		File: &tg.InputFileBig{ID: 7, Parts: count, Name: "large.bin"}, MimeType: "application/octet-stream", ForceFile: true,
		Attributes: []tg.DocumentAttributeClass{&tg.DocumentAttributeFilename{FileName: "large.bin"}},
	}}, &sent); err != nil {
		return row{}, fmt.Errorf("put together: %w", err)
	}
	r.AssembleMS = some(milliseconds(time.Since(began)))
	media, _ := sent.MessageMedia.(*tg.MessageMediaDocument)
	if media == nil {
		return row{}, fmt.Errorf("what was uploaded is %T", sent.MessageMedia)
	}
	document, ok := media.Document.(*tg.Document)
	if !ok || document.Size != int64(size) {
		return row{}, errors.New("what was uploaded is another file")
	}
	return r, download(ctx, s, a, o, document.AsInputDocumentFileLocation(""), part, &r)
}

// download fetches the file and looks whether it is the one that was sent.
func download(
	ctx context.Context, s *served, a *account, o options, at tg.InputFileLocationClass, part func(n int) []byte, r *row,
) error {
	size := o.file << 20
	profiled := make(chan error, 1)
	if o.profile != "" {
		go func() { profiled <- s.profile(ctx, "profile?seconds=3", o.profile) }()
	}
	before, err := cpu(s.cmd.Process.Pid)
	if err != nil {
		return err
	}
	self, err := cpu(os.Getpid())
	if err != nil {
		return err
	}
	began := time.Now()
	checked := map[int][sha256.Size]byte{}
	if err := side(o.parts, size/partSize, func(n int, done func(error)) {
		req := &tg.UploadGetFileRequest{Location: at, Offset: int64(n) * partSize, Limit: partSize}
		var b bin.Buffer
		if err := req.Encode(&b); err != nil {
			done(err)
			return
		}
		a.begin(b.Buf, func(answer []byte, err error) {
			// The bytes are not copied: decoding would cost the client more than it costs the server to send them.
			if err == nil && len(answer) < partSize {
				err = fmt.Errorf("%d bytes of %d", len(answer), partSize)
			}
			if err == nil && n%64 == 0 {
				checked[n] = sha256.Sum256(answer[len(answer)-partSize:])
			}
			done(err)
		})
	}); err != nil {
		return fmt.Errorf("fetch: %w", err)
	}
	took := time.Since(began)
	after, err := cpu(s.cmd.Process.Pid)
	if err != nil {
		return err
	}
	selfAfter, err := cpu(os.Getpid())
	if err != nil {
		return err
	}
	for n, sum := range checked {
		if sum != sha256.Sum256(part(n)) {
			return fmt.Errorf("part %d is not what was sent", n)
		}
	}
	r.DownloadMBs = some(float64(size) / 1e6 / took.Seconds())
	r.CPU = some(float64((after - before).Microseconds()) / float64(size/partSize))
	r.ClientCPU = some(float64((selfAfter - self).Microseconds()) / float64(size/partSize))
	if o.profile != "" {
		return <-profiled
	}
	return nil
}

// side does count things, at most abreast of them at a time. f calls done once, from any goroutine.
func side(abreast, count int, f func(n int, done func(error))) error {
	slots := make(chan struct{}, abreast)
	failed := make(chan error, count)
	for n := range count {
		select {
		case slots <- struct{}{}:
		case err := <-failed:
			return err
		}
		f(n, func(err error) {
			if err != nil {
				failed <- err
			}
			<-slots
		})
	}
	for range abreast { // whoever is still on the way
		slots <- struct{}{}
	}
	select {
	case err := <-failed:
		return err
	default:
		return nil
	}
}
