package chats

import (
	"context"
	"errors"
	"slices"
	"strings"

	"lamplight"
	"lamplight/store"
)

// Errors of public names, as clients know them.
var (
	ErrUsernameInvalid     = invalid("USERNAME_INVALID")
	ErrUsernameOccupied    = invalid("USERNAME_OCCUPIED")
	ErrUsernameNotModified = invalid("USERNAME_NOT_MODIFIED")
	ErrPublicTooMany       = invalid("CHANNELS_ADMIN_PUBLIC_TOO_MUCH")
)

// UsernameFree reports whether a supergroup or channel may take a public name; without one (channel 0), whether one that
// is still to be made may. CHANNELS_ADMIN_PUBLIC_TOO_MUCH if its owner has Limits.Public public ones.
//
// https://core.telegram.org/method/channels.checkUsername
func (s *Service) UsernameFree(ctx context.Context, c Caller, channel lamplight.ChannelID, name string) (free bool, err error) {
	peer := lamplight.ChannelPeer(channel)
	err = s.store.Read(ctx, func(tx store.Tx) error {
		if channel != 0 {
			st, err := s.led(tx, c.User, peer, 0)
			if err != nil {
				return err
			}
			if !st.owns() {
				return ErrAdminRequired
			}
		}
		if err := s.roomForPublic(tx, c.User, peer); err != nil {
			return err
		}
		if err := s.names.NameAllowed(name); errors.Is(err, ErrUsernameOccupied) {
			return nil
		} else if err != nil {
			return err
		}
		u, err := tx.Username(name)
		free = errors.Is(err, store.ErrNotFound) || u.Peer == peer
		if errors.Is(err, store.ErrNotFound) {
			return nil
		}
		return err
	})
	return free, err
}

// roomForPublic returns CHANNELS_ADMIN_PUBLIC_TOO_MUCH if somebody owns so many public chats that a further one, which is
// not among them, may not become public.
func (s *Service) roomForPublic(tx store.Tx, owner lamplight.UserID, further lamplight.Peer) error {
	public, err := s.publicOf(tx, owner)
	if err != nil {
		return err
	}
	if len(public) >= s.limits.Public && !slices.Contains(public, further) {
		return ErrPublicTooMany
	}
	return nil
}

// publicOf returns the public supergroups and channels that somebody owns.
func (s *Service) publicOf(tx store.Tx, owner lamplight.UserID) ([]lamplight.Peer, error) {
	made, err := tx.ChatsMadeBy(owner)
	if err != nil {
		return nil, err
	}
	var peers []lamplight.Peer
	for _, m := range made {
		if m.Peer.Kind == lamplight.PeerChannel && m.Gone.IsZero() {
			peers = append(peers, m.Peer)
		}
	}
	names, err := tx.UsernamesOf(peers)
	if err != nil {
		return nil, err
	}
	var out []lamplight.Peer
	for _, p := range peers {
		if slices.ContainsFunc(names, func(n store.Username) bool { return n.Peer == p }) {
			out = append(out, p)
		}
	}
	return out, nil
}

// PublicOwned returns the public supergroups and channels that somebody owns: what may be made private to make room for
// another. With check, CHANNELS_ADMIN_PUBLIC_TOO_MUCH if there is no room.
//
// https://core.telegram.org/method/channels.getAdminedPublicChannels
func (s *Service) PublicOwned(ctx context.Context, user lamplight.UserID, check bool) (out []lamplight.Peer, err error) {
	err = s.store.Read(ctx, func(tx store.Tx) (err error) {
		if out, err = s.publicOf(tx, user); err == nil && check && len(out) >= s.limits.Public {
			err = ErrPublicTooMany
		}
		return err
	})
	return out, err
}

