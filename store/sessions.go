package store

import (
	"time"

	"lamplight"
)

// A Session is a signed-in device: what people see in their list of active sessions.
type Session struct {
	ID      lamplight.SessionID
	User    lamplight.UserID
	Key     lamplight.KeyID // permanent; unique
	APIID   int
	Device  string // as the client says
	System  string
	App     string // name and version
	Lang    string // language code
	Address string // the last one seen
	Created time.Time
	Active  time.Time
	// PasswordPending: the code was right, the password is still to come. Nobody is signed in with the key until then.
	PasswordPending bool
	// Unconfirmed: another session of the account has not said yet that it knows this one.
	Unconfirmed bool
	NoSecret    bool // accepts no secret chats
	NoCalls     bool // accepts no calls
}

// Sessions are the signed-in devices.
type Sessions interface {
	Session(id lamplight.SessionID) (Session, error)
	// SessionOfKey returns the session of a permanent key, one that waits for a password too.
	SessionOfKey(key lamplight.KeyID) (Session, error)
	// SessionsOf returns an account's sessions, the newest first, those that wait for a password too.
	SessionsOf(user lamplight.UserID) ([]Session, error)
	// AddSession adds a session. ErrTaken if the id or the key is.
	AddSession(s Session) error
	// UpdateSession writes everything but ID, User, Key and Created.
	UpdateSession(s Session) error
	// DeleteSession removes a session; its key stays. A missing one is no error.
	DeleteSession(id lamplight.SessionID) error
	// IdleSessions returns at most limit sessions that were unused for longer than their account's session TTL at t, and
	// those that waited for a password since before pending.
	IdleSessions(t, pending time.Time, limit int) ([]Session, error)
	// SetSessionTTL sets after how many days unused an account's sessions end; 1 to 366.
	SetSessionTTL(user lamplight.UserID, days int) error
	// SessionTTL returns it; DefaultSessionTTL unless set.
	SessionTTL(user lamplight.UserID) (int, error)
}

// DefaultSessionTTL is after how many days unused a session ends.
const DefaultSessionTTL = 183
