package store

import (
	"time"

	"lamplight"
)

// Keys are the auth keys that clients agreed on with us (https://core.telegram.org/mtproto/auth_key). Values are sealed.
type Keys interface {
	// Key returns a key; of a permanent one also User, Session and Frozen, unless the session still waits for a password.
	Key(id lamplight.KeyID) (lamplight.AuthKey, error)
	// AddKey adds a key. User, Session and Bound are not looked at. ErrTaken if there is one of that id.
	AddKey(k lamplight.AuthKey) error
	// BindKey binds a temporary key to a permanent one until expires. ErrNotFound if either is missing.
	BindKey(temp, perm lamplight.KeyID, expires time.Time) error
	// SetKeyLayer remembers the layer that the holder of a permanent key last said.
	SetKeyLayer(perm lamplight.KeyID, layer int) error
	// BoundKeys returns the temporary keys that are bound to a permanent one.
	BoundKeys(perm lamplight.KeyID) ([]lamplight.KeyID, error)
	// DeleteKey removes a key, with the temporary keys bound to it and its session. A missing one is no error.
	DeleteKey(id lamplight.KeyID) error
	// DeleteExpiredKeys removes at most limit temporary keys that expired before t, and permanent ones that were made before
	// unused and that nobody is signed in with. It returns which went, in no order.
	DeleteExpiredKeys(t, unused time.Time, limit int) ([]lamplight.KeyID, error)
}
