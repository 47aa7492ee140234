// Package accounts knows who people are and which devices speak for them: auth keys, sign-up and sign-in by phone, codes,
// passwords (SRP), QR sign-in, the list of devices, deletion, and the data export's leave.
//
// One use case, one file. What a caller must know is in Caller; what a client may be told is an error of errors.go.
// Keys, codes and verifiers are never logged: codes.go is the one place that sees a code, and hands it to a Provider.
package accounts

import (
	"context"
	"log/slog"
	"net/netip"
	"time"

	"lamplight"
	"lamplight/boxes"
	"lamplight/bus"
	"lamplight/store"
)

// A Caller is who asks: a key, the device signed in with it if any, and what it says of itself.
type Caller struct {
	User    lamplight.UserID    // 0 before sign-in
	Session lamplight.SessionID // 0 before sign-in
	Key     lamplight.KeyID     // permanent
	TempKey lamplight.KeyID     // 0 without PFS
	Address netip.Addr
	APIID   int
	Device  string
	System  string
	App     string
	Lang    string
	// Test is set if the key was made for a test data centre.
	Test bool
}

// SignUpMode says who may make an account.
type SignUpMode string

// The modes.
const (
	SignUpOpen    SignUpMode = "open"    // everybody
	SignUpInvited SignUpMode = "invited" // phones that the operator or (later) a member invited
	SignUpListed  SignUpMode = "listed"  // phones on the operator's list; others are not even sent a code
	SignUpClosed  SignUpMode = "closed"  // nobody
)

// Options are what a Service is built of. Fields without "optional" must be set.
type Options struct {
	Store     store.Store
	Boxes     boxes.Log
	Bus       bus.Bus
	Providers []Provider // in the order in which a code is sent and sent again; at least one
	Mailer    Mailer     // optional: without it there is no recovery by e-mail
	Notices   Notices    // optional: without it no code or notice goes to the account's chat with 777000
	SignUp    SignUpMode
	// TestAccounts lets phones 99966XYYYY sign in with the code XXXXX.
	TestAccounts bool
	// DC is the one data centre there is; clients name it in nothing but their session.
	DC     int
	Terms  Terms
	Limits Limits // zero fields get their defaults
	Now    func() time.Time
	Log    *slog.Logger // optional: none
}

// Terms are the terms of service that a person sees before signing up.
type Terms struct {
	ID   string // changes with the text
	Text string // "" if there are none
	// MinAge is shown for confirmation; 0: not asked.
	MinAge int
}

// A Provider brings codes to people. It may be slow.
type Provider interface {
	// Name is what the store remembers of how a code was sent, such as "log".
	Name() string
	// Sends reports whether it can reach that phone.
	Sends(ctx context.Context, to Recipient) bool
	// Send brings the code. It never logs it, unless that is its very purpose.
	Send(ctx context.Context, to Recipient, code Code) error
	// Shape is how clients are told that the code comes.
	Shape() CodeShape
}

// A Recipient is whom a code goes to.
type Recipient struct {
	Phone string // digits only
	Email string // if the operator knows one for that phone
}

// CodeShape is a constructor of https://core.telegram.org/type/auth.SentCodeType.
type CodeShape uint8

// The shapes.
const (
	ShapeApp   CodeShape = iota // in the chat of the account's other devices
	ShapeSMS                    // by a message to the phone, however it gets there
	ShapeCall                   // by a call
	ShapeEmail                  // by e-mail
)

// Notices brings messages from the service account (777000). It is implemented by service/messages.
type Notices interface {
	// Notice writes text to the account's chat with 777000. key makes a repeat harmless.
	Notice(ctx context.Context, to lamplight.UserID, key string, text lamplight.Text, entities []lamplight.Entity) error
}

// A Mailer sends e-mail. It may be slow.
type Mailer interface {
	Mail(ctx context.Context, to, subject, body string) error
}

// A Service knows accounts. It is safe for concurrent use.
type Service struct {
	o Options
}
