package accounts

import (
	"context"
	"errors"
	"strings"
	"unicode"
	"unicode/utf8"

	"lamplight"
	"lamplight/store"
)

// SignUp makes an account for a phone whose code was entered rightly (SignIn said SignUp), and signs the device in.
func (s *Service) SignUp(ctx context.Context, c Caller, phone, handle, first, last string) (SignedIn, error) {
	phone, err := Phone(phone)
	if err != nil {
		return SignedIn{}, err
	}
	if first, err = s.Name(first, ErrFirstNameInvalid); err == nil && first == "" {
		err = ErrFirstNameInvalid
	}
	if err != nil {
		return SignedIn{}, err
	}
	if last, err = s.Name(last, ErrLastNameInvalid); err != nil {
		return SignedIn{}, err
	}
	if handle == "" {
		return SignedIn{}, ErrHandleEmpty
	}
	var made newDevice
	err = s.store.Write(ctx, func(tx store.Tx) error {
		if _, err := s.openCode(tx, c, []store.CodeKind{store.CodeSignInApplied}, phone, handle); err != nil {
			return missing(err, ErrCodeExpired)
		}
		if _, err := tx.UserByPhone(phone); err == nil {
			return ErrPhoneOccupied
		} else if !errors.Is(err, store.ErrNotFound) {
			return err
		}
		if err := s.maySignUp(tx, phone); err != nil {
			return err
		}
		u, err := s.addUser(tx, store.User{
			Phone: phone, FirstName: first, LastName: last, Created: s.now(), LastSeen: s.now(), TTLDays: s.limits.AccountTTL,
		})
		if err != nil {
			return err
		}
		if err := tx.DeleteCode(handle); err != nil {
			return err
		}
		if err := s.joined(tx, u); err != nil {
			return err
		}
		made, err = s.addDevice(tx, c, u)
		return err
	})
	if err != nil {
		return SignedIn{}, err
	}
	return s.signedIn(ctx, made)
}

// userBits is the width of user ids: up to lamplight.MaxUserID.
const userBits = 40

// reservedBelow leaves small ids, which clients and people know (777000 among them), to services.
const reservedBelow = 1_000_000_000

// lastGiven is the last id that is given: a client library in use takes longer ones for wrong (Pyrogram 2.0.106).
const lastGiven = 999_999_999_999

// addUser adds an account under a random id.
func (s *Service) addUser(tx store.Tx, u store.User) (store.User, error) {
	for {
		u.ID = lamplight.UserID(randomID(userBits))
		if u.ID < reservedBelow || u.ID > lastGiven {
			continue
		}
		if _, err := tx.User(u.ID); err == nil {
			continue
		} else if !errors.Is(err, store.ErrNotFound) {
			return u, err
		}
		return u, tx.AddUser(u)
	}
}

// Name returns a first or last name in the form in which it is kept: without characters that do not show, cut to
// Limits.NameRunes. What is no text is refused with bad.
func (s *Service) Name(name string, bad error) (string, error) {
	if !utf8.ValidString(name) {
		return "", bad
	}
	name = strings.Join(strings.FieldsFunc(name, func(r rune) bool { return unicode.IsSpace(r) || unicode.IsControl(r) }), " ")
	if strings.IndexFunc(name, func(r rune) bool { return unicode.IsGraphic(r) && !unicode.IsSpace(r) }) < 0 {
		return "", nil
	}
	if r := []rune(name); len(r) > s.limits.NameRunes {
		name = strings.TrimSpace(string(r[:s.limits.NameRunes]))
	}
	return name, nil
}
