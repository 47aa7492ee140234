package resolve

import (
	"github.com/gotd/td/tg"

	"lamplight"
)

// A PasswordProof shows that somebody knows a password (https://core.telegram.org/api/srp). The zero value shows
// nothing.
type PasswordProof struct {
	ID    int64 // srp_id
	A, M1 []byte
}

// Proof returns what p shows; nothing for an empty one.
func Proof(p tg.InputCheckPasswordSRPClass) PasswordProof {
	if s, ok := p.(*tg.InputCheckPasswordSRP); ok {
		return PasswordProof{s.SRPID, s.A, s.M1}
	}
	return PasswordProof{}
}

// A NewPassword is a change of what guards an account; nil parts stay as they are.
type NewPassword struct {
	Set          bool // the password changes: to none if Verifier is empty
	Salt1, Salt2 []byte
	Verifier     []byte
	Hint         string
	Email        *string
}

// errNewSettings refuses a change that says nothing or speaks of another algorithm.
var errNewSettings = &lamplight.Error{Kind: lamplight.Invalid, Code: "NEW_SETTINGS_INVALID"}

// Password returns the change that s describes. Passport's secrets are not kept here, so they are refused.
func Password(s tg.AccountPasswordInputSettings) (NewPassword, error) {
	var n NewPassword
	if _, ok := s.GetNewSecureSettings(); ok {
		return n, errNewSettings
	}
	if email, ok := s.GetEmail(); ok {
		n.Email = &email
	}
	algo, ok := s.GetNewAlgo()
	if !ok {
		return n, nil
	}
	n.Set = true
	switch a := algo.(type) {
	case *tg.PasswordKdfAlgoUnknown: // how clients take a password away
		if len(s.NewPasswordHash) > 0 {
			return n, errNewSettings
		}
	case *tg.PasswordKdfAlgoSHA256SHA256PBKDF2HMACSHA512iter100000SHA256ModPow:
		n.Salt1, n.Salt2, n.Verifier, n.Hint = a.Salt1, a.Salt2, s.NewPasswordHash, s.Hint
	default:
		return n, errNewSettings
	}
	return n, nil
}
