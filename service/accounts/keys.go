package accounts

import (
	"context"
	"fmt"
	"time"

	"lamplight"
	"lamplight/bus"
	"lamplight/store"
)

// Key returns a key, permanent or temporary; ErrKeyUnregistered if there is none. User and Session are 0 while a device
// still waits for the password.
func (s *Service) Key(ctx context.Context, id lamplight.KeyID) (k lamplight.AuthKey, err error) {
	err = s.store.Read(ctx, func(tx store.Tx) (err error) {
		k, err = tx.Key(id)
		return err
	})
	return k, missing(err, lamplight.ErrKeyUnregistered)
}

// Save keeps a key that a handshake made.
func (s *Service) Save(ctx context.Context, k lamplight.AuthKey) error {
	if err := s.store.Write(ctx, func(tx store.Tx) error { return tx.AddKey(k) }); err != nil {
		return fmt.Errorf("save auth key: %w", err)
	}
	return nil
}

// Bind binds a temporary key to a permanent one until expires (https://core.telegram.org/method/auth.bindTempAuthKey). That
// the caller holds both was checked before. ErrTempKeyInvalid if either is unknown.
func (s *Service) Bind(ctx context.Context, temp, perm lamplight.KeyID, expires time.Time) error {
	err := s.store.Write(ctx, func(tx store.Tx) error { return tx.BindKey(temp, perm, expires) })
	return missing(err, ErrTempKeyInvalid)
}

// SetLayer remembers the layer that the holder of a permanent key last said.
func (s *Service) SetLayer(ctx context.Context, perm lamplight.KeyID, layer int) error {
	err := s.store.Write(ctx, func(tx store.Tx) error { return tx.SetKeyLayer(perm, layer) })
	return missing(err, lamplight.ErrKeyUnregistered)
}

// Destroy forgets a key: a permanent one with everything that was bound to it, and its sign-in.
func (s *Service) Destroy(ctx context.Context, id lamplight.KeyID) error {
	gone := []lamplight.KeyID{id}
	err := s.store.Write(ctx, func(tx store.Tx) error {
		bound, err := tx.BoundKeys(id)
		if err != nil {
			return err
		}
		gone = append([]lamplight.KeyID{id}, bound...)
		return tx.DeleteKey(id)
	})
	if err != nil {
		return fmt.Errorf("destroy auth key: %w", err)
	}
	s.tell(ctx, true, gone...)
	return nil
}

// DropTempKeys forgets the temporary keys bound to the caller's permanent one, but for those in except, and the one that
// carries the call (https://core.telegram.org/method/auth.dropTempAuthKeys).
func (s *Service) DropTempKeys(ctx context.Context, c Caller, except []lamplight.KeyID) error {
	keep := map[lamplight.KeyID]bool{c.TempKey: true}
	for _, k := range except {
		keep[k] = true
	}
	var gone []lamplight.KeyID
	err := s.store.Write(ctx, func(tx store.Tx) error {
		gone = nil
		bound, err := tx.BoundKeys(c.Key)
		if err != nil {
			return err
		}
		for _, k := range bound {
			if keep[k] {
				continue
			}
			if err := tx.DeleteKey(k); err != nil {
				return err
			}
			gone = append(gone, k)
		}
		return nil
	})
	if err != nil {
		return err
	}
	s.tell(ctx, true, gone...)
	return nil
}

// WatchKeys calls f whenever what is known of a key changes, on whichever node, until stop is called. If gone, the key was
// destroyed. events are to be pushed to the key's sessions although nobody may be signed in with it; mostly there are none.
func (s *Service) WatchKeys(f func(key lamplight.KeyID, gone bool, events []lamplight.Event)) (stop func()) {
	return s.o.Bus.WatchKeys(func(h bus.KeyHint) { f(h.Key, h.Gone, h.Events) })
}
