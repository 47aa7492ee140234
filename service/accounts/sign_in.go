package accounts

import (
	"context"
	"errors"

	"lamplight"
	"lamplight/store"
)

// SignedIn is how signing in ended.
type SignedIn struct {
	User    lamplight.UserID
	Session lamplight.SessionID
	// SignUp is set instead if the phone has no account yet and may get one with SignUp; Terms are what to show first.
	SignUp bool
	Terms  Terms
}

// SignIn signs a device in with a code. ErrPasswordNeeded says that the password is still to come (CheckPassword).
func (s *Service) SignIn(ctx context.Context, c Caller, phone, handle, entered string) (SignedIn, error) {
	phone, err := Phone(phone)
	if err != nil {
		return SignedIn{}, err
	}
	var (
		refused error
		made    newDevice
		signUp  bool
	)
	err = s.store.Write(ctx, func(tx store.Tx) (err error) {
		var code store.Code
		signUp = false
		code, refused, err = s.checkCode(tx, c, []store.CodeKind{store.CodeSignIn}, phone, handle, Code(entered))
		if err != nil || refused != nil {
			return err
		}
		u, err := tx.UserByPhone(phone)
		if errors.Is(err, store.ErrNotFound) {
			if err := s.maySignUp(tx, phone); err != nil {
				return err
			}
			signUp = true
			code.Kind, code.Expires = store.CodeSignInApplied, s.now().Add(s.limits.SignUpAge)
			return tx.PutCode(code)
		}
		if err != nil {
			return err
		}
		if err := tx.DeleteCode(handle); err != nil {
			return err
		}
		made, err = s.addDevice(tx, c, u)
		return err
	})
	switch {
	case err != nil:
		return SignedIn{}, err
	case refused != nil:
		return SignedIn{}, refused
	case signUp:
		return SignedIn{SignUp: true, Terms: s.o.Terms}, nil
	}
	return s.signedIn(ctx, made)
}

// maySignUp says whether a phone without an account may get one.
func (s *Service) maySignUp(tx store.Tx, phone string) error {
	switch s.o.SignUp {
	case SignUpOpen:
		return nil
	case SignUpInvited, SignUpListed:
		return missing(onlyError(tx.Invitation(phone)), ErrPhoneUnoccupied)
	case SignUpClosed:
		return ErrPhoneUnoccupied
	}
	panic("accounts: unknown sign-up mode")
}

// useLogoutTokens signs a device in with a token that it got when it signed out of the phone's account.
func (s *Service) useLogoutTokens(ctx context.Context, c Caller, phone string, tokens [][]byte) (*SignedIn, error) {
	if len(tokens) == 0 || len(tokens) > s.limits.LogoutTokens {
		return nil, nil
	}
	var made *newDevice
	err := s.store.Write(ctx, func(tx store.Tx) error {
		made = nil
		u, err := tx.UserByPhone(phone)
		if err != nil {
			return missing(err, nil)
		}
		if p, err := passwordOf(tx, u.ID); err != nil || len(p.Verifier) > 0 {
			return err
		}
		for _, t := range tokens {
			row, err := tx.TakeLogoutToken(tokenHash(t))
			if errors.Is(err, store.ErrNotFound) {
				continue
			}
			if err != nil {
				return err
			}
			if row.User != u.ID { // of another account that the device had: not used up
				if err := tx.PutLogoutToken(row); err != nil {
					return err
				}
				continue
			}
			if !row.Expires.After(s.now()) {
				continue
			}
			d, err := s.addDevice(tx, c, u)
			made = &d
			return err
		}
		return nil
	})
	if err != nil || made == nil {
		return nil, err
	}
	in, err := s.signedIn(ctx, *made)
	return &in, err
}
