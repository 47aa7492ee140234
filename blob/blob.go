// Package blob keeps the bytes of files, by their SHA-256, and for a while the parts of files that are on their way.
//
// What is kept is never changed: the name says what the bytes are. Who refers to them, and when nobody does any more, is
// known elsewhere (store.Files); this room only holds them. Drivers live below (blob/bucket, over gocloud.dev/blob) and are
// held to one behaviour by blob/blobtest.
package blob

import (
	"context"
	"errors"
	"io"
	"time"

	"lamplight"
)

// Errors of every driver.
var (
	// ErrNotFound says that there are no such bytes.
	ErrNotFound = errors.New("blob: not found")
	// ErrMismatch says that what was to be kept under a hash has another one, or is not whole. Nothing was kept.
	ErrMismatch = errors.New("blob: the bytes have another hash")
	// ErrFull says that there is no room for more. It wraps lamplight.ErrStorage: clients know it as a passing fault.
	ErrFull = lamplight.ErrStorage.Because(errors.New("blob: no room left where files are kept"))
)

// A Store keeps files. It is safe for concurrent use.
type Store interface {
	// Put keeps what r gives up to its end under h, and returns once it is durable. Bytes with another hash are ErrMismatch,
	// and a disk without room is ErrFull; nothing is kept then. What is there already is written anew, with the same bytes.
	// An error of r is returned.
	Put(ctx context.Context, h lamplight.FileHash, r io.Reader) error
	// Open returns length bytes of a file from offset on: fewer where it ends before; length -1: up to its end. An offset
	// behind the end gives no bytes. Who opens closes.
	Open(ctx context.Context, h lamplight.FileHash, offset, length int64) (io.ReadCloser, error)
	// Stat returns what is known of a file, ErrNotFound if it is not there.
	Stat(ctx context.Context, h lamplight.FileHash) (Info, error)
	// Delete removes a file. One that is not there is no error.
	Delete(ctx context.Context, h lamplight.FileHash) error
	// List returns the files whose hash is greater than after, by rising hash, at most limit; the zero hash begins before
	// all. An empty page is the end.
	List(ctx context.Context, after lamplight.FileHash, limit int) ([]Info, error)

	Scratch

	// Ready returns nil if something can be kept now.
	Ready(ctx context.Context) error
	Close() error
}

// An Info is what is known of a file without opening it.
type Info struct {
	Hash    lamplight.FileHash
	Size    int64 // bytes
	Written time.Time
}

// Scratch keeps small objects by name that may be lost when the power fails, but not when the program ends: the parts of a
// file that is being uploaded. A name is words of a-z, A-Z, 0-9, - and _ with slashes between them, at most 200 bytes.
type Scratch interface {
	// WriteScratch keeps ps, one after the other, under name, in place of what was there.
	WriteScratch(ctx context.Context, name string, ps ...[]byte) error
	// ReadScratch returns what is kept under name, appended to p; ErrNotFound if there is nothing.
	ReadScratch(ctx context.Context, name string, p []byte) ([]byte, error)
	// ListScratch returns the objects whose name begins with prefix and is greater than after, by rising name, at most limit.
	ListScratch(ctx context.Context, prefix, after string, limit int) ([]Object, error)
	// RemoveScratch removes an object. One that is not there is no error.
	RemoveScratch(ctx context.Context, name string) error
}

// An Object is what Scratch holds under a name.
type Object struct {
	Name    string
	Size    int64 // bytes
	Written time.Time
}
