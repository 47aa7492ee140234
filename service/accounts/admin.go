package accounts

import (
	"context"
	"errors"
	"fmt"
	"strconv"
	"strings"
	"time"

	"lamplight"
	"lamplight/store"
)

// An Account is an account as the operator sees it: who it is and how it is used, nothing of what it says.
type Account struct {
	store.User
	Devices  []store.Session
	Password bool // one is set
}

// List returns accounts with ids above after, in order, at most limit, without their devices.
func (s *Service) List(ctx context.Context, after lamplight.UserID, limit int) (out []Account, err error) {
	err = s.store.Read(ctx, func(tx store.Tx) error {
		users, err := tx.ListUsers(after, limit)
		out = make([]Account, len(users))
		for i, u := range users {
			out[i].User = u
		}
		return err
	})
	return out, err
}

// Show returns an account by its id or phone.
func (s *Service) Show(ctx context.Context, idOrPhone string) (a Account, err error) {
	err = s.store.Read(ctx, func(tx store.Tx) error {
		u, err := find(tx, idOrPhone)
		if err != nil {
			return err
		}
		a = Account{User: u}
		if a.Devices, err = tx.SessionsOf(u.ID); err != nil {
			return err
		}
		p, err := passwordOf(tx, u.ID)
		a.Password = len(p.Verifier) > 0
		return err
	})
	return a, err
}

func find(tx store.Tx, idOrPhone string) (store.User, error) {
	idOrPhone = strings.TrimSpace(idOrPhone)
	if id, err := strconv.ParseInt(idOrPhone, 10, 64); err == nil && !strings.HasPrefix(idOrPhone, "+") {
		u, err := tx.User(lamplight.UserID(id))
		if !errors.Is(err, store.ErrNotFound) {
			return u, err
		}
	}
	phone, err := Phone(idOrPhone)
	if err != nil {
		return store.User{}, ErrNoUser.Because(fmt.Errorf("%q is no id and no phone", idOrPhone))
	}
	u, err := tx.UserByPhone(phone)
	return u, missing(err, ErrNoUser.Because(fmt.Errorf("no account has the id or phone %s: lamplight user list shows all", idOrPhone)))
}

// Invite lets a phone sign up. email ("": none) is where its codes go if codes are mailed.
func (s *Service) Invite(ctx context.Context, phone, email, note string) (store.Invitation, error) {
	i := store.Invitation{Note: note, Created: s.now()}
	var err error
	if i.Phone, err = Phone(phone); err != nil {
		return i, err
	}
	if email != "" {
		if i.Email, err = Email(email); err != nil {
			return i, err
		}
	}
	return i, s.store.Write(ctx, func(tx store.Tx) error { return tx.PutInvitation(i) })
}

// Uninvite takes an invitation back. Who has signed up keeps the account.
func (s *Service) Uninvite(ctx context.Context, phone string) error {
	phone, err := Phone(phone)
	if err != nil {
		return err
	}
	return s.store.Write(ctx, func(tx store.Tx) error { return tx.DeleteInvitation(phone) })
}

// Invitations returns invitations for phones after the given one, in order, at most limit.
func (s *Service) Invitations(ctx context.Context, after string, limit int) (out []store.Invitation, err error) {
	err = s.store.Read(ctx, func(tx store.Tx) (err error) {
		out, err = tx.ListInvitations(after, limit)
		return err
	})
	return out, err
}

// Freeze leaves an account nothing but to read, for a reason that its owner may read; until zero: for good.
func (s *Service) Freeze(ctx context.Context, user lamplight.UserID, reason string, until time.Time) error {
	return s.setFrozen(ctx, user, s.now(), until, reason)
}

// Unfreeze takes a freeze back.
func (s *Service) Unfreeze(ctx context.Context, user lamplight.UserID) error {
	return s.setFrozen(ctx, user, time.Time{}, time.Time{}, "")
}

func (s *Service) setFrozen(ctx context.Context, user lamplight.UserID, since, until time.Time, reason string) error {
	var devices []store.Session
	err := s.store.Write(ctx, func(tx store.Tx) error {
		u, err := tx.User(user)
		if err != nil {
			return missing(err, ErrNoUser)
		}
		if !u.Deleted.IsZero() {
			return ErrNoUser
		}
		u.Frozen, u.FrozenUntil, u.FrozenFor = since, until, reason
		if devices, err = tx.SessionsOf(user); err != nil {
			return err
		}
		return tx.UpdateUser(u)
	})
	if err != nil {
		return err
	}
	for _, d := range devices {
		s.tell(ctx, false, d.Key)
	}
	s.note(ctx, user, 0, lamplight.Event{Kind: lamplight.EventUser, Peer: lamplight.UserPeer(user)})
	return nil
}

// A Freezing is since when, until when (zero: for good) and why an account is frozen.
type Freezing struct {
	Since, Until time.Time
	Reason       string
}

// Frozen returns the account's freeze; nil if it is not frozen now.
func (s *Service) Frozen(ctx context.Context, user lamplight.UserID) (f *Freezing, err error) {
	err = s.store.Read(ctx, func(tx store.Tx) error {
		f = nil
		u, err := tx.User(user)
		if err == nil && !u.Frozen.IsZero() && (u.FrozenUntil.IsZero() || u.FrozenUntil.After(s.now())) {
			f = &Freezing{u.Frozen, u.FrozenUntil, u.FrozenFor}
		}
		return missing(err, ErrNoUser)
	})
	return f, err
}