// SetUsername gives a supergroup or channel its public name, which makes it public; "" takes it away. Only the owner may.
//
// https://core.telegram.org/method/channels.updateUsername
func (s *Service) SetUsername(ctx context.Context, c Caller, channel lamplight.ChannelID, name string) error {
	if name != "" {
		if err := s.names.NameAllowed(name); err != nil {
			return err
		}
	}
	peer := lamplight.ChannelPeer(channel)
	err := s.store.Write(ctx, func(tx store.Tx) error {
		st, err := s.led(tx, c.User, peer, lamplight.AdminChangeInfo)
		if err != nil {
			return err
		}
		if !st.owns() {
			return ErrAdminRequired
		}
		old, err := tx.UsernameOf(peer)
		if err != nil && !errors.Is(err, store.ErrNotFound) {
			return err
		}
		if old.Name == name {
			return ErrUsernameNotModified
		}
		if old.Name == "" {
			if err := s.roomForPublic(tx, c.User, peer); err != nil {
				return err
			}
		}
		if err := tx.SetUsername(peer, name); err != nil {
			return err
		}
		if off := store.ChatHiddenHistory; name != "" && st.chat.Flags.Has(off) { // what is public hides nothing
			before := st.chat
			st.chat.Flags = st.chat.Flags.With(off, false)
			if err := tx.UpdateChat(st.chat); err != nil {
				return err
			}
			if err := s.did(tx, Act{Kind: ActFlags, Chat: peer, By: c.User, Before: &before, After: &st.chat}); err != nil {
				return err
			}
		}
		act := Act{Kind: ActUsername, Chat: peer, By: c.User, NamesBefore: nonEmpty(old.Name), NamesAfter: nonEmpty(name)}
		if err := s.did(tx, act); err != nil {
			return err
		}
		if err := s.indexTitle(tx, st.chat); err != nil {
			return err
		}
		return s.owe(tx, changed{Chat: peer, Kind: lamplight.EventChat, Origin: c.Origin})
	})
	if errors.Is(err, store.ErrTaken) {
		return ErrUsernameOccupied
	}
	return err
}

func nonEmpty(name string) []string {
	if name == "" {
		return nil
	}
	return []string{name}
}

// ReorderUsernames puts the names of a supergroup or channel in an order. There is one at most, so the only order is the
// one that it has: USERNAME_NOT_MODIFIED; with other names USERNAME_INVALID.
//
// https://core.telegram.org/method/channels.reorderUsernames
func (s *Service) ReorderUsernames(ctx context.Context, c Caller, channel lamplight.ChannelID, order []string) error {
	return s.oneName(ctx, c, channel, func(name string) error {
		if !slices.EqualFunc(order, nonEmpty(name), strings.EqualFold) {
			return ErrUsernameInvalid
		}
		return ErrUsernameNotModified
	})
}

// ToggleUsername shows or hides a further name of a supergroup or channel. The one that it has is always shown:
// USERNAME_NOT_MODIFIED; another is USERNAME_INVALID.
//
// https://core.telegram.org/method/channels.toggleUsername
func (s *Service) ToggleUsername(ctx context.Context, c Caller, channel lamplight.ChannelID, name string, _ bool) error {
	return s.oneName(ctx, c, channel, func(own string) error {
		if own == "" || !strings.EqualFold(own, name) {
			return ErrUsernameInvalid
		}
		return ErrUsernameNotModified
	})
}

// HideUsernames hides all further names of a supergroup or channel, of which there are none: USERNAME_NOT_MODIFIED.
//
// https://core.telegram.org/method/channels.deactivateAllUsernames
func (s *Service) HideUsernames(ctx context.Context, c Caller, channel lamplight.ChannelID) error {
	return s.oneName(ctx, c, channel, func(string) error { return ErrUsernameNotModified })
}

// oneName has f answer for the only public name that a chat of the caller's own can have.
func (s *Service) oneName(ctx context.Context, c Caller, channel lamplight.ChannelID, f func(name string) error) error {
	peer := lamplight.ChannelPeer(channel)
	return s.store.Read(ctx, func(tx store.Tx) error {
		st, err := s.led(tx, c.User, peer, lamplight.AdminChangeInfo)
		if err != nil {
			return err
		}
		if !st.owns() {
			return ErrAdminRequired
		}
		own, err := tx.UsernameOf(peer)
		if err != nil && !errors.Is(err, store.ErrNotFound) {
			return err
		}
		return f(own.Name)
	})
}
