package accounts

import (
	"context"
	"errors"
	"slices"
	"time"
	"unicode/utf8"

	"lamplight"
	"lamplight/store"
)

// deviceText is the longest that a device may say of itself in one field, in bytes.
const deviceText = 128

// newDevice is a device that was just signed in.
type newDevice struct {
	user   store.User
	device store.Session
	ended  []lamplight.KeyID // of devices that had to go
}

// describe writes what a caller says of itself.
func describe(c Caller) store.Session {
	return store.Session{
		Key: c.Key, APIID: c.APIID, Device: clip(c.Device), System: clip(c.System), App: clip(c.App), Lang: clip(c.Lang),
		Address: address(c),
	}
}

func address(c Caller) string {
	if !c.Address.IsValid() {
		return ""
	}
	return c.Address.Unmap().String()
}

func clip(s string) string {
	if len(s) > deviceText {
		s = s[:deviceText]
	}
	for !utf8.ValidString(s) && s != "" {
		s = s[:len(s)-1]
	}
	return s
}

// addDevice signs a caller's key in to an account; if that has a password, only so far that CheckPassword can finish it.
func (s *Service) addDevice(tx store.Tx, c Caller, u store.User) (newDevice, error) {
	return s.addDeviceAs(tx, describe(c), u, false)
}

// addDeviceAs signs a device in. confirmed: another device of the account vouches for it.
func (s *Service) addDeviceAs(tx store.Tx, d store.Session, u store.User, confirmed bool) (newDevice, error) {
	made := newDevice{user: u}
	// Whoever was signed in with this key is not any more.
	if old, err := tx.SessionOfKey(d.Key); err == nil {
		if err := tx.DeleteSession(old.ID); err != nil {
			return made, err
		}
	} else if !errors.Is(err, store.ErrNotFound) {
		return made, err
	}
	devices, err := tx.SessionsOf(u.ID)
	if err != nil {
		return made, err
	}
	for len(devices) >= s.limits.Devices {
		idlest := 0
		for i, o := range devices {
			if o.Active.Before(devices[idlest].Active) {
				idlest = i
			}
		}
		if err := tx.DeleteSession(devices[idlest].ID); err != nil {
			return made, err
		}
		made.ended = append(made.ended, devices[idlest].Key)
		devices = append(devices[:idlest], devices[idlest+1:]...)
	}
	others := signedInBeside(devices, d.ID)
	p, err := passwordOf(tx, u.ID)
	if err != nil {
		return made, err
	}
	d.User, d.Created, d.Active = u.ID, s.now(), s.now()
	d.PasswordPending = len(p.Verifier) > 0
	d.Unconfirmed = others && !confirmed
	d.ID = lamplight.SessionID(randomID(63))
	made.device = d
	if err := tx.AddSession(d); err != nil {
		return made, err
	}
	if others && !d.PasswordPending {
		err = s.announce(tx, d)
	}
	return made, err
}

// signedInBeside reports whether any of devices is signed in, but for the one with that id.
func signedInBeside(devices []store.Session, id lamplight.SessionID) bool {
	return slices.ContainsFunc(devices, func(o store.Session) bool { return o.ID != id && !o.PasswordPending })
}

// signedIn tells whom it concerns of a device that was just signed in, after the commit.
func (s *Service) signedIn(ctx context.Context, made newDevice) (SignedIn, error) {
	s.tell(ctx, false, append(made.ended, made.device.Key)...)
	if made.device.PasswordPending {
		return SignedIn{}, ErrPasswordNeeded
	}
	return SignedIn{User: made.user.ID, Session: made.device.ID}, nil
}

// Seen notes that a signed-in device is in use: when, from where, and what it says of itself. It writes at most once in
// Limits.SeenEvery unless something changed.
func (s *Service) Seen(ctx context.Context, c Caller) error {
	if c.Session == 0 {
		return nil
	}
	changed := func(d store.Session) (store.Session, bool) {
		n := d
		if s.now().Sub(d.Active) >= s.limits.SeenEvery {
			n.Active = s.now()
		}
		if a := address(c); a != "" {
			n.Address = a
		}
		if c.APIID != 0 {
			n.APIID, n.Device, n.System, n.App, n.Lang = c.APIID, clip(c.Device), clip(c.System), clip(c.App), clip(c.Lang)
		}
		return n, n != d
	}
	var due bool
	err := s.store.Read(ctx, func(tx store.Tx) error {
		d, err := tx.Session(c.Session)
		if err == nil {
			_, due = changed(d)
		}
		return missing(err, ErrSessionRevoked)
	})
	if err != nil || !due {
		return err
	}
	return s.store.Write(ctx, func(tx store.Tx) error {
		d, err := tx.Session(c.Session)
		if err != nil {
			return missing(err, ErrSessionRevoked)
		}
		n, _ := changed(d)
		if err := tx.UpdateSession(n); err != nil {
			return err
		}
		return tx.SetLastSeen(n.User, n.Active)
	})
}

// fresh reports whether a device has not been signed in for d yet, and how long that still takes.
func (s *Service) fresh(tx store.Tx, c Caller, d time.Duration) (bool, time.Duration, error) {
	dev, err := tx.Session(c.Session)
	if err != nil {
		return false, 0, missing(err, ErrSessionRevoked)
	}
	left := dev.Created.Add(d).Sub(s.now())
	return left > 0, left, nil
}
