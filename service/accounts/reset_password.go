package accounts

import (
	"context"
	"time"

	"lamplight/store"
)

// A PasswordReset is how far a reset without recovery is. One of its times is set, or Done.
type PasswordReset struct {
	Done  bool
	Until time.Time // asked for: the password can be taken away then
	Retry time.Time // a reset was declined: ask again then
}

// ResetPassword takes the password away from the account of a signed-in device: the first call starts the wait, a call after
// it ends it. Every device sees the wait and can decline.
func (s *Service) ResetPassword(ctx context.Context, c Caller) (out PasswordReset, err error) {
	err = s.store.Write(ctx, func(tx store.Tx) error {
		out = PasswordReset{}
		p, err := passwordOf(tx, c.User)
		switch {
		case err != nil:
			return err
		case len(p.Verifier) == 0:
			return ErrPasswordEmpty
		case p.NoResetUntil.After(s.now()):
			out.Retry = p.NoResetUntil
			return nil
		case p.ResetAt.IsZero():
			p.ResetAt = s.now().Add(s.limits.PasswordReset)
			out.Until = p.ResetAt
			return tx.PutPassword(p)
		case p.ResetAt.After(s.now()):
			out.Until = p.ResetAt
			return nil
		}
		out.Done = true
		return tx.DeletePassword(p.User)
	})
	return out, err
}

// DeclinePasswordReset stops a reset that somebody asked for.
func (s *Service) DeclinePasswordReset(ctx context.Context, c Caller) error {
	return s.store.Write(ctx, func(tx store.Tx) error {
		p, err := passwordOf(tx, c.User)
		if err != nil {
			return err
		}
		if p.ResetAt.IsZero() {
			return ErrResetMissing
		}
		p.ResetAt, p.NoResetUntil = time.Time{}, s.now().Add(s.limits.ResetAgain)
		return tx.PutPassword(p)
	})
}
