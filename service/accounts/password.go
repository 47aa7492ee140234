package accounts

import (
	"context"
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"errors"
	"fmt"
	"time"

	"lamplight"
	"lamplight/store"
)

// PasswordInfo is what a client has to know to show a password, or to set one.
type PasswordInfo struct {
	Set          bool
	Salt1, Salt2 []byte // of the one that is set
	SRPID        int64  // names the exchange that begins with this; once, for this key
	B            []byte
	Hint         string
	Recovery     bool   // there is a recovery address
	Unconfirmed  string // pattern of the address that is not confirmed yet
	ResetAt      time.Time
	// NewSalt1 and NewSalt2 are for a new password; the client adds 32 bytes to the first.
	NewSalt1, NewSalt2 []byte
	Random             []byte // for the client's own use
}

// Sizes of salts in bytes.
const (
	salt1Size     = 8  // ours, to which a client adds its own
	salt1ClientTo = 64 // with the client's
	salt2Size     = 16
)

// A PasswordProof shows that somebody knows a password. The zero value shows nothing.
type PasswordProof struct {
	ID    int64 // PasswordInfo.SRPID
	A, M1 []byte
}

// IsZero reports whether nothing is shown.
func (p PasswordProof) IsZero() bool { return p.ID == 0 && len(p.A) == 0 && len(p.M1) == 0 }

// passwordOf returns an account's password; a zero one if it has none.
func passwordOf(tx store.Tx, user lamplight.UserID) (store.Password, error) {
	p, err := tx.Password(user)
	if errors.Is(err, store.ErrNotFound) {
		return store.Password{User: user}, nil
	}
	return p, err
}

// holder returns the account that a key is signed in to, or waits for the password of.
func holder(tx store.Tx, c Caller) (store.Session, error) {
	d, err := tx.SessionOfKey(c.Key)
	return d, missing(err, lamplight.ErrKeyUnregistered)
}

// newSalts derives the salts for an account's next password, so that they need not be kept until it is set.
func (s *Service) newSalts(p store.Password) (salt1, salt2 []byte) {
	m := hmac.New(sha256.New, s.saltKey)
	fmt.Fprintf(m, "%d/%d/%x", p.User, p.Changed.Unix(), p.Salt2)
	sum := m.Sum(nil)
	return sum[:salt1Size], sum[salt1Size : salt1Size+salt2Size]
}

// Password tells what a client has to know about its account's password, and begins an exchange if there is one. A device
// that waits for the password may ask too.
func (s *Service) Password(ctx context.Context, c Caller) (PasswordInfo, error) {
	var p store.Password
	err := s.store.Read(ctx, func(tx store.Tx) error {
		d, err := holder(tx, c)
		if err != nil {
			return err
		}
		p, err = passwordOf(tx, d.User)
		return err
	})
	if err != nil {
		return PasswordInfo{}, err
	}
	info := PasswordInfo{
		Set: len(p.Verifier) > 0, Hint: p.Hint, Recovery: p.Email != "", Unconfirmed: emailPattern(p.PendingEmail),
		ResetAt: p.ResetAt, Random: make([]byte, srpSize),
	}
	rand.Read(info.Random)
	info.NewSalt1, info.NewSalt2 = s.newSalts(p)
	if !info.Set {
		return info, nil
	}
	done, err := s.place(ctx)
	if err != nil {
		return PasswordInfo{}, err
	}
	x := store.SRP{ID: randomID(63), Key: c.Key, User: p.User, Created: s.now()}
	x.B, info.B = srpHalf(p.Verifier)
	done()
	info.Salt1, info.Salt2, info.SRPID = p.Salt1, p.Salt2, x.ID
	return info, s.store.Write(ctx, func(tx store.Tx) error { return tx.PutSRP(x) })
}

// place waits for a place for a costly computation.
func (s *Service) place(ctx context.Context) (done func(), err error) {
	select {
	case s.checks <- struct{}{}:
		return func() { <-s.checks }, nil
	case <-ctx.Done():
		return nil, ctx.Err()
	}
}

