package contacts

import (
	"context"

	"lamplight"
	"lamplight/store"
)

// EraseUser forgets what is kept here of an account that is being deleted: its public name, its address book and block list,
// and itself in those of others. It may be called twice.
func (s *Service) EraseUser(ctx context.Context, user lamplight.UserID) error {
	err := s.store.Write(ctx, func(tx store.Tx) error {
		if err := tx.SetUsername(lamplight.UserPeer(user), ""); err != nil {
			return err
		}
		if err := tx.DeleteContactsOf(user); err != nil {
			return err
		}
		return tx.DeleteBlocksOf(user)
	})
	s.presence.drop(user)
	s.cache.forget(user)
	return err
}
