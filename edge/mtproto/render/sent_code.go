package render

import (
	"fmt"
	"time"

	"github.com/gotd/td/tg"

	"lamplight"
)

// A SentCode is a code that was sent, as a client is told of it.
type SentCode struct {
	Handle  string // phone_code_hash
	Shape   lamplight.CodeShape
	Length  int
	Pattern string              // of the e-mail address, with CodeEmail
	Next    lamplight.CodeShape // CodeNone: it cannot be sent in another way
	Timeout time.Duration       // until it may be sent again
}

// Code writes auth.sentCode.
func Code(s SentCode) (*tg.AuthSentCode, error) {
	out := &tg.AuthSentCode{PhoneCodeHash: s.Handle}
	switch s.Shape {
	case lamplight.CodeApp:
		out.Type = &tg.AuthSentCodeTypeApp{Length: s.Length}
	case lamplight.CodeSMS:
		out.Type = &tg.AuthSentCodeTypeSMS{Length: s.Length}
	case lamplight.CodeCall:
		out.Type = &tg.AuthSentCodeTypeCall{Length: s.Length}
	case lamplight.CodeEmail:
		out.Type = &tg.AuthSentCodeTypeEmailCode{EmailPattern: s.Pattern, Length: s.Length}
	default:
		return nil, fmt.Errorf("render: a code of unknown shape %d", s.Shape)
	}
	switch s.Next {
	case lamplight.CodeNone, lamplight.CodeApp, lamplight.CodeEmail: // the protocol has no word for those
	case lamplight.CodeSMS:
		out.SetNextType(&tg.AuthCodeTypeSMS{})
	case lamplight.CodeCall:
		out.SetNextType(&tg.AuthCodeTypeCall{})
	default:
		return nil, fmt.Errorf("render: next a code of unknown shape %d", s.Next)
	}
	if s.Timeout > 0 {
		out.SetTimeout(int(s.Timeout.Round(time.Second) / time.Second))
	}
	return out, nil
}
