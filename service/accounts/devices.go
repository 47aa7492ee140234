package accounts

import (
	"context"

	"lamplight"
	"lamplight/store"
)

// A Device is a signed-in device, as its owner sees it in the list of active sessions.
type Device struct {
	store.Session
	Current bool
}

// Devices returns the account's devices, the caller's first, and after how many days unused one ends.
func (s *Service) Devices(ctx context.Context, c Caller) (devices []Device, ttlDays int, err error) {
	err = s.store.Read(ctx, func(tx store.Tx) error {
		devices = nil
		all, err := tx.SessionsOf(c.User)
		if err != nil {
			return err
		}
		for _, d := range all {
			d.Unconfirmed = s.asked(d)
			if d.ID == c.Session {
				devices = append([]Device{{d, true}}, devices...)
			} else {
				devices = append(devices, Device{d, false})
			}
		}
		ttlDays, err = tx.SessionTTL(c.User)
		return err
	})
	return devices, ttlDays, err
}

// asked reports whether the account's owner is still asked about a device. After so long that nobody said no, it is as good
// as confirmed.
func (s *Service) asked(d store.Session) bool {
	return d.Unconfirmed && s.now().Sub(d.Created) <= s.limits.UnconfirmedFor
}

// Device returns one of the account's devices.
func (s *Service) Device(ctx context.Context, user lamplight.UserID, id lamplight.SessionID) (Device, error) {
	var d store.Session
	err := s.store.Read(ctx, func(tx store.Tx) (err error) {
		d, err = tx.Session(id)
		return err
	})
	if err == nil && d.User != user {
		err = store.ErrNotFound
	}
	return Device{Session: d}, missing(err, ErrHashInvalid)
}

// EndDevice ends the session of another device of the account. A device that was signed in a short time ago may not: the
// thief of a code must not throw the owner out.
func (s *Service) EndDevice(ctx context.Context, c Caller, id lamplight.SessionID) error {
	return s.endDevices(ctx, c, func(d store.Session) bool { return d.ID == id }, ErrHashInvalid)
}

// EndOtherDevices ends the sessions of all devices but the caller's.
func (s *Service) EndOtherDevices(ctx context.Context, c Caller) error {
	return s.endDevices(ctx, c, func(store.Session) bool { return true }, nil)
}

func (s *Service) endDevices(ctx context.Context, c Caller, which func(store.Session) bool, none error) error {
	var gone []lamplight.KeyID
	err := s.store.Write(ctx, func(tx store.Tx) error {
		gone = nil
		all, err := tx.SessionsOf(c.User)
		if err != nil {
			return err
		}
		own, err := tx.Session(c.Session)
		if err != nil {
			return missing(err, ErrSessionRevoked)
		}
		fresh := s.now().Sub(own.Created) < s.limits.FreshDevice
		for _, d := range all {
			if d.ID == c.Session || !which(d) {
				continue
			}
			// One that is still asked about may be refused by any device that was there before; that is what the question is
			// for. Whoever comes later must not throw out a device about which nobody answered.
			if fresh && !d.PasswordPending && (!s.asked(d) || d.Created.Before(own.Created)) {
				return ErrFreshReset
			}
			if err := tx.DeleteSession(d.ID); err != nil {
				return err
			}
			gone = append(gone, d.Key)
		}
		if len(gone) == 0 && none != nil {
			return none
		}
		// Whoever signs out others does not want them back without a code.
		return tx.DeleteTokensOf(c.User)
	})
	if err != nil {
		return err
	}
	s.tell(ctx, false, gone...)
	return nil
}

// DeviceSettings are what an owner sets on a device; nil leaves it.
type DeviceSettings struct {
	Confirmed bool // the owner says that it is theirs
	NoSecret  *bool
	NoCalls   *bool
}

// ChangeDevice changes the settings of a device of the account; id 0 is the caller's own.
func (s *Service) ChangeDevice(ctx context.Context, c Caller, id lamplight.SessionID, set DeviceSettings) error {
	if id == 0 {
		id = c.Session
	}
	var confirmed bool
	err := s.store.Write(ctx, func(tx store.Tx) error {
		d, err := tx.Session(id)
		if err == nil && d.User != c.User {
			err = store.ErrNotFound
		}
		if err != nil {
			return missing(err, ErrHashInvalid)
		}
		confirmed = set.Confirmed && d.Unconfirmed
		if set.Confirmed {
			own, err := tx.Session(c.Session)
			if err != nil {
				return missing(err, ErrSessionRevoked)
			}
			if confirmed && s.asked(own) {
				return ErrHashInvalid // nobody vouches for themselves, nor for others while they are asked about
			}
			d.Unconfirmed = false
		}
		if set.NoSecret != nil {
			d.NoSecret = *set.NoSecret
		}
		if set.NoCalls != nil {
			d.NoCalls = *set.NoCalls
		}
		return tx.UpdateSession(d)
	})
	if err != nil {
		return err
	}
	if confirmed {
		s.note(ctx, c.User, c.Session, lamplight.Event{Kind: lamplight.EventNewSession, Number: int64(id)})
	}
	return nil
}

// Limits of days unused after which a device ends.
const (
	minSessionDays = 1
	maxSessionDays = 366
)

// SetDeviceTTL sets after how many days unused the account's devices end. A device that was signed in a short time ago may not
// shorten that: it would end others so.
func (s *Service) SetDeviceTTL(ctx context.Context, c Caller, days int) error {
	if days < minSessionDays || days > maxSessionDays {
		return ErrTTLInvalid
	}
	return s.store.Write(ctx, func(tx store.Tx) error {
		fresh, _, err := s.fresh(tx, c, s.limits.FreshDevice)
		if err != nil {
			return err
		}
		before, err := tx.SessionTTL(c.User)
		if err != nil {
			return err
		}
		if fresh && days < before {
			return ErrFreshReset
		}
		return tx.SetSessionTTL(c.User, days)
	})
}
