package accounts

import (
	"context"

	"lamplight/store"
)

// Limits of days unseen after which an account is deleted.
const (
	minAccountDays = 30
	maxAccountDays = 730
)

// AccountTTL returns after how many days unseen the caller's account is deleted.
func (s *Service) AccountTTL(ctx context.Context, c Caller) (days int, err error) {
	err = s.store.Read(ctx, func(tx store.Tx) error {
		u, err := tx.User(c.User)
		days = u.TTLDays
		return err
	})
	return days, err
}

// SetAccountTTL sets it.
func (s *Service) SetAccountTTL(ctx context.Context, c Caller, days int) error {
	if days < minAccountDays || days > maxAccountDays {
		return ErrTTLInvalid
	}
	return s.store.Write(ctx, func(tx store.Tx) error {
		u, err := tx.User(c.User)
		if err != nil {
			return err
		}
		u.TTLDays = days
		return tx.UpdateUser(u)
	})
}
