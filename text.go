package lamplight

import (
	"fmt"
	"log/slog"
)

// Text is what a person wrote. It prints as its length, so that it cannot reach a log by accident; string(t) is the
// text itself.
type Text string

func (t Text) String() string { return fmt.Sprintf("<%d bytes>", len(t)) }

// GoString implements fmt.GoStringer, so that %#v does not show the text either.
func (t Text) GoString() string { return t.String() }

// Format implements fmt.Formatter for every verb: none shows the text.
func (t Text) Format(f fmt.State, _ rune) { fmt.Fprintf(f, "<%d bytes>", len(t)) }

// LogValue implements slog.LogValuer.
func (t Text) LogValue() slog.Value { return slog.StringValue(t.String()) }

// MarshalText refuses, so that encoding/json (and with it a JSON log) cannot show the text.
// Who has the right to write it out converts it to string first.
func (t Text) MarshalText() ([]byte, error) { return []byte(t.String()), nil }
