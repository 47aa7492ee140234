package media

import (
	"context"
	"crypto/rand"
	"encoding/binary"
	"errors"
	"fmt"
	"sync"
	"time"

	"lamplight"
	"lamplight/store"
)

// NewID returns an id for a photo or a document, drawn at random.
func (s *Service) NewID() int64 {
	for {
		var b [8]byte
		rand.Read(b[:]) // never fails (crypto/rand)
		if id := int64(binary.BigEndian.Uint64(b[:]) >> 1); id != 0 {
			return id
		}
	}
}

// AddPhoto keeps a photo, whose sizes must be kept already, so that it can be fetched and sent again by its id. uploaded is
// what it was made of (Upload.File).
func (s *Service) AddPhoto(ctx context.Context, owner lamplight.UserID, p lamplight.Photo, uploaded store.File) error {
	return s.addRow(ctx, store.MediaRow{Owner: owner, Photo: &p, Uploaded: uploaded})
}

// AddDocument keeps a document, whose file and thumbnails must be kept already, so that it can be fetched and sent again by
// its id. uploaded is what it was made of, if that is another file than the one that is kept; else it is zero.
func (s *Service) AddDocument(ctx context.Context, owner lamplight.UserID, d lamplight.Document, uploaded store.File) error {
	d.Access, d.Reference = 0, nil
	return s.addRow(ctx, store.MediaRow{Owner: owner, Document: &d, Uploaded: uploaded})
}

func (s *Service) addRow(ctx context.Context, m store.MediaRow) error {
	if s.blobs == nil {
		return errNoFiles
	}
	for _, h := range m.Hashes() {
		if s.withdrawn.File(h) {
			return ErrMediaInvalid
		}
	}
	m.Created = s.now()
	m.Touched = m.Created
	if err := s.store.Write(ctx, func(tx store.Tx) error { return tx.AddMedia(m) }); err != nil {
		return fmt.Errorf("keep a photo or document: %w", err)
	}
	return nil
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
	if n.Access != s.Access(n.Viewer, n.ID) {
		return lamplight.Photo{}, ErrPhotoInvalid
	}
	p, err := s.PhotoByID(ctx, lamplight.PhotoID(n.ID))
	if err != nil {
		return lamplight.Photo{}, err
	}
	if err := s.checkReference(n.Viewer, n.ID, n.Reference); err != nil {
		return lamplight.Photo{}, err
	}
	s.touch(ctx, n.ID)
	return p, nil
}

// Document is Photo for documents; its error is MEDIA_INVALID. Those that come with the server are found, too.
func (s *Service) Document(ctx context.Context, n Named) (lamplight.Document, error) {
	if n.Access != s.Access(n.Viewer, n.ID) {
		return lamplight.Document{}, ErrMediaInvalid
	}
	d, err := s.DocumentByID(ctx, lamplight.DocumentID(n.ID))
	if err != nil {
		return lamplight.Document{}, err
	}
	if err := s.checkReference(n.Viewer, n.ID, n.Reference); err != nil {
		return lamplight.Document{}, err
	}
	s.touch(ctx, n.ID)
	return d, nil
}

// touch notes that something is about to refer to a photo or document anew, so that it is not removed before.
func (s *Service) touch(ctx context.Context, id int64) {
	m, err := s.row(ctx, id)
	now := s.now()
	if err != nil || now.Sub(m.Touched) < s.limits.Touch {
		return
	}
	// Its absence here would only matter if its last other reference went within the same moment; it is noted before the
	// next look of the collection at the latest.
	if err := s.store.Write(ctx, func(tx store.Tx) error { return tx.TouchMedia([]int64{id}, now) }); err != nil {
		s.log.Warn("media: a file that is used is not noted", "err", err)
	}
	s.rows.forget(id)
}

// KeepUntil says that something which Uses does not know of refers to photos and documents until t, such as a message that
// waits to be sent: they are not removed before t and Limits.Grace have passed.
func (s *Service) KeepUntil(ctx context.Context, ids []int64, t time.Time) error {
	if s.blobs == nil || len(ids) == 0 {
		return nil
	}
	if err := s.store.Write(ctx, func(tx store.Tx) error { return tx.TouchMedia(ids, t) }); err != nil {
		return fmt.Errorf("keep photos and documents for later: %w", err)
	}
	for _, id := range ids {
		s.rows.forget(id)
	}
	return nil
}

// PhotoByID returns a photo that the server itself knows by its id, such as somebody's profile photo; PHOTO_INVALID as above.
func (s *Service) PhotoByID(ctx context.Context, id lamplight.PhotoID) (lamplight.Photo, error) {
	m, err := s.row(ctx, int64(id))
	if errors.Is(err, store.ErrNotFound) || err == nil && (m.Photo == nil || s.gone(m)) {
		return lamplight.Photo{}, ErrPhotoInvalid
	}
	if err != nil {
		return lamplight.Photo{}, err
	}
	return *m.Photo, nil
}

// DocumentByID is PhotoByID for documents, such as a custom emoji's.
func (s *Service) DocumentByID(ctx context.Context, id lamplight.DocumentID) (lamplight.Document, error) {
	files, err := s.builtIn()
	if err != nil {
		return lamplight.Document{}, err
	}
	if f, ok := files.byID[id]; ok {
		return f.Document, nil
	}
	m, err := s.row(ctx, int64(id))
	if errors.Is(err, store.ErrNotFound) || err == nil && (m.Document == nil || s.gone(m)) {
		return lamplight.Document{}, ErrMediaInvalid
	}
	if err != nil {
		return lamplight.Document{}, err
	}
	return *m.Document, nil
}

// gone reports whether a file that a photo or document is made of, or was made of, was withdrawn.
func (s *Service) gone(m store.MediaRow) bool {
	for _, h := range m.Hashes() {
		if s.withdrawn.File(h) {
			return true
		}
	}
	return false
}

// row returns a photo or document by its id; store.ErrNotFound if there is none. It is to be read only.
func (s *Service) row(ctx context.Context, id int64) (store.MediaRow, error) {
	if s.blobs == nil {
		return store.MediaRow{}, store.ErrNotFound
	}
	if m, ok := s.rows.get(id); ok {
		return m, nil
	}
	var m store.MediaRow
	err := s.store.Read(ctx, func(tx store.Tx) (err error) {
		if m, err = tx.Document(lamplight.DocumentID(id)); errors.Is(err, store.ErrNotFound) {
			m, err = tx.Photo(lamplight.PhotoID(id))
		}
		return err
	})
	if err != nil {
		return store.MediaRow{}, fmt.Errorf("look for a photo or document: %w", err)
	}
	s.rows.put(id, m)
	return m, nil
}

// rowsKept is how many photos and documents a node remembers, so that the parts of a download do not ask for them each time.
const rowsKept = 4096

// A rowCache remembers photos and documents. They never change.
type rowCache struct {
	mu   sync.Mutex
	rows map[int64]store.MediaRow
}

func (c *rowCache) get(id int64) (store.MediaRow, bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	m, ok := c.rows[id]
	return m, ok
}

func (c *rowCache) put(id int64, m store.MediaRow) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.rows == nil {
		c.rows = map[int64]store.MediaRow{}
	}
	for old := range c.rows { // any one
		if len(c.rows) < rowsKept {
			break
		}
		delete(c.rows, old)
	}
	c.rows[id] = m
}

func (c *rowCache) forget(id int64) {
	c.mu.Lock()
	delete(c.rows, id)
	c.mu.Unlock()
}
