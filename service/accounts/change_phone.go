package accounts

import (
	"context"
	"errors"
	"fmt"

	"lamplight"
	"lamplight/store"
)

// SendChangePhoneCode sends a code to the phone that the caller wants to move the account to.
func (s *Service) SendChangePhoneCode(ctx context.Context, c Caller, phone string) (SentCode, error) {
	phone, err := Phone(phone)
	if err != nil {
		return SentCode{}, err
	}
	// Counted by itself, so that what is refused counts too: the answer tells whether a phone has an account.
	err = s.store.Write(ctx, func(tx store.Tx) error {
		fresh, _, err := s.fresh(tx, c, s.limits.FreshDevice)
		if err != nil {
			return err
		}
		if fresh {
			return ErrFreshChangePhone
		}
		return s.count(tx, fmt.Sprintf("phones:%d", c.User), s.limits.CodesPerAccount, s.limits.CodeWindow)
	})
	if err != nil {
		return SentCode{}, err
	}
	return s.sendCode(ctx, c, store.CodeChangePhone, phone)
}

// ChangePhone moves the caller's account to a phone, with the code that was sent there.
func (s *Service) ChangePhone(ctx context.Context, c Caller, phone, handle, entered string) error {
	phone, err := Phone(phone)
	if err != nil {
		return err
	}
	var refused error
	err = s.store.Write(ctx, func(tx store.Tx) error {
		refused = nil
		row, err := tx.Code(handle)
		if err == nil && row.User != c.User { // the key was another account's when it asked
			return ErrCodeExpired
		}
		if err != nil && !errors.Is(err, store.ErrNotFound) {
			return err
		}
		_, refused, err = s.checkCode(tx, c, []store.CodeKind{store.CodeChangePhone}, phone, handle, Code(entered))
		if err != nil || refused != nil {
			return err
		}
		if _, err := tx.UserByPhone(phone); err == nil {
			return ErrPhoneOccupied
		} else if !errors.Is(err, store.ErrNotFound) {
			return err
		}
		u, err := tx.User(c.User)
		if err != nil {
			return err
		}
		u.Phone = phone
		if err := tx.UpdateUser(u); err != nil {
			return err
		}
		if err := s.joined(tx, u); err != nil {
			return err
		}
		return tx.DeleteCode(handle)
	})
	if err != nil {
		return err
	}
	if refused != nil {
		return refused
	}
	s.note(ctx, c.User, c.Session, lamplight.Event{Kind: lamplight.EventUser, Peer: lamplight.UserPeer(c.User)})
	err = s.notice(ctx, c.User, "phone:"+handle, text{
		{"The phone number of your account is +" + phone + " now.", true},
		{"\n\nCodes to sign in go there. If that was not you, end the sessions in Settings, Devices that are not yours, and " +
			"change the number back.", false},
	})
	if err != nil {
		s.log.Error("notice of another phone", "err", err)
	}
	return nil
}
