package accounts

import (
	"context"
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"errors"
	"math/big"
	"strconv"
	"strings"
	"time"

	"lamplight"
	"lamplight/store"
)

// A SentCode is what a client is told of a code.
type SentCode struct {
	Handle  string // phone_code_hash
	Shape   lamplight.CodeShape
	Length  int
	Pattern string              // of the e-mail address, with lamplight.CodeEmail
	Next    lamplight.CodeShape // how it would be sent again; lamplight.CodeNone: in no other way
	Timeout time.Duration       // until it may be sent again
	// SignedIn is set instead of the rest if a logout token let the device in without a code.
	SignedIn *SignedIn
}

// viaApp and viaTest are the ways of sending that are no provider's.
const (
	viaApp  = "app"
	viaTest = "test"
)

// newCode draws a code.
func (s *Service) newCode(phone string) Code {
	if code, ok := testCode(phone); ok && s.o.TestAccounts {
		return code
	}
	return digits(s.limits.CodeDigits)
}

// digits draws a code of n digits.
func digits(n int) Code {
	var b strings.Builder
	for range n {
		d, err := rand.Int(rand.Reader, big.NewInt(10))
		if err != nil {
			panic(err) // crypto/rand never fails
		}
		b.WriteByte('0' + byte(d.Int64()))
	}
	return Code(b.String())
}

// newHandle draws the name by which a client speaks of a code.
func newHandle() string {
	var b [15]byte
	rand.Read(b[:])
	return base64.RawURLEncoding.EncodeToString(b[:])
}

// hashCode is what is kept of a code: without the instance key its few digits cannot be tried out.
func (s *Service) hashCode(handle string, code Code) []byte {
	m := hmac.New(sha256.New, s.codeKey)
	m.Write([]byte(handle + "/" + string(code)))
	return m.Sum(nil)
}

// isTest reports whether a phone is a test account's, which floods nobody.
func (s *Service) isTest(phone string) bool {
	_, ok := testCode(phone)
	return ok && s.o.TestAccounts
}

// a way is how a code is sent: by a provider, or (nil) by the account's chat with 777000, or not at all (a test account).
type way struct {
	name     string
	shape    lamplight.CodeShape
	provider Provider
}

// ways returns in which ways a code for to can be sent, the first one first. user is 0 if the phone has no account.
func (s *Service) ways(tx store.Tx, to Recipient, user lamplight.UserID) ([]way, error) {
	if s.isTest(to.Phone) {
		return []way{{viaTest, lamplight.CodeSMS, nil}}, nil
	}
	var out []way
	if user != 0 && s.o.Notices != nil {
		devices, err := tx.SessionsOf(user)
		if err != nil {
			return nil, err
		}
		for _, d := range devices {
			if !d.PasswordPending {
				out = append(out, way{viaApp, lamplight.CodeApp, nil})
				break
			}
		}
	}
	for _, p := range s.o.Providers {
		if p.Reaches(to) {
			out = append(out, way{p.Name(), p.Shape(), p})
		}
	}
	return out, nil
}

// recipient returns what is known of how to reach a phone.
func recipient(tx store.Tx, phone string) (Recipient, error) {
	i, err := tx.Invitation(phone)
	if err != nil && !errors.Is(err, store.ErrNotFound) {
		return Recipient{}, err
	}
	return Recipient{Phone: phone, Email: i.Email}, nil
}

// sent describes a code of the store, sent the nth way.
func (s *Service) sent(c store.Code, ways []way, n int, to Recipient) SentCode {
	out := SentCode{
		Handle: c.Handle, Shape: ways[n].shape, Length: s.limits.CodeDigits, Timeout: max(c.Resend.Sub(s.now()), 0),
	}
	if out.Shape == lamplight.CodeEmail {
		out.Pattern = emailPattern(to.Email)
	}
	if n+1 < len(ways) {
		out.Next = ways[n+1].shape
	}
	return out
}

// bring brings a code on its way.
func (s *Service) bring(ctx context.Context, w way, c store.Code, to Recipient, code Code) error {
	switch {
	case w.provider != nil:
		return w.provider.Send(ctx, to, code, s.limits.CodeAge)
	case w.name == viaTest:
		return nil
	case w.name == viaApp:
		return s.notice(ctx, c.User, "code:"+c.Handle+strconv.Itoa(c.Sent), text{
			{"Login code: ", true}, {string(code), true},
			{".\n\nIt lets whoever enters it into your account. Give it to nobody, whatever they say: nobody who works " +
				"on this server will ever ask for it.\n\nIf you did not ask for it, do nothing.", false},
		})
	}
	return errors.New("no way to send a code")
}

// checkCode finds the code that c was given for a phone and compares what was entered. A wrong one counts, so the
// transaction has to commit: what the client is told is in refused, what went wrong with us in err.
func (s *Service) checkCode(tx store.Tx, c Caller, kinds []store.CodeKind, phone, handle string, entered Code) (
	code store.Code, refused, err error,
) {
	if handle == "" {
		return code, ErrHandleEmpty, nil
	}
	code, err = s.openCode(tx, c, kinds, phone, handle)
	if errors.Is(err, store.ErrNotFound) {
		return code, ErrCodeExpired, nil
	}
	if err != nil {
		return code, nil, err
	}
	if entered == "" {
		return code, ErrCodeEmpty, nil
	}
	guesses := "guess:" + phone
	n, until, err := tx.Count(guesses, 0, s.now(), s.limits.GuessWindow)
	if err != nil {
		return code, nil, err
	}
	if n >= s.limits.GuessesPerPhone {
		return code, floodWait(s.now(), until), nil
	}
	if hmac.Equal(s.hashCode(handle, entered), code.Hash) {
		return code, nil, nil
	}
	if !s.isTest(phone) {
		if _, _, err := tx.Count(guesses, 1, s.now(), s.limits.GuessWindow); err != nil {
			return code, nil, err
		}
	}
	code.Attempts++
	return code, ErrCodeInvalid, tx.PutCode(code)
}

// openCode returns a code that may still be entered by c; store.ErrNotFound if there is none.
func (s *Service) openCode(tx store.Tx, c Caller, kinds []store.CodeKind, phone, handle string) (store.Code, error) {
	code, err := tx.Code(handle)
	if err != nil {
		return code, err
	}
	known := false
	for _, k := range kinds {
		known = known || code.Kind == k
	}
	if !known || code.Phone != phone || code.Key != c.Key || !code.Expires.After(s.now()) ||
		code.Attempts >= s.limits.CodeAttempts {
		return code, store.ErrNotFound
	}
	return code, nil
}
