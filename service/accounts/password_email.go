package accounts

import (
	"context"

	"lamplight/store"
)

// ConfirmPasswordEmail makes the address that a code was sent to the recovery address.
func (s *Service) ConfirmPasswordEmail(ctx context.Context, c Caller, code string) error {
	var refused error
	err := s.store.Write(ctx, func(tx store.Tx) error {
		p, err := passwordOf(tx, c.User)
		if err != nil {
			return err
		}
		if p.PendingEmail == "" {
			return ErrEmailHashExpired
		}
		var row store.Code
		row, refused, err = s.checkMailCode(tx, store.CodeEmail, c.User, p.PendingEmail, Code(code), ErrEmailHashExpired)
		if err != nil || refused != nil {
			return err
		}
		if err := tx.DeleteCode(row.Handle); err != nil {
			return err
		}
		p.Email, p.PendingEmail = p.PendingEmail, ""
		return tx.PutPassword(p)
	})
	if err != nil {
		return err
	}
	return refused
}

// ResendPasswordEmail sends a new code to the address that is not confirmed yet.
func (s *Service) ResendPasswordEmail(ctx context.Context, c Caller) error {
	email := ""
	err := s.store.Read(ctx, func(tx store.Tx) error {
		p, err := passwordOf(tx, c.User)
		email = p.PendingEmail
		return err
	})
	if err != nil {
		return err
	}
	if email == "" || s.o.Mailer == nil {
		return ErrEmailHashExpired
	}
	return s.mailCode(ctx, store.CodeEmail, c.User, email)
}

// CancelPasswordEmail forgets the address that is not confirmed yet.
func (s *Service) CancelPasswordEmail(ctx context.Context, c Caller) error {
	return s.store.Write(ctx, func(tx store.Tx) error {
		p, err := passwordOf(tx, c.User)
		if err != nil {
			return err
		}
		if p.PendingEmail == "" {
			return ErrEmailHashExpired
		}
		p.PendingEmail = ""
		return tx.PutPassword(p)
	})
}
