package accounts

import (
	"context"
	"time"

	"lamplight/store"
)

// RequestRecovery mails a code to the recovery address of the account that the device is signed in to or waits for the
// password of, and returns the address's pattern.
func (s *Service) RequestRecovery(ctx context.Context, c Caller) (pattern string, err error) {
	p, err := s.recoverable(ctx, c)
	if err != nil {
		return "", err
	}
	return emailPattern(p.Email), s.mailCode(ctx, store.CodeRecovery, p.User, p.Email)
}

func (s *Service) recoverable(ctx context.Context, c Caller) (p store.Password, err error) {
	err = s.store.Read(ctx, func(tx store.Tx) error {
		d, err := holder(tx, c)
		if err != nil {
			return err
		}
		p, err = passwordOf(tx, d.User)
		return err
	})
	switch {
	case err != nil:
		return p, err
	case len(p.Verifier) == 0:
		return p, ErrPasswordEmpty
	case p.Email == "" || s.o.Mailer == nil:
		return p, ErrRecoveryNA
	}
	return p, nil
}

// CheckRecovery returns nil if the code is the one that was mailed; it may still be used then.
func (s *Service) CheckRecovery(ctx context.Context, c Caller, code string) error {
	p, err := s.recoverable(ctx, c)
	if err != nil {
		return err
	}
	var refused error
	err = s.store.Write(ctx, func(tx store.Tx) (err error) {
		_, refused, err = s.checkMailCode(tx, store.CodeRecovery, p.User, p.Email, Code(code), ErrRecoveryExpired)
		return err
	})
	if err != nil {
		return err
	}
	return refused
}

// Recover takes the password away, or puts a new one in its place, with the code that was mailed, and signs the device in.
func (s *Service) Recover(ctx context.Context, c Caller, code string, n *NewPassword) (SignedIn, error) {
	p, err := s.recoverable(ctx, c)
	if err != nil {
		return SignedIn{}, err
	}
	if n == nil {
		n = &NewPassword{Set: true}
	}
	n.Email = nil // the address is the one that was just used
	if err := s.checkNew(p, *n); err != nil {
		return SignedIn{}, err
	}
	var refused error
	err = s.store.Write(ctx, func(tx store.Tx) error {
		now, err := samePassword(tx, p)
		if err != nil {
			return err
		}
		var row store.Code
		row, refused, err = s.checkMailCode(tx, store.CodeRecovery, p.User, now.Email, Code(code), ErrRecoveryExpired)
		if err != nil || refused != nil {
			return err
		}
		if err := tx.DeleteCode(row.Handle); err != nil {
			return err
		}
		if err := tx.ResetCounter(passwordCounter(p.User)); err != nil {
			return err
		}
		now = s.change(now, *n)
		now.ResetAt = time.Time{}
		if len(now.Verifier) == 0 {
			return tx.DeletePassword(now.User)
		}
		return tx.PutPassword(now)
	})
	if err != nil {
		return SignedIn{}, err
	}
	if refused != nil {
		return SignedIn{}, refused
	}
	return s.finishSignIn(ctx, c, func(store.Tx) error { return nil })
}
