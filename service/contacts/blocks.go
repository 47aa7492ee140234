package contacts

import (
	"context"

	"lamplight"
	"lamplight/store"
)

// Block keeps a person from writing to an account and from seeing when it is there. Blocking twice is once.
func (s *Service) Block(ctx context.Context, owner lamplight.UserID, origin lamplight.SessionID, peer lamplight.Peer) error {
	if peer.User() == owner || peer.User() == 0 {
		return ErrContactIDInvalid
	}
	added := false
	err := s.store.Write(ctx, func(tx store.Tx) (err error) {
		added, err = tx.AddBlock(store.Block{Owner: owner, Peer: peer, At: s.now()})
		return err
	})
	if err != nil || !added {
		return err
	}
	return s.tellBlocked(ctx, owner, origin, peer, true)
}

// Unblock takes a person off the block list. One who is not on it stays off.
func (s *Service) Unblock(ctx context.Context, owner lamplight.UserID, origin lamplight.SessionID, peer lamplight.Peer) error {
	removed := false
	err := s.store.Write(ctx, func(tx store.Tx) (err error) {
		removed, err = tx.DeleteBlock(owner, peer)
		return err
	})
	if err != nil || !removed {
		return err
	}
	return s.tellBlocked(ctx, owner, origin, peer, false)
}

func (s *Service) tellBlocked(ctx context.Context, owner lamplight.UserID, origin lamplight.SessionID, peer lamplight.Peer, blocked bool) error {
	s.cache.forget(owner)
	s.cache.forget(peer.User())
	return s.note(ctx, owner, origin, lamplight.Event{Kind: lamplight.EventBlocked, Peer: peer, Flag: blocked})
}

// Blocks returns a page of a block list, newest first, and how long the list is. limit is 1 to 100.
func (s *Service) Blocks(ctx context.Context, owner lamplight.UserID, offset, limit int) (page []store.Block, total int, err error) {
	if limit < 1 || limit > 100 || offset < 0 {
		return nil, 0, lamplight.ErrLimitInvalid
	}
	err = s.store.Read(ctx, func(tx store.Tx) (err error) {
		page, total, err = tx.BlocksOf(owner, offset, limit)
		return err
	})
	return page, total, err
}
