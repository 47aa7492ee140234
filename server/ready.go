package server

import (
	"fmt"
	"strings"
)

// Ready says where a server that has started can be reached.
type Ready struct {
	Name        string
	Listen      string // the address that the listener got
	Public      string // what clients are told
	DC          int
	Page        string // address of the discovery document
	Key         Public
	TestPhones  bool
	CodesInLog  bool
	CodesGoBy   string
	SignUp      string
	Data        string
	StartedInMS int64
}

// Greeting is what `lamplight serve` prints when it is ready.
func (r Ready) Greeting() string {
	var b strings.Builder
	fmt.Fprintf(&b, "%s is ready (%d ms).\n\n", r.Name, r.StartedInMS)
	fmt.Fprintf(&b, "  MTProto      %s   data centre %d, listening on %s\n", r.Public, r.DC, r.Listen)
	fmt.Fprintf(&b, "  For clients  %s\n", r.Page)
	fmt.Fprintf(&b, "  Data         %s\n", r.Data)
	fmt.Fprintf(&b, "  Sign-up      %s; ", r.SignUp)
	if r.CodesInLog {
		fmt.Fprint(&b, "login codes are written to this log")
	} else {
		fmt.Fprintf(&b, "login codes go by %s", r.CodesGoBy)
	}
	if r.TestPhones {
		fmt.Fprint(&b, "; phones 99966XYYYY sign in with the code XXXXX")
	}
	fmt.Fprintf(&b, "\n\nPublic key, fingerprint %d:\n%s\n", r.Key.Fingerprint, r.Key.PEM)
	return b.String()
}
