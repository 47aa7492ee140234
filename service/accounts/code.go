package accounts

import "fmt"

// A Code is what a person enters to show that a phone or an address is theirs. It never prints; string(c) is the code.
type Code string

func (Code) String() string   { return "<code>" }
func (Code) GoString() string { return "<code>" }

// Format implements fmt.Formatter for every verb: none shows the code.
func (Code) Format(f fmt.State, _ rune) { fmt.Fprint(f, "<code>") }

// MarshalText keeps the code out of JSON.
func (Code) MarshalText() ([]byte, error) { return []byte("<code>"), nil }
