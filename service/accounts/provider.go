package accounts

import (
	"context"
	"fmt"
	"time"

	"lamplight"
)

// A Code is what a person enters to show that a phone or an address is theirs. It never prints; string(c) is the code.
type Code string

func (Code) String() string   { return "<code>" }
func (Code) GoString() string { return "<code>" }

// Format implements fmt.Formatter for every verb: none shows the code.
func (Code) Format(f fmt.State, _ rune) { fmt.Fprint(f, "<code>") }

// MarshalText keeps the code out of JSON.
func (Code) MarshalText() ([]byte, error) { return []byte("<code>"), nil }

// A Provider brings codes to people. It may be slow.
type Provider interface {
	// Name is what the store remembers of how a code was sent, such as "log".
	Name() string
	// Reaches reports whether it has a way to that person.
	Reaches(to Recipient) bool
	// Send brings the code, which may be entered for age. It never logs it, unless that is its very purpose.
	Send(ctx context.Context, to Recipient, code Code, age time.Duration) error
	// Shape is how clients are told that the code comes.
	Shape() lamplight.CodeShape
}

// A Recipient is whom a code goes to.
type Recipient struct {
	Phone string // digits only
	Email string // the address that the operator has for that phone; "" if none
}

// A Mailer sends e-mail. It may be slow.
type Mailer interface {
	Mail(ctx context.Context, to, subject, body string) error
}
