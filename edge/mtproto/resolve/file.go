package resolve

import (
	"github.com/gotd/td/tg"

	"lamplight"
)

// Errors for files that are named wrongly.
var (
	ErrFileID     = &lamplight.Error{Kind: lamplight.Invalid, Code: "FILE_ID_INVALID"}
	ErrPhotoEmpty = &lamplight.Error{Kind: lamplight.Invalid, Code: "PHOTO_INVALID"}
	ErrMediaEmpty = &lamplight.Error{Kind: lamplight.Invalid, Code: "MEDIA_EMPTY"}
)

// A File is what a client says it has uploaded.
type File struct {
	ID    int64
	Parts int
	Name  string
	Big   bool
	MD5   string // "" if it is not said
}

// InputFile returns the upload that a client names; FILE_ID_INVALID for what is none, such as the file of a story.
func InputFile(f tg.InputFileClass) (File, error) {
	switch f := f.(type) {
	case *tg.InputFile:
		return File{ID: f.ID, Parts: f.Parts, Name: f.Name, MD5: f.MD5Checksum}, nil
	case *tg.InputFileBig:
		return File{ID: f.ID, Parts: f.Parts, Name: f.Name, Big: true}, nil
	default:
		return File{}, ErrFileID
	}
}

// A Stored is a photo or document as a client names it.
type Stored struct {
	ID        int64
	Access    int64
	Reference []byte
}

// InputPhoto returns the photo that a client names; PHOTO_INVALID for none.
func InputPhoto(p tg.InputPhotoClass) (Stored, error) {
	if p, ok := p.(*tg.InputPhoto); ok {
		return Stored{p.ID, p.AccessHash, p.FileReference}, nil
	}
	return Stored{}, ErrPhotoEmpty
}

// InputDocument returns the document that a client names; MEDIA_EMPTY for none.
func InputDocument(d tg.InputDocumentClass) (Stored, error) {
	if d, ok := d.(*tg.InputDocument); ok {
		return Stored{d.ID, d.AccessHash, d.FileReference}, nil
	}
	return Stored{}, ErrMediaEmpty
}
