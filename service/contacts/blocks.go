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
	err := s.store.Write(ctx, func(tx store.Tx) error {
		if added, err := tx.AddBlock(store.Block{Owner: owner, Peer: peer, At: s.now()}); err != nil || !added {
			return err
		}
		_, total, err := tx.BlocksOf(owner, 0, 1)
		if err == nil && total > s.limits.Blocks {
			err = ErrBlocksTooMany
		}
		if err != nil {
			return err
		}
		return s.owe(tx, owner, origin, blockedEvent(peer))
	})
	s.cache.forget(owner)
	s.cache.forget(peer.User())
	return err
}

// Unblock takes a person off the block list. One who is not on it stays off.
func (s *Service) Unblock(ctx context.Context, owner lamplight.UserID, origin lamplight.SessionID, peer lamplight.Peer) error {
	err := s.store.Write(ctx, func(tx store.Tx) error {
		if removed, err := tx.DeleteBlock(owner, peer); err != nil || !removed {
			return err
		}
		return s.owe(tx, owner, origin, blockedEvent(peer))
	})
	s.cache.forget(owner)
	s.cache.forget(peer.User())
	return err
}

// blockedEvent tells whether a peer is blocked, as it is when it is told.
func blockedEvent(p lamplight.Peer) lamplight.Event {
	return lamplight.Event{Kind: lamplight.EventBlocked, Peer: p}
}

// A Block is an entry of a block list.
type Block = store.Block

// maxBlockPage is how many entries one page has at most.
const maxBlockPage = 100

// Blocks returns a page of a block list, newest first, and how long the list is.
func (s *Service) Blocks(ctx context.Context, owner lamplight.UserID, offset, limit int) (page []Block, total int, err error) {
	if limit < 0 || offset < 0 {
		return nil, 0, lamplight.ErrLimitInvalid
	}
	err = s.store.Read(ctx, func(tx store.Tx) (err error) {
		page, total, err = tx.BlocksOf(owner, offset, min(limit, maxBlockPage))
		return err
	})
	return page, total, err
}

// SetBlocks makes a block list exactly this: who is not named is taken off it. It is one change: all of it or nothing.
func (s *Service) SetBlocks(ctx context.Context, owner lamplight.UserID, origin lamplight.SessionID, peers []lamplight.Peer) error {
	wanted := make(map[lamplight.Peer]bool, len(peers))
	for _, p := range peers {
		if p.User() == owner || p.User() == 0 {
			return ErrContactIDInvalid
		}
		wanted[p] = true
	}
	if len(wanted) > s.limits.Blocks {
		return ErrBlocksTooMany
	}
	var changed []lamplight.Event
	err := s.store.Write(ctx, func(tx store.Tx) error {
		changed = nil
		have, _, err := tx.BlocksOf(owner, 0, s.limits.Blocks)
		if err != nil {
			return err
		}
		kept := make(map[lamplight.Peer]bool, len(have))
		for _, b := range have {
			if kept[b.Peer] = wanted[b.Peer]; kept[b.Peer] {
				continue
			}
			if _, err := tx.DeleteBlock(owner, b.Peer); err != nil {
				return err
			}
			changed = append(changed, blockedEvent(b.Peer))
		}
		for _, p := range peers {
			if kept[p] {
				continue
			}
			kept[p] = true
			if _, err := tx.AddBlock(store.Block{Owner: owner, Peer: p, At: s.now()}); err != nil {
				return err
			}
			changed = append(changed, blockedEvent(p))
		}
		return s.owe(tx, owner, origin, changed...)
	})
	s.cache.forget(owner)
	for _, e := range changed {
		s.cache.forget(e.Peer.User())
	}
	return err
}
