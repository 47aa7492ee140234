package accounts

import (
	"context"
	"encoding/json"
	"fmt"
	"strconv"
	"time"

	"lamplight"
	"lamplight/store"
)

// eraseJob erases what is kept of a deleted account outside of its row.
const eraseJob = "accounts.erase"

// eraseAgain is how long after a deletion is erased what came in late: other nodes remember for a moment whom one may write to,
// and what they let through begins the erased box anew. It is longer than any of them remembers, or lets a request run.
const eraseAgain = 5 * time.Minute

type eraseArgs struct {
	User lamplight.UserID
}

// DeleteAccount deletes the caller's account for good: its rows, its devices, its box. A device that waits for the password may
// ask too. Who has a password and does not show it waits Limits.DeleteWait, in which the other devices are told and showing the
// password anywhere calls it off; the answer then is 2FA_CONFIRM_WAIT_X.
func (s *Service) DeleteAccount(ctx context.Context, c Caller, proof PasswordProof) error {
	var (
		d    store.Session
		wait time.Time
		told bool
	)
	err := s.store.Write(ctx, func(tx store.Tx) error {
		wait, told = time.Time{}, false
		var err error
		if d, err = holder(tx, c); err != nil {
			return err
		}
		p, err := passwordOf(tx, d.User)
		if err != nil || len(p.Verifier) == 0 || !proof.IsZero() {
			return err
		}
		u, err := tx.User(d.User)
		if err != nil {
			return err
		}
		if u.DeleteAfter.IsZero() {
			u.DeleteAfter, told = s.now().Add(s.limits.DeleteWait), true
			if err := tx.UpdateUser(u); err != nil {
				return err
			}
		}
		wait = u.DeleteAfter
		return nil
	})
	if err != nil {
		return err
	}
	if told {
		err := s.notice(ctx, d.User, "delete:"+strconv.FormatInt(wait.Unix(), 10), text{
			{"Somebody asked to delete your account ", true},
			{"without showing its password. It will be deleted on " + wait.Format("2 January 2006 at 15:04 MST") +
				".\n\nIf that was not you, open Settings, Privacy and Security, Two-Step Verification and enter your password: " +
				"that calls it off.", false},
		})
		if err != nil {
			s.log.Error("notice of a deletion", "err", err)
		}
	}
	if !wait.IsZero() {
		return confirmWait(max(wait.Sub(s.now()), time.Second))
	}
	if _, err := s.prove(ctx, c, proof); err != nil {
		return err
	}
	return s.Delete(ctx, d.User)
}

// Delete deletes an account for good, for its owner or for the operator.
func (s *Service) Delete(ctx context.Context, user lamplight.UserID) error {
	return s.delete(ctx, user, func(store.User) bool { return true })
}

// delete deletes an account if it is still to be deleted then.
func (s *Service) delete(ctx context.Context, user lamplight.UserID, still func(store.User) bool) error {
	var keys []lamplight.KeyID
	err := s.store.Write(ctx, func(tx store.Tx) error {
		keys = nil
		u, err := tx.User(user)
		if err != nil {
			return missing(err, ErrNoUser)
		}
		if !u.Deleted.IsZero() || !still(u) {
			return nil
		}
		devices, err := tx.SessionsOf(user)
		if err != nil {
			return err
		}
		for _, d := range devices {
			if err := tx.DeleteSession(d.ID); err != nil {
				return err
			}
			keys = append(keys, d.Key)
		}
		for _, erase := range []func(lamplight.UserID) error{
			tx.DeletePassword, tx.DeleteCodesOf, tx.DeleteTokensOf, tx.DeleteSettingsOf, tx.DeleteFoldersOf,
		} {
			if err := erase(user); err != nil {
				return err
			}
		}
		if err := tx.UpdateUser(store.User{ID: user, Created: u.Created, Deleted: s.now(), TTLDays: u.TTLDays}); err != nil {
			return err
		}
		if err := tx.Enqueue(store.Job{Kind: eraseJob, Args: eraseArgs{user}, At: s.now().Add(eraseAgain)}); err != nil {
			return err
		}
		return tx.Enqueue(store.Job{Kind: eraseJob, Args: eraseArgs{user}, Wait: true})
	})
	if err != nil {
		return fmt.Errorf("delete account %d: %w", user, err)
	}
	s.tell(ctx, false, keys...)
	return nil
}

func (s *Service) runErase(ctx context.Context, raw json.RawMessage) error {
	var a eraseArgs
	if err := json.Unmarshal(raw, &a); err != nil {
		return err
	}
	for _, e := range s.o.Erasers {
		if err := e.EraseUser(ctx, a.User); err != nil {
			return fmt.Errorf("erase account %d: %w", a.User, err)
		}
	}
	if err := s.o.Boxes.Erase(ctx, lamplight.AccountBox(a.User)); err != nil {
		return fmt.Errorf("erase account %d: %w", a.User, err)
	}
	return nil
}
