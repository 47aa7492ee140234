package accounts

import (
	"context"
	"strconv"
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
// it ends it. Every device is told of the wait and can decline.
func (s *Service) ResetPassword(ctx context.Context, c Caller) (out PasswordReset, err error) {
	begun := false
	err = s.store.Write(ctx, func(tx store.Tx) error {
		out, begun = PasswordReset{}, false
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
			out.Until, begun = p.ResetAt, true
			return tx.PutPassword(p)
		case p.ResetAt.After(s.now()):
			out.Until = p.ResetAt
			return nil
		}
		out.Done = true
		return tx.DeletePassword(p.User)
	})
	if err != nil || !begun {
		return out, err
	}
	err = s.notice(ctx, c.User, "reset:"+strconv.FormatInt(out.Until.Unix(), 10), text{
		{"Somebody asked to take the password away from your account. ", true},
		{"That can be done on " + out.Until.Format("2 January 2006 at 15:04 MST") +
			".\n\nIf that was not you, open Settings, Privacy and Security, Two-Step Verification and cancel the reset, and " +
			"end the sessions in Settings, Devices that are not yours.", false},
	})
	if err != nil {
		s.log.Error("notice of a password reset", "err", err)
	}
	return out, nil
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
