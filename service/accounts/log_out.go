package accounts

import (
	"context"
	"crypto/rand"
	"crypto/sha256"
	"errors"

	"lamplight"
	"lamplight/store"
)

// tokenSize is the size in bytes of login and logout tokens.
const tokenSize = 32

func newToken() []byte {
	b := make([]byte, tokenSize)
	rand.Read(b)
	return b
}

// tokenHash is what is kept of a token.
func tokenHash(t []byte) []byte {
	h := sha256.Sum256(t)
	return h[:]
}

// LogOut signs the caller's device out, one that still waits for a password too. The token lets it sign in to the same account
// again without a code, as long as that has no password (https://core.telegram.org/api/auth#future-auth-tokens); it is nil for
// a device that was not signed in wholly.
func (s *Service) LogOut(ctx context.Context, c Caller) (future []byte, err error) {
	err = s.store.Write(ctx, func(tx store.Tx) error {
		future = nil
		d, err := tx.SessionOfKey(c.Key)
		if errors.Is(err, store.ErrNotFound) {
			return lamplight.ErrKeyUnregistered
		}
		if err != nil {
			return err
		}
		if !d.PasswordPending {
			future = newToken()
			t := store.LogoutToken{Hash: tokenHash(future), User: d.User, Expires: s.now().Add(s.limits.LogoutToken)}
			if err := tx.PutLogoutToken(t); err != nil {
				return err
			}
		}
		return tx.DeleteSession(d.ID)
	})
	if err != nil {
		return nil, err
	}
	s.tell(ctx, false, c.Key)
	return future, nil
}
