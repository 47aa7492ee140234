package accounts

import (
	"context"
	"time"

	"lamplight"
	"lamplight/store"
)

// ProveOwner checks that whoever is about to give something away for good is the account's owner, and not somebody who got
// hold of a device for a moment: the password is set since Limits.FreshPassword, the device signed in since
// Limits.FreshDevice, and the proof right. PASSWORD_MISSING without a password; PASSWORD_TOO_FRESH_X and
// SESSION_TOO_FRESH_X say how many seconds are left to wait; PASSWORD_HASH_INVALID for a wrong proof and for none, by which
// clients learn that only the password is asked for still.
//
// https://core.telegram.org/api/channel#transferring-ownership
func (s *Service) ProveOwner(ctx context.Context, c Caller, proof PasswordProof) error {
	err := s.store.Read(ctx, func(tx store.Tx) error {
		d, err := holder(tx, c)
		if err != nil {
			return err
		}
		p, err := passwordOf(tx, d.User)
		if err != nil {
			return err
		}
		if len(p.Verifier) == 0 {
			return ErrPasswordMissing
		}
		if wait := s.limits.FreshPassword - s.now().Sub(p.Changed); wait > 0 {
			return tooFresh("PASSWORD_TOO_FRESH", wait)
		}
		if wait := s.limits.FreshDevice - s.now().Sub(d.Created); wait > 0 {
			return tooFresh("SESSION_TOO_FRESH", wait)
		}
		return nil
	})
	if err != nil {
		return err
	}
	if proof.IsZero() {
		return ErrPasswordInvalid
	}
	_, err = s.prove(ctx, c, proof)
	return err
}

func tooFresh(code string, wait time.Duration) *lamplight.Error {
	return &lamplight.Error{Kind: lamplight.Invalid, Code: code, Arg: int((wait + time.Second - 1) / time.Second), HasArg: true}
}
