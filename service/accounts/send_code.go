package accounts

import (
	"context"
	"errors"
	"fmt"

	"lamplight"
	"lamplight/store"
)

// SendCode sends a code with which whoever has the phone may sign in or sign up. Asked again within Limits.CodeResend it
// answers the same and sends nothing.
//
// logoutTokens are what LogOut gave the device earlier: with one of the phone's account, and no password set, it is signed in
// without a code.
func (s *Service) SendCode(ctx context.Context, c Caller, phone string, logoutTokens [][]byte) (SentCode, error) {
	phone, err := Phone(phone)
	if err != nil {
		return SentCode{}, err
	}
	if in, err := s.useLogoutTokens(ctx, c, phone, logoutTokens); err != nil || in != nil {
		return SentCode{SignedIn: in}, err
	}
	return s.sendCode(ctx, c, store.CodeSignIn, phone)
}

// sendCode sends a code of a kind to a phone.
func (s *Service) sendCode(ctx context.Context, c Caller, kind store.CodeKind, phone string) (SentCode, error) {
	if !s.isTest(phone) {
		if n, until := s.addresses.add(c.Address, s.now(), s.limits.CodeWindow); n > s.limits.CodesPerAddress {
			return SentCode{}, floodWait(s.now(), until)
		}
	}
	var (
		code = s.newCode(phone)
		row  store.Code
		to   Recipient
		ways []way
		old  bool
	)
	err := s.store.Write(ctx, func(tx store.Tx) error {
		user, err := s.mayHaveCode(tx, kind, phone)
		if err != nil {
			return err
		}
		if to, err = recipient(tx, phone); err != nil {
			return err
		}
		if ways, err = s.ways(tx, to, user); err != nil {
			return err
		}
		if kind == store.CodeChangePhone {
			ways, user = onlyOutside(ways), c.User
		}
		if len(ways) == 0 {
			return ErrSendUnavailable
		}
		row, err = tx.CodeOf(kind, c.Key, 0, phone)
		if old = err == nil && row.Resend.After(s.now()) && row.Attempts < s.limits.CodeAttempts; old {
			return nil
		}
		if err != nil && !errors.Is(err, store.ErrNotFound) {
			return err
		}
		if !s.isTest(phone) {
			if err := s.count(tx, "code:"+phone, s.limits.CodesPerPhone, s.limits.CodeWindow); err != nil {
				return err
			}
		}
		now := s.now()
		row = store.Code{
			Handle: newHandle(), Kind: kind, Phone: phone, Key: c.Key, User: user, Sent: 1, Via: ways[0].name, Created: now,
			Expires: now.Add(s.limits.CodeAge), Resend: now.Add(s.limits.CodeResend),
		}
		row.Hash = s.hashCode(row.Handle, code)
		return tx.PutCode(row)
	})
	if err != nil {
		return SentCode{}, err
	}
	if old {
		return s.sent(row, ways, wayOf(ways, row.Via), to), nil
	}
	return s.deliver(ctx, row, ways, 0, to, code)
}

// deliver brings a code the nth way, or the next one that works.
func (s *Service) deliver(ctx context.Context, row store.Code, ways []way, n int, to Recipient, code Code) (SentCode, error) {
	for ; n < len(ways); n++ {
		err := s.bring(ctx, ways[n], row, to, code)
		if err == nil {
			return s.sent(row, ways, n, to), nil
		}
		s.log.Error("bring a code", "by", ways[n].name, "err", err)
		if n+1 < len(ways) {
			row.Via = ways[n+1].name
			if err := s.store.Write(ctx, func(tx store.Tx) error { return tx.PutCode(row) }); err != nil {
				return SentCode{}, err
			}
		}
	}
	if err := s.store.Write(ctx, func(tx store.Tx) error { return tx.DeleteCode(row.Handle) }); err != nil {
		return SentCode{}, err
	}
	return SentCode{}, ErrSendUnavailable
}

// mayHaveCode returns the phone's account (0: none), or why no code goes there.
func (s *Service) mayHaveCode(tx store.Tx, kind store.CodeKind, phone string) (lamplight.UserID, error) {
	u, err := tx.UserByPhone(phone)
	switch {
	case err == nil && kind == store.CodeChangePhone:
		return 0, ErrPhoneOccupied
	case err == nil:
		return u.ID, nil
	case !errors.Is(err, store.ErrNotFound):
		return 0, err
	case kind == store.CodeChangePhone:
		return 0, nil
	}
	// Where nobody or few may sign up, a code to a stranger would cost the operator money and help nobody.
	switch s.o.SignUp {
	case SignUpOpen, SignUpInvited:
		return 0, nil
	case SignUpListed:
		return 0, missing(onlyError(tx.Invitation(phone)), ErrPhoneUnoccupied)
	case SignUpClosed:
		return 0, ErrPhoneUnoccupied
	}
	panic(fmt.Sprintf("accounts: unknown sign-up mode %q", s.o.SignUp))
}

func onlyError[T any](_ T, err error) error { return err }

// onlyOutside leaves out the account's own chat: a code sent there would not show that one has the new phone.
func onlyOutside(ways []way) []way {
	var out []way
	for _, w := range ways {
		if w.name != viaApp {
			out = append(out, w)
		}
	}
	return out
}

func wayOf(ways []way, name string) int {
	for i, w := range ways {
		if w.name == name {
			return i
		}
	}
	return 0
}
