package accounts

import (
	"bytes"
	"context"
	"crypto/hmac"
	"errors"
	"fmt"
	"unicode/utf8"

	"lamplight"
	"lamplight/store"
)

// A NewPassword is a change of what guards an account; nil parts stay as they are.
type NewPassword struct {
	// Set changes the password: to none if Verifier is empty.
	Set          bool
	Salt1, Salt2 []byte
	Verifier     []byte
	Hint         string
	Email        *string // the recovery address; "" takes it away
}

// UpdatePassword sets, changes or takes away the caller's password, after proof of the old one if there is one. A new recovery
// address is confirmed with a code first: the answer then is EMAIL_UNCONFIRMED_X, the rest is done.
func (s *Service) UpdatePassword(ctx context.Context, c Caller, proof PasswordProof, n NewPassword) error {
	p, err := s.prove(ctx, c, proof)
	if err != nil {
		return err
	}
	return s.setPassword(ctx, p, n)
}

// setPassword writes a change to the password that was proved.
func (s *Service) setPassword(ctx context.Context, proved store.Password, n NewPassword) error {
	if err := s.checkNew(proved, n); err != nil {
		return err
	}
	email := ""
	if n.Email != nil && *n.Email != "" {
		var err error
		if email, err = Email(*n.Email); err != nil {
			return err
		}
		if s.o.Mailer == nil {
			return ErrEmailNotAllowed
		}
	}
	err := s.store.Write(ctx, func(tx store.Tx) error {
		p, err := samePassword(tx, proved)
		if err != nil {
			return err
		}
		p = s.change(p, n)
		if n.Email != nil && *n.Email == "" {
			p.Email, p.PendingEmail = "", ""
		}
		if email == p.Email {
			email = ""
		}
		if email != "" {
			p.PendingEmail = email
		}
		if len(p.Verifier) == 0 {
			return tx.DeletePassword(p.User)
		}
		return tx.PutPassword(p)
	})
	if err != nil || email == "" {
		return err
	}
	if err := s.mailCode(ctx, store.CodeEmail, proved.User, email); err != nil {
		return err
	}
	return emailUnconfirmed(s.limits.CodeDigits)
}

// change applies n to p, but for the address.
func (s *Service) change(p store.Password, n NewPassword) store.Password {
	if !n.Set {
		return p
	}
	if len(n.Verifier) == 0 {
		return store.Password{User: p.User, Changed: s.now()}
	}
	p.Salt1, p.Salt2, p.Verifier, p.Hint, p.Changed = n.Salt1, n.Salt2, n.Verifier, n.Hint, s.now()
	return p
}

// checkNew looks whether a change can be made.
func (s *Service) checkNew(p store.Password, n NewPassword) error {
	hasEmail := n.Email != nil && *n.Email != ""
	switch {
	case !n.Set && n.Email == nil:
		return ErrNewSettingsInvalid
	case !n.Set && len(p.Verifier) == 0:
		return ErrPasswordEmpty
	case n.Set && len(n.Verifier) == 0 && hasEmail:
		return ErrNewSettingsInvalid
	case n.Set && len(n.Verifier) == 0 && len(p.Verifier) == 0:
		return ErrPasswordEmpty
	case !n.Set || len(n.Verifier) == 0:
		return nil
	}
	salt1, salt2 := s.newSalts(p)
	if !bytes.HasPrefix(n.Salt1, salt1) || len(n.Salt1) > salt1ClientTo || !bytes.Equal(n.Salt2, salt2) {
		return ErrNewSaltInvalid
	}
	if !verifierOK(n.Verifier) {
		return ErrPasswordInvalid
	}
	if !utf8.ValidString(n.Hint) || utf8.RuneCountInString(n.Hint) > s.limits.HintRunes {
		return ErrNewSettingsInvalid
	}
	return nil
}

// mailCode sends a code for an account to an address.
func (s *Service) mailCode(ctx context.Context, kind store.CodeKind, user lamplight.UserID, email string) error {
	code := digits(s.limits.CodeDigits)
	row := store.Code{
		Handle: newHandle(), Kind: kind, User: user, Sent: 1, Via: "mail", Created: s.now(), Expires: s.now().Add(s.limits.CodeAge),
		Resend: s.now().Add(s.limits.CodeResend),
	}
	row.Hash = s.hashCode(row.Handle+"/"+email, code)
	err := s.store.Write(ctx, func(tx store.Tx) error {
		// Per account, so that nobody has us write to everybody; per address, so that many accounts do not to one.
		for _, counter := range []string{fmt.Sprintf("mails:%d", user), "mail:" + email} {
			if err := s.count(tx, counter, s.limits.MailsPerAccount, s.limits.CodeWindow); err != nil {
				return err
			}
		}
		switch old, err := tx.CodeOf(kind, 0, user, ""); {
		case err == nil:
			if err := tx.DeleteCode(old.Handle); err != nil {
				return err
			}
		case !errors.Is(err, store.ErrNotFound):
			return err
		}
		return tx.PutCode(row)
	})
	if err != nil {
		return err
	}
	subject, why := "Confirm your recovery address", "Enter it to make this the address with which your password can be recovered."
	if kind == store.CodeRecovery {
		subject, why = "Recover your password", "Enter it to sign in without your password and set a new one."
	}
	err = s.o.Mailer.Mail(ctx, email, subject, "Your code is "+string(code)+".\n\n"+why+
		"\nGive it to nobody. If you did not ask for it, do nothing.\n")
	if err != nil {
		s.log.Error("mail a code", "err", err)
		return ErrSendUnavailable
	}
	return nil
}

// checkMailCode compares a code that was mailed for an account to an address. A wrong one counts, over all codes of the
// account too: see checkCode.
func (s *Service) checkMailCode(
	tx store.Tx, kind store.CodeKind, user lamplight.UserID, email string, entered Code, expired error,
) (row store.Code, refused, err error) {
	row, err = tx.CodeOf(kind, 0, user, "")
	if errors.Is(err, store.ErrNotFound) {
		return row, expired, nil
	}
	if err != nil {
		return row, nil, err
	}
	guesses := fmt.Sprintf("mailed:%d", user)
	n, until, err := tx.Count(guesses, 0, s.now(), s.limits.GuessWindow)
	if err != nil {
		return row, nil, err
	}
	if n >= s.limits.GuessesPerPhone {
		return row, floodWait(s.now(), until), nil
	}
	if !row.Expires.After(s.now()) || row.Attempts >= s.limits.CodeAttempts {
		return row, expired, nil
	}
	if hmac.Equal(s.hashCode(row.Handle+"/"+email, entered), row.Hash) {
		return row, nil, nil
	}
	if _, _, err := tx.Count(guesses, 1, s.now(), s.limits.GuessWindow); err != nil {
		return row, nil, err
	}
	row.Attempts++
	return row, ErrCodeWrong, tx.PutCode(row)
}
