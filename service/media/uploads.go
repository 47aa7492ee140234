package media

import (
	"context"
	"io"

	"lamplight"
	"lamplight/store"
)

// An UploadID names what a client is uploading: the client chose File, and it is good within the account alone.
type UploadID struct {
	User lamplight.UserID
	File int64
}

// A FilePart is a part of a file that is being uploaded.
type FilePart struct {
	Upload UploadID
	Part   int    // from 0
	Bytes  []byte // kept only until the call returns
	// Big says that the part came by upload.saveBigFilePart; Total is then the number of parts, -1 while it is not known.
	Big   bool
	Total int
}

// An Uploaded is what a client says it has uploaded (inputFile, inputFileBig).
type Uploaded struct {
	Upload UploadID
	Parts  int
	Name   string // of the file, as the client says
	Big    bool
	MD5    string // of a file that is not Big: hexadecimal digits; "": not said
}

// An Upload is a file as it was uploaded, whole, with its hashes. It is not kept yet, and nobody can fetch it.
type Upload struct {
	store.File // Hash, MD5, SHA1 and Size
	Name       string

	open func(ctx context.Context, offset, length int64) (io.ReadCloser, error)
}

// Open returns length bytes of the file from offset on; length -1: up to its end. Who opens closes.
func (u *Upload) Open(ctx context.Context, offset, length int64) (io.ReadCloser, error) {
	return u.open(ctx, offset, length)
}
