package contacts

import (
	"context"
	"errors"
	"regexp"
	"strings"

	"lamplight"
	"lamplight/store"
)

// validUsername is the form of public names: 5 to 32 of [A-Za-z0-9_], a letter first, no underscore last or doubled
// (https://core.telegram.org/method/account.checkUsername).
var validUsername = regexp.MustCompile(`^[A-Za-z](_?[A-Za-z0-9])+$`)

// reserved names would read as the service's own.
var reserved = map[string]bool{
	"admin": true, "administrator": true, "support": true, "lamplight": true, "telegram": true, "service": true, "moderator": true,
	"security": true, "official": true, "abuse": true, "notice": true, "appeal": true, "appeals": true, "transparency": true,
	"joinchat": true, "apiws": true, "healthz": true, "readyz": true, "metrics": true,
}

// Username lengths, in characters.
const (
	minUsername = 5
	maxUsername = 32
)

func checkUsername(name string) error {
	if len(name) < minUsername || len(name) > maxUsername || !validUsername.MatchString(name) {
		return ErrUsernameInvalid
	}
	return nil
}

// NameAllowed returns nil if a person, group or channel may have a public name at all: USERNAME_INVALID if it is not of the
// form that names have, USERNAME_OCCUPIED if it would read as the service's own.
func (s *Service) NameAllowed(name string) error {
	if err := checkUsername(name); err != nil {
		return err
	}
	if reserved[strings.ToLower(name)] {
		return ErrUsernameOccupied
	}
	return nil
}

// UsernameFree reports whether somebody may take a name. A name that nobody could have is ErrUsernameInvalid.
func (s *Service) UsernameFree(ctx context.Context, user lamplight.UserID, name string) (bool, error) {
	if err := checkUsername(name); err != nil {
		return false, err
	}
	if reserved[strings.ToLower(name)] {
		return false, nil
	}
	free := false
	err := s.store.Read(ctx, func(tx store.Tx) error {
		u, err := tx.Username(name)
		free = errors.Is(err, store.ErrNotFound) || u.Peer == lamplight.UserPeer(user)
		if errors.Is(err, store.ErrNotFound) {
			return nil
		}
		return err
	})
	return free, err
}

// SetUsername gives an account its public name; "" takes it away. Those who know the account are told.
func (s *Service) SetUsername(ctx context.Context, user lamplight.UserID, origin lamplight.SessionID, name string) error {
	if name != "" {
		if err := s.NameAllowed(name); err != nil {
			return err
		}
	}
	peer := lamplight.UserPeer(user)
	err := s.store.Write(ctx, func(tx store.Tx) error {
		old, err := tx.UsernameOf(peer)
		if err != nil && !errors.Is(err, store.ErrNotFound) {
			return err
		}
		if old.Name == name {
			return ErrUsernameNotModified
		}
		if err := tx.SetUsername(peer, name); err != nil {
			return err
		}
		return s.oweKnown(tx, user, origin)
	})
	s.cache.forget(user)
	if errors.Is(err, store.ErrTaken) {
		return ErrUsernameOccupied
	}
	return err
}

// ResolveUsername returns whose a public name is. One account may look up Limits.Resolves names in a while.
func (s *Service) ResolveUsername(ctx context.Context, viewer lamplight.UserID, name string) (lamplight.Peer, error) {
	name = strings.TrimPrefix(name, "@")
	if len(name) > maxUsername || name == "" {
		return lamplight.Peer{}, ErrUsernameInvalid
	}
	if err := s.countResolve(ctx, viewer); err != nil {
		return lamplight.Peer{}, err
	}
	var u store.Username
	err := s.store.Read(ctx, func(tx store.Tx) (err error) {
		u, err = tx.Username(name)
		return err
	})
	if errors.Is(err, store.ErrNotFound) {
		return lamplight.Peer{}, ErrUsernameNotOccupied
	}
	return u.Peer, err
}

// Named returns the display name behind a public name, for the page of a link: what anybody may see.
func (s *Service) Named(ctx context.Context, name string) (display string, found bool, err error) {
	err = s.store.Read(ctx, func(tx store.Tx) error {
		u, err := tx.Username(name)
		if err != nil || u.Peer.User() == 0 {
			return err
		}
		account, err := tx.User(u.Peer.User())
		if err != nil {
			return err
		}
		display, found = strings.TrimSpace(account.FirstName+" "+account.LastName), account.Deleted.IsZero()
		return nil
	})
	if errors.Is(err, store.ErrNotFound) {
		return "", false, nil
	}
	return display, found, err
}

// countResolve counts a look-up of a name or phone, so that nobody walks through all of them.
func (s *Service) countResolve(ctx context.Context, viewer lamplight.UserID) error {
	return s.countUp(ctx, "resolves", viewer, 1, s.limits.Resolves, s.limits.ResolveTime)
}
