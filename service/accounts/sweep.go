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
		var gone []lamplight.KeyID
		err := s.store.Write(ctx, func(tx store.Tx) (err error) {
			gone, err = tx.DeleteExpiredKeys(s.now(), s.now().Add(-s.limits.UnusedKey), sweepBatch)
			return err
		})
		if err != nil {
			return fmt.Errorf("sweep keys: %w", err)
		}
		s.tell(ctx, true, gone...) // a device that was signed out long after it made its key may be about to use it again
		if len(gone) < sweepBatch {
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
	for {
		var due []lamplight.UserID
		err := s.store.Read(ctx, func(tx store.Tx) (err error) {
			due, err = tx.UsersToDelete(s.now(), sweepBatch)
			return err
		})
		if err != nil {
			return fmt.Errorf("sweep accounts: %w", err)
		}
		var failed []error
		for _, u := range due {
			// It may have been used, or its deletion called off, since it was found.
			failed = append(failed, s.delete(ctx, u, s.due))
		}
		// One that cannot be deleted does not keep the rest of its batch, but it would be found again for ever.
		if err := errors.Join(failed...); err != nil || len(due) < sweepBatch {
			return err
		}
	}
}

// due reports whether the time of an account has come: what store.Users.UsersToDelete looks for.
func (s *Service) due(u store.User) bool {
	if !u.DeleteAfter.IsZero() && !u.DeleteAfter.After(s.now()) {
		return true
	}
	used := u.LastSeen
	if u.Created.After(used) {
		used = u.Created
	}
	return !used.Add(time.Duration(u.TTLDays) * day).After(s.now())
}
