package store

import (
	"slices"
	"time"

	"lamplight"
)

// A FileState says whether a file's bytes are there.
type FileState uint8

// The states of a file. The numbers are stored.
const (
	FileArriving FileState = iota // its bytes are being kept
	FileStored                    // they are durable
	FileDoomed                    // nobody refers to it: its bytes are being removed
)

// A File is what is known of bytes that are kept, each once. The hashes are those of the bytes as they are kept.
type File struct {
	Hash    lamplight.FileHash
	MD5     [16]byte
	SHA1    [20]byte
	Size    int64 // bytes
	State   FileState
	Created time.Time // whole seconds
	Touched time.Time // when it was last kept or referred to anew; whole seconds
}

// A MediaRow is a photo or a document as its uploader made it, so that it can be sent again by its id.
type MediaRow struct {
	Owner    lamplight.UserID // who uploaded it; 0: the server
	Photo    *lamplight.Photo // one of the two is set
	Document *lamplight.Document
	Created  time.Time // whole seconds
	Touched  time.Time // when it was last made, sent or set anew; whole seconds
	// Uploaded are the hashes of what was uploaded, where that was made into something else before it was kept: a photo's
	// bytes before they were drawn anew. Zero: what is kept is what was uploaded.
	Uploaded File
}

// ID returns the id of the photo or document.
func (m MediaRow) ID() int64 {
	if m.Photo != nil {
		return int64(m.Photo.ID)
	}
	return int64(m.Document.ID)
}

// Hashes returns the hashes of all files that the photo or document is made of, each once, and of what was uploaded to make
// it.
func (m MediaRow) Hashes() []lamplight.FileHash {
	var all []lamplight.FileHash
	add := func(h lamplight.FileHash) {
		if h != (lamplight.FileHash{}) && !slices.Contains(all, h) {
			all = append(all, h)
		}
	}
	sizes := func(list []lamplight.PhotoSize) {
		for _, s := range list {
			add(s.Hash)
		}
	}
	if p := m.Photo; p != nil {
		sizes(p.Sizes)
		sizes(p.Video)
	}
	if d := m.Document; d != nil {
		add(d.Hash)
		sizes(d.Thumbs)
	}
	add(m.Uploaded.Hash)
	return all
}

// Files keeps which files there are, and what photos and documents they are part of.
type Files interface {
	// File returns what is known of a file.
	File(h lamplight.FileHash) (File, error)
	// PutFile adds a file, or changes State, Touched, Size and the hashes of one that is there.
	PutFile(f File) error
	// StaleFiles returns files that were last touched before a time, and those that are doomed: those whose hash is greater
	// than after, by rising hash, at most limit.
	StaleFiles(after lamplight.FileHash, before time.Time, limit int) ([]File, error)
	DeleteFile(h lamplight.FileHash) error

	// AddMedia adds a photo or document, whose id no other may have: ErrTaken.
	AddMedia(m MediaRow) error
	Photo(id lamplight.PhotoID) (MediaRow, error)
	Document(id lamplight.DocumentID) (MediaRow, error)
	// TouchMedia says that something refers to photos and documents anew, or that it still does.
	TouchMedia(ids []int64, now time.Time) error
	// StaleMedia returns photos and documents that were last touched before a time, those whose id is greater than after, by
	// rising id, at most limit.
	StaleMedia(after int64, before time.Time, limit int) ([]MediaRow, error)
	// MediaWith returns the ids of photos and documents that a file is part of, at most limit.
	MediaWith(h lamplight.FileHash, limit int) ([]int64, error)
	// MediaOf returns the ids of what an account uploaded, those greater than after, by rising id, at most limit.
	MediaOf(owner lamplight.UserID, after int64, limit int) ([]int64, error)
	// PhotosInUse returns those of the given photos that people or chats have.
	PhotosInUse(ids map[lamplight.PhotoID]bool) ([]lamplight.PhotoID, error)
	DeleteMedia(id int64) error
}
