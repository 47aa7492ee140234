package store

import (
	"time"

	"lamplight"
)

// A Takeout is an export of an account's data under way (https://core.telegram.org/api/takeout).
type Takeout struct {
	ID      int64
	User    lamplight.UserID
	Session lamplight.SessionID // the device that asked; it alone may use it
	// What it covers.
	Contacts, Users, Chats, Megagroups, Channels, Files bool
	FileMaxSize                                         int64 // bytes
	Created                                             time.Time
	Expires                                             time.Time
}

// Takeouts are the exports under way.
type Takeouts interface {
	Takeout(id int64) (Takeout, error)
	// TakeoutOf returns the export that a session has under way.
	TakeoutOf(session lamplight.SessionID) (Takeout, error)
	PutTakeout(t Takeout) error
	DeleteTakeout(id int64) error
	DeleteExpiredTakeouts(t time.Time) error
}
