package contacts

import (
	"context"
	"fmt"
	"slices"

	"lamplight"
	"lamplight/store"
)

// EraseUser forgets what is kept here of an account that is being deleted: its public name, its address book and block
// list, and itself in those of others, who are told. It may be called twice.
func (s *Service) EraseUser(ctx context.Context, user lamplight.UserID) error {
	watchers, err := s.watchers(ctx, user)
	if err != nil {
		return err
	}
	s.presence.drop(user)
	s.cache.forget(user)
	// They are told first: whom to tell is known only until the rows are gone, and a second run after a crash finds it again.
	// The account is blank already, so whoever reads it anew sees that it is deleted.
	watchers = slices.DeleteFunc(watchers, func(w lamplight.UserID) bool { return w == user })
	if err := s.noteAll(ctx, watchers, userEvent(user)); err != nil {
		return fmt.Errorf("tell that %d is gone: %w", user, err)
	}
	err = s.store.Write(ctx, func(tx store.Tx) error {
		if err := tx.SetUsername(lamplight.UserPeer(user), ""); err != nil {
			return err
		}
		if err := tx.DeleteContactsOf(user); err != nil {
			return err
		}
		photos, err := tx.ProfilePhotos(user)
		if err != nil {
			return err
		}
		shown, err := tx.PhotosShown([]lamplight.UserID{user})
		if err != nil {
			return err
		}
		if _, err := tx.DeletePhotos(user, photoIDs(append(photos, shown...))); err != nil {
			return err
		}
		return tx.DeleteBlocksOf(user)
	})
	s.cache.forget(user)
	return err
}
