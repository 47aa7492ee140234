package media

import (
	"context"

	"lamplight"
	"lamplight/store"
)

// NewID returns an id for a photo or a document, drawn at random.
func (s *Service) NewID() int64 { return 0 }

// AddPhoto keeps a photo, whose sizes must be kept already, so that it can be fetched and sent again by its id. uploaded is
// what it was made of (Upload.File).
func (s *Service) AddPhoto(ctx context.Context, owner lamplight.UserID, p lamplight.Photo, uploaded store.File) error {
	return errNoFiles
}

// AddDocument keeps a document, whose file and thumbnails must be kept already, so that it can be fetched and sent again by
// its id. uploaded is what it was made of, if that is another file than the one that is kept; else it is zero.
func (s *Service) AddDocument(ctx context.Context, owner lamplight.UserID, d lamplight.Document, uploaded store.File) error {
	return errNoFiles
}

// A Named is a photo or a document as a client names it, in an inputPhoto or an inputDocument.
type Named struct {
	Viewer    lamplight.UserID
	ID        int64
	Access    int64
	Reference []byte
}

// Photo returns the photo that a client names, to be sent or set again: PHOTO_INVALID if there is none, the viewer was never
// told of it or it was withdrawn, and FILE_REFERENCE_EXPIRED and the like if it has to be met again.
func (s *Service) Photo(ctx context.Context, n Named) (lamplight.Photo, error) {
	return lamplight.Photo{}, errNoFiles
}

// Document is Photo for documents; its error is MEDIA_INVALID. Those that come with the server are found, too.
func (s *Service) Document(ctx context.Context, n Named) (lamplight.Document, error) {
	return lamplight.Document{}, errNoFiles
}

// PhotoByID returns a photo that the server itself knows by its id, such as somebody's profile photo; PHOTO_INVALID as above.
func (s *Service) PhotoByID(ctx context.Context, id lamplight.PhotoID) (lamplight.Photo, error) {
	return lamplight.Photo{}, errNoFiles
}

// DocumentByID is PhotoByID for documents, such as a custom emoji's.
func (s *Service) DocumentByID(ctx context.Context, id lamplight.DocumentID) (lamplight.Document, error) {
	return lamplight.Document{}, errNoFiles
}