// prove checks that the caller knows the password of the account that it is signed in to or waits for. An account without a
// password needs no proof. The exchange is used up and the try is counted before anything is computed, so that tries at the
// same time are counted too. Who shows the password calls off a deletion that was asked for without it.
func (s *Service) prove(ctx context.Context, c Caller, proof PasswordProof) (store.Password, error) {
	var (
		p store.Password
		x store.SRP
	)
	err := s.store.Write(ctx, func(tx store.Tx) error {
		d, err := holder(tx, c)
		if err != nil {
			return err
		}
		if p, err = passwordOf(tx, d.User); err != nil || len(p.Verifier) == 0 {
			return err
		}
		if proof.IsZero() {
			return ErrPasswordMissing
		}
		if err := s.count(tx, passwordCounter(p.User), s.limits.PasswordGuesses, s.limits.PasswordWindow); err != nil {
			return err
		}
		x, err = tx.TakeSRP(c.Key, proof.ID)
		if err == nil && (x.User != p.User || s.now().Sub(x.Created) > s.limits.SRPAge) {
			err = store.ErrNotFound
		}
		return missing(err, ErrSRPIDInvalid)
	})
	if err != nil || len(p.Verifier) == 0 {
		return p, err
	}
	done, err := s.place(ctx)
	if err != nil {
		return p, err
	}
	ok := srpCheck(p, x.B, srpHalfOf(p.Verifier, x.B), proof.A, proof.M1)
	done()
	if !ok {
		return p, ErrPasswordInvalid
	}
	return p, s.store.Write(ctx, func(tx store.Tx) error {
		if err := callDeletionOff(tx, p.User); err != nil {
			return err
		}
		return tx.ResetCounter(passwordCounter(p.User))
	})
}

// callDeletionOff keeps an account whose deletion somebody asked for without the password.
func callDeletionOff(tx store.Tx, user lamplight.UserID) error {
	u, err := tx.User(user)
	if err != nil || u.DeleteAfter.IsZero() {
		return err
	}
	u.DeleteAfter = time.Time{}
	return tx.UpdateUser(u)
}

func passwordCounter(u lamplight.UserID) string { return fmt.Sprintf("password:%d", u) }

// same makes sure that a password is still the one that was proved, in a later transaction.
func samePassword(tx store.Tx, p store.Password) (store.Password, error) {
	now, err := passwordOf(tx, p.User)
	if err == nil && !hmac.Equal(now.Verifier, p.Verifier) {
		err = ErrSRPInvalid
	}
	return now, err
}

// CheckPassword finishes a sign-in that waits for the password. Whoever asked for the account's deletion without knowing the
// password has asked in vain then.
func (s *Service) CheckPassword(ctx context.Context, c Caller, proof PasswordProof) (SignedIn, error) {
	if proof.IsZero() {
		return SignedIn{}, ErrPasswordInvalid
	}
	p, err := s.prove(ctx, c, proof)
	if err != nil {
		return SignedIn{}, err
	}
	return s.finishSignIn(ctx, c, func(tx store.Tx) error {
		_, err := samePassword(tx, p)
		return err
	})
}

// finishSignIn signs the device in that waits for a password, if check finds nothing against it.
func (s *Service) finishSignIn(ctx context.Context, c Caller, check func(store.Tx) error) (SignedIn, error) {
	var (
		made    newDevice
		pending bool
	)
	err := s.store.Write(ctx, func(tx store.Tx) error {
		d, err := holder(tx, c)
		if err != nil {
			return err
		}
		if err := check(tx); err != nil {
			return err
		}
		if err := callDeletionOff(tx, d.User); err != nil { // whoever recovered the password has not shown it
			return err
		}
		u, err := tx.User(d.User)
		if err != nil {
			return err
		}
		pending = d.PasswordPending
		d.PasswordPending, d.Active = false, s.now()
		made = newDevice{user: u, device: d}
		if err := tx.UpdateSession(d); err != nil || !pending {
			return err
		}
		devices, err := tx.SessionsOf(u.ID)
		if err != nil || !signedInBeside(devices, d.ID) {
			return err
		}
		return s.announce(tx, d)
	})
	if err != nil {
		return SignedIn{}, err
	}
	if !pending { // it was signed in before: nothing new to anybody
		return SignedIn{User: made.user.ID, Session: made.device.ID}, nil
	}
	return s.signedIn(ctx, made)
}

// PasswordEmail returns the recovery address of the caller's account, to whoever knows the password.
func (s *Service) PasswordEmail(ctx context.Context, c Caller, proof PasswordProof) (string, error) {
	p, err := s.prove(ctx, c, proof)
	return p.Email, err
}
