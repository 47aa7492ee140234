package store

import (
	"time"

	"lamplight"
)

// A Screened is what a look at a file said.
type Screened struct {
	Hash    lamplight.FileHash
	Source  lamplight.FileHash // the file that was looked at: Hash, or what Hash was made of
	Version string             // of what looked at it; "": it did not come to an end, and the file has to be looked at again
	Outcome uint8              // as service/media names them
	Reason  string             // a word for those who decide; never shown to people
	At      time.Time          // whole seconds
}

// Screenings keep what was said of files.
type Screenings interface {
	// PutScreened notes what was said of files, in place of what was said before.
	PutScreened(rows ...Screened) error
	// ScreenedOf returns what was said of those files that were looked at, in no order.
	ScreenedOf(hashes []lamplight.FileHash) ([]Screened, error)
	// Judge replaces what was said of a source and of all that was made of it with what by says but for its Hash, and returns
	// their hashes; ErrNotFound if nothing was said of it.
	Judge(by Screened) ([]lamplight.FileHash, error)
}

// A ProfilePhoto is a photo that somebody has, or had, for others to see. The one with the highest Place is shown.
type ProfilePhoto struct {
	User     lamplight.UserID
	Place    int64 // from 1, higher for later ones
	Fallback bool  // shown to those who may not see the others; one at most
	Photo    lamplight.Photo
}

// ProfilePhotos keep people's photos.
type ProfilePhotos interface {
	// ProfilePhotos returns the photos of an account, the one that is shown first, without the fallback.
	ProfilePhotos(user lamplight.UserID) ([]ProfilePhoto, error)
	// PhotosShown returns the photo that each account shows, and its fallback, for those that have one, in no order.
	PhotosShown(ids []lamplight.UserID) ([]ProfilePhoto, error)
	// ShowPhoto puts a photo before all others of the account, or in the fallback's place. Place is chosen.
	ShowPhoto(p ProfilePhoto) error
	// DeletePhotos takes photos away, the fallback too, and returns which of them there were.
	DeletePhotos(user lamplight.UserID, ids []lamplight.PhotoID) ([]lamplight.PhotoID, error)
}

// A HeldMessage is a message that nobody but its sender sees until its files were looked at.
type HeldMessage struct {
	Content lamplight.ContentID
	Sender  lamplight.UserID
	Box     lamplight.BoxID // that holds the sender's copy
	Peer    lamplight.Peer  // the conversation, as the sender sees it
	Files   []lamplight.FileHash
	At      time.Time // whole seconds
}

// Held keeps which messages wait for which files. Files of a row that is read is nil.
type Held interface {
	AddHeld(h HeldMessage) error
	// HeldFor returns the messages that wait for a file, the oldest first.
	HeldFor(file lamplight.FileHash) ([]HeldMessage, error)
	DeleteHeld(content lamplight.ContentID) error
}
