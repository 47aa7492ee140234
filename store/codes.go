package store

import (
	"time"

	"lamplight"
)

// CodeKind is what a code is for.
type CodeKind uint8

// The kinds of code.
const (
	CodeSignIn        CodeKind = iota + 1 // sign in or sign up with a phone
	CodeChangePhone                       // prove that one has the new phone
	CodeEmail                             // prove that one has the recovery address
	CodeRecovery                          // recover the password by e-mail
	CodeConfirmPhone                      // cancel the deletion of an account
	CodeSignInApplied                     // a CodeSignIn that was entered rightly by someone without an account: may sign up
)

// A Code is a code that was sent and may be entered. The code itself is nowhere: Hash is a keyed hash of it.
type Code struct {
	Handle   string // names it to the client (phone_code_hash); random
	Kind     CodeKind
	Phone    string
	Key      lamplight.KeyID  // the auth key that asked; only it may enter the code
	User     lamplight.UserID // whom it concerns; 0: nobody yet
	Hash     []byte
	Attempts int // wrong ones so far
	Sent     int // how often it was sent
	Via      string
	Created  time.Time
	Expires  time.Time
	Resend   time.Time // not sent again before
}

// Codes are the codes that are waiting to be entered.
type Codes interface {
	Code(handle string) (Code, error)
	// CodeOf returns the last code of a kind that a key or (with key 0) an account waits for.
	CodeOf(kind CodeKind, key lamplight.KeyID, user lamplight.UserID, phone string) (Code, error)
	// CodesOf returns the codes of a kind that an account waits for, on whichever key, the newest first.
	CodesOf(kind CodeKind, user lamplight.UserID) ([]Code, error)
	// PutCode adds a code or writes one anew.
	PutCode(c Code) error
	DeleteCode(handle string) error
	// DeleteCodesOf removes all codes of an account.
	DeleteCodesOf(user lamplight.UserID) error
	DeleteExpiredCodes(t time.Time) error
}
