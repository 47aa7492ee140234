package accounts

import (
	"context"
	"crypto/hmac"

	"lamplight"
	"lamplight/store"
)

// ResendCode sends a new code in the next way, or once more in the last one. It replaces the old code and keeps its handle.
func (s *Service) ResendCode(ctx context.Context, c Caller, phone, handle string) (SentCode, error) {
	phone, err := Phone(phone)
	if err != nil {
		return SentCode{}, err
	}
	var (
		code = s.newCode(phone)
		row  store.Code
		to   Recipient
		ways []way
		n    int
	)
	err = s.store.Write(ctx, func(tx store.Tx) (err error) {
		kinds := []store.CodeKind{store.CodeSignIn, store.CodeChangePhone}
		if row, err = s.openCode(tx, c, kinds, phone, handle); err != nil {
			return missing(err, ErrCodeExpired)
		}
		if row.Resend.After(s.now()) {
			return floodWait(s.now(), row.Resend)
		}
		if !s.isTest(phone) {
			if err := s.count(tx, "code:"+phone, s.limits.CodesPerPhone, s.limits.CodeWindow); err != nil {
				return err
			}
		}
		if to, err = recipient(tx, phone); err != nil {
			return err
		}
		if ways, err = s.ways(tx, to, row.User); err != nil {
			return err
		}
		if row.Kind == store.CodeChangePhone {
			ways = onlyOutside(ways)
		}
		if len(ways) == 0 {
			return ErrSendUnavailable
		}
		n = min(wayOf(ways, row.Via)+1, len(ways)-1)
		row.Sent++
		row.Via, row.Hash = ways[n].name, s.hashCode(handle, code)
		row.Expires, row.Resend = s.now().Add(s.limits.CodeAge), s.now().Add(s.limits.CodeResend)
		return tx.PutCode(row)
	})
	if err != nil {
		return SentCode{}, err
	}
	return s.deliver(ctx, row, ways, n, to, code)
}

// CancelCode makes a code worthless.
func (s *Service) CancelCode(ctx context.Context, c Caller, phone, handle string) error {
	phone, err := Phone(phone)
	if err != nil {
		return err
	}
	return s.store.Write(ctx, func(tx store.Tx) error {
		kinds := []store.CodeKind{store.CodeSignIn, store.CodeSignInApplied, store.CodeChangePhone}
		if _, err := s.openCode(tx, c, kinds, phone, handle); err != nil {
			return missing(err, ErrCodeExpired)
		}
		return tx.DeleteCode(handle)
	})
}

// maxInvalidated is how many codes a device may say it saw in one place.
const maxInvalidated = 100

// InvalidateCodes makes login codes of the caller's account worthless that a device of it saw where they must not be, such
// as in a picture that was shared. Codes that are none are passed over.
func (s *Service) InvalidateCodes(ctx context.Context, c Caller, codes []string) error {
	if len(codes) > maxInvalidated {
		return lamplight.ErrLimitInvalid
	}
	return s.store.Write(ctx, func(tx store.Tx) error {
		rows, err := tx.CodesOf(store.CodeSignIn, c.User)
		if err != nil {
			return err
		}
		for _, row := range rows {
			for _, code := range codes {
				if !hmac.Equal(s.hashCode(row.Handle, Code(code)), row.Hash) {
					continue
				}
				if err := tx.DeleteCode(row.Handle); err != nil {
					return err
				}
			}
		}
		return nil
	})
}
