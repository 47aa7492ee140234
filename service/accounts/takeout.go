package accounts

import (
	"context"
	"errors"

	"lamplight/store"
)

// A Takeout says what an export of an account's data covers (https://core.telegram.org/api/takeout).
type Takeout struct {
	Contacts, Users, Chats, Megagroups, Channels, Files bool
	FileMaxSize                                         int64 // bytes
}

// BeginTakeout begins an export and returns its id. A device that was signed in a short time ago is told how long to wait
// (TAKEOUT_INIT_DELAY_X): the thief of a code must not carry everything away at once. Begun twice, it is the same export.
func (s *Service) BeginTakeout(ctx context.Context, c Caller, what Takeout) (id int64, err error) {
	err = s.store.Write(ctx, func(tx store.Tx) error {
		fresh, left, err := s.fresh(tx, c, s.limits.TakeoutDelay)
		if err != nil {
			return err
		}
		if fresh {
			return takeoutDelay(left)
		}
		t := store.Takeout{
			ID: randomID(63), User: c.User, Session: c.Session, Contacts: what.Contacts, Users: what.Users, Chats: what.Chats,
			Megagroups: what.Megagroups, Channels: what.Channels, Files: what.Files, FileMaxSize: max(what.FileMaxSize, 0),
			Created: s.now(), Expires: s.now().Add(s.limits.TakeoutAge),
		}
		if old, err := tx.TakeoutOf(c.Session); err == nil && old.Expires.After(s.now()) {
			t.ID = old.ID
		} else if err != nil && !errors.Is(err, store.ErrNotFound) {
			return err
		}
		id = t.ID
		return tx.PutTakeout(t)
	})
	return id, err
}

// CheckTakeout returns what an export of the caller's device covers, or ErrTakeoutInvalid: what invokeWithTakeout needs.
func (s *Service) CheckTakeout(ctx context.Context, c Caller, id int64) (Takeout, error) {
	var t store.Takeout
	err := s.store.Read(ctx, func(tx store.Tx) (err error) {
		t, err = tx.Takeout(id)
		return err
	})
	if err == nil && (t.Session != c.Session || !t.Expires.After(s.now())) {
		err = store.ErrNotFound
	}
	return Takeout{t.Contacts, t.Users, t.Chats, t.Megagroups, t.Channels, t.Files, t.FileMaxSize}, missing(err, ErrTakeoutInvalid)
}

// EndTakeout ends an export of the caller's device.
func (s *Service) EndTakeout(ctx context.Context, c Caller, id int64) error {
	if id == 0 {
		return ErrTakeoutRequired
	}
	if _, err := s.CheckTakeout(ctx, c, id); err != nil {
		return err
	}
	return s.store.Write(ctx, func(tx store.Tx) error { return tx.DeleteTakeout(id) })
}
