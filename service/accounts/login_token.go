package accounts

import (
	"context"
	"errors"
	"slices"
	"time"

	"lamplight"
	"lamplight/bus"
	"lamplight/store"
)

// A LoginToken is what a QR code shows (https://core.telegram.org/api/qr-login).
type LoginToken struct {
	Token   []byte
	Expires time.Time
	// SignedIn is set instead if the code was accepted.
	SignedIn *SignedIn
}

// ExportLoginToken returns a token for a QR code, or how signing in ended if the last one was accepted. The device is told
// with an EventLoginToken when it should ask again. except are accounts that the device has already.
func (s *Service) ExportLoginToken(ctx context.Context, c Caller, except []lamplight.UserID) (LoginToken, error) {
	t := LoginToken{Token: newToken(), Expires: s.now().Add(s.limits.LoginToken)}
	if len(except) > maxExcept {
		return LoginToken{}, lamplight.ErrLimitInvalid
	}
	err := s.store.Write(ctx, func(tx store.Tx) error {
		d, err := tx.SessionOfKey(c.Key)
		switch {
		case errors.Is(err, store.ErrNotFound):
			t.SignedIn = nil
			return tx.PutLoginToken(store.LoginToken{
				Hash: tokenHash(t.Token), Key: c.Key, Expires: t.Expires, Session: describe(c), Except: except,
			})
		case err != nil:
			return err
		case d.PasswordPending:
			return ErrPasswordNeeded
		}
		t.SignedIn = &SignedIn{User: d.User, Session: d.ID}
		return nil
	})
	if err != nil {
		return LoginToken{}, err
	}
	if t.SignedIn != nil {
		return LoginToken{SignedIn: t.SignedIn}, nil
	}
	return t, nil
}

// maxExcept is how many accounts a device may say it has.
const maxExcept = 100

// ImportLoginToken answers a device that was told to take its token to this data centre. There is only one, so nobody was.
func (s *Service) ImportLoginToken(ctx context.Context, c Caller, token []byte) (LoginToken, error) {
	if !isToken(token) {
		return LoginToken{}, ErrTokenInvalid
	}
	var d store.Session
	err := s.store.Read(ctx, func(tx store.Tx) (err error) {
		d, err = tx.SessionOfKey(c.Key)
		return err
	})
	switch {
	case err != nil:
		return LoginToken{}, missing(err, ErrTokenExpired)
	case d.PasswordPending:
		return LoginToken{}, ErrPasswordNeeded
	}
	return LoginToken{SignedIn: &SignedIn{User: d.User, Session: d.ID}}, nil
}

// AcceptLoginToken signs in the device that shows a token to the caller's account, and tells it. If the account has a password,
// that device asks for it next.
func (s *Service) AcceptLoginToken(ctx context.Context, c Caller, token []byte) (Device, error) {
	if !isToken(token) {
		return Device{}, ErrTokenInvalid
	}
	var (
		made    newDevice
		refused error
	)
	err := s.store.Write(ctx, func(tx store.Tx) error {
		refused = nil
		t, err := tx.TakeLoginToken(tokenHash(token))
		if err != nil {
			return missing(err, ErrTokenInvalid)
		}
		switch { // a refused token is used up, so the transaction commits
		case !t.Expires.After(s.now()):
			refused = ErrTokenExpired
		case slices.Contains(t.Except, c.User):
			refused = ErrTokenExcepted
		case t.Key == c.Key:
			refused = ErrTokenInvalid
		}
		if refused != nil {
			return nil
		}
		switch _, err := tx.SessionOfKey(t.Key); {
		case err == nil: // it signed in otherwise meanwhile, and nobody is to move it to another account
			refused = ErrTokenInvalid
			return nil
		case !errors.Is(err, store.ErrNotFound):
			return err
		}
		u, err := tx.User(c.User)
		if err != nil {
			return err
		}
		made, err = s.addDeviceAs(tx, t.Session, u, true)
		return err
	})
	if err != nil {
		return Device{}, err
	}
	if refused != nil {
		return Device{}, refused
	}
	s.tell(ctx, false, made.ended...)
	err = s.o.Bus.TellKey(context.WithoutCancel(ctx), bus.KeyHint{
		Key:    made.device.Key,
		Events: []lamplight.Event{{Kind: lamplight.EventLoginToken, Date: s.now()}},
	})
	if err != nil {
		s.log.Error("tell of an accepted login token", "err", err) // the device asks again when its token expires
	}
	return Device{Session: made.device}, nil
}

// isToken reports whether a token has the form of ours.
func isToken(t []byte) bool { return len(t) == tokenSize }
