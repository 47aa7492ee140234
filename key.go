package lamplight

import "time"

// AuthKeySize is the size of an auth key in bytes.
const AuthKeySize = 256

// An AuthKey is a key that a client and the server agreed on (https://core.telegram.org/mtproto/auth_key), and what is
// known of who holds it.
type AuthKey struct {
	ID      KeyID
	Value   KeyValue
	Temp    bool      // a temporary key (PFS): carries traffic once bound to a permanent one
	Expires time.Time // of a temporary key
	Bound   KeyID     // the permanent key that a temporary one is bound to; 0 if none
	DC      int       // the data centre that the client named when the key was made; 10000 + n is a test one
	Created time.Time
	// Of a permanent key:
	Layer   int       // the API layer last said; 0 if none yet
	User    UserID    // who is signed in with it; 0 if nobody
	Session SessionID // the signed-in device; 0 if nobody
	Frozen  time.Time // until when the account may do nothing but read; zero if it is not frozen
}

// KeyValue is the secret itself. It never prints.
type KeyValue [AuthKeySize]byte

func (KeyValue) String() string   { return "<auth key>" }
func (KeyValue) GoString() string { return "<auth key>" }
