package store

import (
	"time"

	"lamplight"
)

// A LoginToken is what a QR code shows (https://core.telegram.org/api/qr-login), with what the device that shows it says of
// itself.
type LoginToken struct {
	Hash    []byte          // SHA-256 of the token
	Key     lamplight.KeyID // one token per key; a new one replaces the old
	Expires time.Time
	Session Session // what the session will be; ID, User and times are not kept
	Except  []lamplight.UserID
}

// A LogoutToken lets a device that signed out sign in again without a code (https://core.telegram.org/api/auth#future-auth-tokens).
type LogoutToken struct {
	Hash    []byte // SHA-256 of the token
	User    lamplight.UserID
	Expires time.Time
}

// LoginTokens are the tokens that let somebody in.
type LoginTokens interface {
	PutLoginToken(t LoginToken) error
	// TakeLoginToken returns a token and forgets it.
	TakeLoginToken(hash []byte) (LoginToken, error)
	PutLogoutToken(t LogoutToken) error
	// TakeLogoutToken returns a token and forgets it.
	TakeLogoutToken(hash []byte) (LogoutToken, error)
	// DeleteTokensOf removes the tokens of an account.
	DeleteTokensOf(user lamplight.UserID) error
	DeleteExpiredTokens(t time.Time) error
}
