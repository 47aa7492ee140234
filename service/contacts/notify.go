package contacts

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"

	"lamplight"
	"lamplight/store"
)

// A Sound is what a notification sounds like.
type Sound struct {
	Kind  SoundKind `json:"kind"`
	Title string    `json:"title,omitempty"` // SoundLocal
	Data  string    `json:"data,omitempty"`  // SoundLocal
	ID    int64     `json:"id,omitempty"`    // SoundRingtone
}

// A SoundKind is a constructor of https://core.telegram.org/type/NotificationSound.
type SoundKind string

// The kinds of sound.
const (
	SoundDefault  SoundKind = "default"
	SoundNone     SoundKind = "none"
	SoundLocal    SoundKind = "local" // a file of the device
	SoundRingtone SoundKind = "ringtone"
)

// Notify is how somebody is notified of a peer or of a kind of peer. What is nil is as the kind's, or as the client's
// default.
type Notify struct {
	Previews     *bool  `json:"previews,omitempty"`
	Silent       *bool  `json:"silent,omitempty"`
	MuteUntil    *int   `json:"mute_until,omitempty"` // unix seconds
	Sound        *Sound `json:"sound,omitempty"`
	StoriesMuted *bool  `json:"stories_muted,omitempty"`
	StoriesHide  *bool  `json:"stories_hide,omitempty"` // who told a story is not shown
	StoriesSound *Sound `json:"stories_sound,omitempty"`
}

// The kinds of peer that have settings of their own, as lamplight.EventNotifySettings names them.
const (
	NotifyUsers      = "users"
	NotifyChats      = "chats"
	NotifyBroadcasts = "broadcasts"
)

// notifySetting is the name under which an account's notification settings are kept, all in one row: a page of
// conversations asks for a hundred at once.
const notifySetting = "notify"

// notifies is that row.
type notifies struct {
	Kinds map[string]Notify `json:"kinds,omitempty"`
	Peers map[string]Notify `json:"peers,omitempty"`
}

func notifyKey(p lamplight.Peer) string { return fmt.Sprintf("%d/%d", p.Kind, p.ID) }

func notifyPeer(key string) (p lamplight.Peer, err error) {
	if _, err := fmt.Sscanf(key, "%d/%d", &p.Kind, &p.ID); err != nil {
		return p, fmt.Errorf("peer %q: %w", key, err)
	}
	return p, nil
}

func readNotifies(tx store.Tx, owner lamplight.UserID) (n notifies, err error) {
	data, err := tx.Setting(owner, notifySetting)
	if errors.Is(err, store.ErrNotFound) {
		return n, nil
	}
	if err != nil {
		return n, err
	}
	if err := json.Unmarshal(data, &n); err != nil {
		return n, fmt.Errorf("notification settings of %d: %w", owner, err)
	}
	return n, nil
}

// Notify returns how an account is notified of peers, in their order.
func (s *Service) Notify(ctx context.Context, owner lamplight.UserID, peers ...lamplight.Peer) ([]Notify, error) {
	out := make([]Notify, len(peers))
	err := s.store.Read(ctx, func(tx store.Tx) error {
		n, err := readNotifies(tx, owner)
		for i, p := range peers {
			out[i] = n.Peers[notifyKey(p)]
		}
		return err
	})
	return out, err
}

// NotifyKind returns how an account is notified of a kind of peer.
func (s *Service) NotifyKind(ctx context.Context, owner lamplight.UserID, kind string) (out Notify, err error) {
	err = s.store.Read(ctx, func(tx store.Tx) error {
		n, err := readNotifies(tx, owner)
		out = n.Kinds[kind]
		return err
	})
	return out, err
}

// NotifyExceptions returns the peers that an account has settings of their own for, in no order.
func (s *Service) NotifyExceptions(ctx context.Context, owner lamplight.UserID) (map[lamplight.Peer]Notify, error) {
	out := map[lamplight.Peer]Notify{}
	err := s.store.Read(ctx, func(tx store.Tx) error {
		n, err := readNotifies(tx, owner)
		if err != nil {
			return err
		}
		for key, v := range n.Peers {
			p, err := notifyPeer(key)
			if err != nil {
				return fmt.Errorf("notification settings of %d: %w", owner, err)
			}
			out[p] = v
		}
		return nil
	})
	return out, err
}

// SetNotify sets how an account is notified of a peer, or, with the zero Peer, of a kind of peer; the zero Notify
// forgets it. LIMIT_INVALID if there are too many settings.
func (s *Service) SetNotify(
	ctx context.Context, owner lamplight.UserID, origin lamplight.SessionID, peer lamplight.Peer, kind string, set Notify,
) error {
	e := lamplight.Event{Kind: lamplight.EventNotifySettings, Peer: peer}
	if peer.IsZero() {
		e.Text = kind
	}
	return s.changeNotifies(ctx, owner, origin, func(n *notifies) ([]lamplight.Event, error) {
		to, key := &n.Kinds, kind
		if !peer.IsZero() {
			to, key = &n.Peers, notifyKey(peer)
		}
		if *to == nil {
			*to = map[string]Notify{}
		}
		(*to)[key] = set
		if set == (Notify{}) {
			delete(*to, key)
		}
		return []lamplight.Event{e}, nil
	})
}

// ResetNotify forgets all notification settings of an account.
func (s *Service) ResetNotify(ctx context.Context, owner lamplight.UserID, origin lamplight.SessionID) error {
	return s.changeNotifies(ctx, owner, origin, func(n *notifies) ([]lamplight.Event, error) {
		var events []lamplight.Event
		for _, kind := range []string{NotifyUsers, NotifyChats, NotifyBroadcasts} {
			events = append(events, lamplight.Event{Kind: lamplight.EventNotifySettings, Text: kind})
		}
		for key := range n.Peers {
			p, err := notifyPeer(key)
			if err != nil {
				return nil, fmt.Errorf("notification settings of %d: %w", owner, err)
			}
			events = append(events, lamplight.Event{Kind: lamplight.EventNotifySettings, Peer: p})
		}
		*n = notifies{}
		return events, nil
	})
}

// changeNotifies changes an account's settings, and has its devices told of the events that change returns.
func (s *Service) changeNotifies(
	ctx context.Context, owner lamplight.UserID, origin lamplight.SessionID, change func(*notifies) ([]lamplight.Event, error),
) error {
	return s.store.Write(ctx, func(tx store.Tx) error {
		n, err := readNotifies(tx, owner)
		if err != nil {
			return err
		}
		events, err := change(&n)
		if err != nil {
			return err
		}
		data, err := json.Marshal(n)
		if err != nil {
			return err
		}
		if len(data) > store.MaxSetting {
			return lamplight.ErrLimitInvalid
		}
		if err := tx.PutSetting(owner, notifySetting, data); err != nil {
			return err
		}
		return s.owe(tx, owner, origin, events...)
	})
}
