package store

import "lamplight"

// A Folder is one of the parts that somebody has sorted their conversations into. What it is called and whom it holds is
// theirs alone, so Value is kept sealed.
type Folder struct {
	User  lamplight.UserID
	ID    int    // as the account's devices name it
	Place int    // among the account's folders; lowest first
	Value []byte // whatever its service makes of it, at most MaxFolder bytes
}

// MaxFolder is the largest Value of a Folder, in bytes.
const MaxFolder = 64 << 10

// Folders are the parts of conversation lists.
type Folders interface {
	// FoldersOf returns an account's folders by place, and by id where that is the same.
	FoldersOf(user lamplight.UserID) ([]Folder, error)
	// PutFolder adds or replaces a folder.
	PutFolder(f Folder) error
	// DeleteFolder removes a folder; ErrNotFound if there is none.
	DeleteFolder(user lamplight.UserID, id int) error
	DeleteFoldersOf(user lamplight.UserID) error
}
