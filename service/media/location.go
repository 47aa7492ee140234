package media

import (
	"context"
	"slices"
	"time"

	"lamplight"
)

// A LocationKind is a kind of place where a file is found.
type LocationKind uint8

// The kinds of place.
const (
	LocationDocument  LocationKind = iota // a document, or with Thumb a picture of it
	LocationPhoto                         // a photo, in the size Thumb
	LocationPeerPhoto                     // the photo of a person or chat: Peer, Large, and ID of the photo
	LocationSetThumb                      // the picture of a sticker set: Set, Name
)

// A Location names a file as a viewer was told of it.
type Location struct {
	Kind      LocationKind
	Viewer    lamplight.UserID
	ID        int64 // of the document or photo
	Access    int64
	Reference []byte
	Thumb     string // the letter of a size; "" for the document itself
	Peer      lamplight.Peer
	Large     bool
	Set       int64  // LocationSetThumb: the set's id, 0 if it is named by Name; Access is the set's
	Name      string // LocationSetThumb: the set's short name
}

// Faces are the photos of people and chats. It is asked for the one with the given id, as far as viewer may see it; 0: the
// one that is shown now. An error is one that the viewer may see.
type Faces interface {
	Face(ctx context.Context, viewer lamplight.UserID, peer lamplight.Peer, id lamplight.PhotoID) (lamplight.Photo, error)
}

// Sets are the sticker sets: it returns the picture of one, and what kind of file it is. An error is one that clients know.
type Sets interface {
	SetThumb(ctx context.Context, viewer lamplight.UserID, set, access int64, name string) (lamplight.PhotoSize, string, error)
}

// ErrLocationInvalid says that there is no such place of a file.
var ErrLocationInvalid = &lamplight.Error{Kind: lamplight.Invalid, Code: "LOCATION_INVALID"}

// found is a file that may be fetched.
type found struct {
	hash  lamplight.FileHash
	size  int64
	mime  string
	date  time.Time
	bytes []byte // of a file that comes with the server; else nil
}

// What kinds of file the pictures of photos and documents are.
const (
	mimeJPEG = "image/jpeg"
	mimeMP4  = "video/mp4"
)

// find returns the file that l names. ErrFileInvalid if there is none, the viewer was never told of it or it was withdrawn;
// ErrLocationInvalid if it has no such size; ErrReferenceInvalid or ErrReferenceExpired and the like if it has to be met again.
func (s *Service) find(ctx context.Context, l Location) (found, error) {
	switch l.Kind {
	case LocationDocument, LocationPhoto:
		return s.findNamed(ctx, l)
	case LocationPeerPhoto:
		if s.faces == nil {
			return found{}, ErrLocationInvalid
		}
		p, err := s.faces.Face(ctx, l.Viewer, l.Peer, lamplight.PhotoID(l.ID))
		if err != nil {
			return found{}, err
		}
		return s.findSize(faceSize(p.Sizes, l.Large), mimeJPEG, p.Date)
	case LocationSetThumb:
		if s.sets == nil {
			return found{}, ErrLocationInvalid
		}
		size, mime, err := s.sets.SetThumb(ctx, l.Viewer, l.Set, l.Access, l.Name)
		if err != nil {
			return found{}, err
		}
		return s.findSize(&size, mime, time.Time{})
	default:
		return found{}, ErrLocationInvalid
	}
}

// findNamed finds a document or photo by its id, access hash and file reference.
func (s *Service) findNamed(ctx context.Context, l Location) (found, error) {
	if l.Access != s.Access(l.Viewer, l.ID) {
		return found{}, ErrFileInvalid
	}
	if l.Kind == LocationDocument {
		files, err := s.builtIn()
		if err != nil {
			return found{}, err
		}
		if f, ok := files.byID[lamplight.DocumentID(l.ID)]; ok {
			if l.Thumb != "" {
				return found{}, ErrLocationInvalid
			}
			return found{size: f.Size, mime: f.MIME, date: f.Date, bytes: f.bytes}, s.checkReference(l.Viewer, l.ID, l.Reference)
		}
	}
	m, err := s.rowOf(ctx, l)
	if err != nil {
		return found{}, err
	}
	if err := s.checkReference(l.Viewer, l.ID, l.Reference); err != nil {
		return found{}, err
	}
	switch {
	case l.Kind == LocationDocument && m.Document != nil:
		d := m.Document
		if l.Thumb == "" {
			return found{hash: d.Hash, size: d.Size, mime: d.MIME, date: d.Date}, nil
		}
		return s.findSize(sizeOf(d.Thumbs, l.Thumb), thumbMIME(l.Thumb), d.Date)
	case l.Kind == LocationPhoto && m.Photo != nil:
		p := m.Photo
		if v := sizeOf(p.Video, l.Thumb); v != nil {
			return s.findSize(v, mimeMP4, p.Date)
		}
		return s.findSize(sizeOf(p.Sizes, l.Thumb), mimeJPEG, p.Date)
	default:
		return found{}, ErrFileInvalid // it is of the other kind
	}
}

// thumbMIME returns what kind of file a picture of a document is: v and f are videos.
func thumbMIME(letter string) string {
	if letter == "v" || letter == "f" || letter == "u" {
		return mimeMP4
	}
	return mimeJPEG
}

// findSize returns the file of a size, if it has one: what is in the message itself has none.
func (s *Service) findSize(size *lamplight.PhotoSize, mime string, date time.Time) (found, error) {
	if size == nil || size.Hash == (lamplight.FileHash{}) {
		return found{}, ErrLocationInvalid
	}
	if s.blobs == nil {
		return found{}, errNoFiles
	}
	if s.withdrawn.File(size.Hash) {
		return found{}, ErrFileInvalid
	}
	return found{hash: size.Hash, size: size.Size, mime: mime, date: date}, nil
}

func sizeOf(list []lamplight.PhotoSize, letter string) *lamplight.PhotoSize {
	if i := slices.IndexFunc(list, func(s lamplight.PhotoSize) bool { return s.Type == letter }); i >= 0 {
		return &list[i]
	}
	return nil
}

// faceSize returns the small or the large size of the photo of a person or chat: a and c, as clients know them, or what comes
// next to it.
func faceSize(list []lamplight.PhotoSize, large bool) *lamplight.PhotoSize {
	letter := "a"
	if large {
		letter = "c"
	}
	if s := sizeOf(list, letter); s != nil {
		return s
	}
	var best *lamplight.PhotoSize
	for i := range list {
		if list[i].Hash != (lamplight.FileHash{}) && (best == nil || large) {
			best = &list[i]
		}
	}
	return best
}
