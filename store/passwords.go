package store

import (
	"time"

	"lamplight"
)

// A Password is an account's second factor (https://core.telegram.org/api/srp). The verifier is sealed.
type Password struct {
	User         lamplight.UserID
	Salt1, Salt2 []byte
	Verifier     Secret // empty: no password set
	Hint         string
	Email        string    // recovery address; "" if none
	PendingEmail string    // not confirmed yet
	Changed      time.Time // when the verifier last changed
	ResetAt      time.Time // when a reset without recovery takes effect; zero: none asked for
	NoResetUntil time.Time // after a declined reset
}

// Secret is a value that never prints.
type Secret []byte

func (Secret) String() string   { return "<secret>" }
func (Secret) GoString() string { return "<secret>" }

// An SRP is one exchange under way: what the server drew for a client that is about to show that it knows a password.
type SRP struct {
	ID      int64
	Key     lamplight.KeyID // one exchange per key; a new one replaces the old
	User    lamplight.UserID
	B       Secret // the server's private number
	Created time.Time
}

// Passwords are the second factors.
type Passwords interface {
	// Password returns an account's second factor; ErrNotFound if it never had one.
	Password(user lamplight.UserID) (Password, error)
	PutPassword(p Password) error
	DeletePassword(user lamplight.UserID) error
	// PutSRP remembers an exchange, in place of the key's last.
	PutSRP(s SRP) error
	// TakeSRP returns a key's exchange and forgets it; ErrNotFound if it has none of that id.
	TakeSRP(key lamplight.KeyID, id int64) (SRP, error)
	DeleteSRPBefore(t time.Time) error
}
