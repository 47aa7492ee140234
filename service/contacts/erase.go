package contacts

import (
	"context"
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
	err = s.store.Write(ctx, func(tx store.Tx) error {
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
	if err != nil {
		return err
	}
	watchers = slices.DeleteFunc(watchers, func(w lamplight.UserID) bool { return w == user })
	s.noteAll(ctx, watchers, lamplight.Event{Kind: lamplight.EventUser, Peer: lamplight.UserPeer(user)})
	return nil
}
