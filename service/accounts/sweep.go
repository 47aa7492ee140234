package accounts

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"lamplight"
	"lamplight/store"
)

// The sweep forgets what is over: codes, tokens, counters, keys, devices unused for long, and accounts whose time has come.
const (
	sweepJob   = "accounts.sweep"
	sweepEvery = time.Hour
	// sweepBatch is how many rows one transaction of the sweep touches, so that nobody waits long behind it.
	sweepBatch = 200
)

func (s *Service) runSweep(ctx context.Context, _ json.RawMessage) error { return s.Sweep(ctx) }

// Sweep does at once what is otherwise done each hour.
func (s *Service) Sweep(ctx context.Context) error {
	return errors.Join(s.sweepRows(ctx), s.sweepKeys(ctx), s.sweepDevices(ctx), s.sweepAccounts(ctx))
}

func (s *Service) sweepRows(ctx context.Context) error {
	now := s.now()
	err := s.store.Write(ctx, func(tx store.Tx) error {
		return errors.Join(tx.DeleteExpiredCodes(now), tx.DeleteExpiredTokens(now), tx.DeleteExpiredCounters(now),
			tx.DeleteExpiredTakeouts(now), tx.DeleteSRPBefore(now.Add(-s.limits.SRPAge)))
	})
	if err != nil {
		return fmt.Errorf("sweep rows: %w", err)
	}
	return nil
}

func (s *Service) sweepKeys(ctx context.Context) error {
	for {
		n := 0
		err := s.store.Write(ctx, func(tx store.Tx) (err error) {
			n, err = tx.DeleteExpiredKeys(s.now(), s.now().Add(-s.limits.UnusedKey), sweepBatch)
			return err
		})
		if err != nil {
			return fmt.Errorf("sweep keys: %w", err)
		}
		if n < sweepBatch {
			return nil
		}
	}
}

func (s *Service) sweepDevices(ctx context.Context) error {
	for {
		var keys []lamplight.KeyID
		err := s.store.Write(ctx, func(tx store.Tx) error {
			keys = nil
			idle, err := tx.IdleSessions(s.now(), s.now().Add(-s.limits.PendingPassword), sweepBatch)
			if err != nil {
				return err
			}
			for _, d := range idle {
				if err := tx.DeleteSession(d.ID); err != nil {
					return err
				}
				keys = append(keys, d.Key)
			}
			return nil
		})
		if err != nil {
			return fmt.Errorf("sweep devices: %w", err)
		}
		s.tell(ctx, false, keys...)
		if len(keys) < sweepBatch {
			return nil
		}
	}
}

func (s *Service) sweepAccounts(ctx context.Context) error {
	var due []lamplight.UserID
	err := s.store.Read(ctx, func(tx store.Tx) (err error) {
		due, err = tx.UsersToDelete(s.now(), sweepBatch)
		return err
	})
	if err != nil {
		return fmt.Errorf("sweep accounts: %w", err)
	}
	for _, u := range due {
		if err := s.Delete(ctx, u); err != nil {
			return err
		}
	}
	return nil
}
