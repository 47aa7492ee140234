package account

import (
	"context"
	"fmt"

	"github.com/gotd/td/tg"

	"lamplight"
	"lamplight/edge/mtproto/rpc"
	"lamplight/service/contacts"
)

// getNotifySettings answers account.getNotifySettings: it shows how one is notified of a peer or of a kind of peer.
//
// https://core.telegram.org/method/account.getNotifySettings
func (h *Handlers) getNotifySettings(
	ctx context.Context, c rpc.Call, req *tg.AccountGetNotifySettingsRequest,
) (*tg.PeerNotifySettings, error) {
	peer, kind, err := h.notified(ctx, c, req.Peer)
	if err != nil {
		return nil, err
	}
	if peer.IsZero() {
		n, err := h.Contacts.NotifyKind(ctx, c.User, kind)
		if err != nil {
			return nil, err
		}
		s, err := notifyKindSettings(n)
		return &s, err
	}
	n, err := h.Contacts.Notify(ctx, c.User, peer)
	if err != nil {
		return nil, err
	}
	s, err := notifySettings(n[0])
	return &s, err
}

// notified returns the peer, or the kind of peer, that a client means.
func (h *Handlers) notified(ctx context.Context, c rpc.Call, p tg.InputNotifyPeerClass) (peer lamplight.Peer, kind string, err error) {
	switch p := p.(type) {
	case *tg.InputNotifyPeer:
		peer, err = h.Resolve.Peer(ctx, c, p.Peer)
		return peer, "", err
	case *tg.InputNotifyUsers:
		return peer, contacts.NotifyUsers, nil
	case *tg.InputNotifyChats:
		return peer, contacts.NotifyChats, nil
	case *tg.InputNotifyBroadcasts:
		return peer, contacts.NotifyBroadcasts, nil
	default: // topics and communities, of which there are none
		return peer, "", lamplight.ErrPeerInvalid
	}
}

// Notify implements render.Settings.
func (s Settings) Notify(ctx context.Context, viewer lamplight.UserID, peers ...lamplight.Peer) ([]tg.PeerNotifySettings, error) {
	list, err := s.Contacts.Notify(ctx, viewer, peers...)
	if err != nil {
		return nil, err
	}
	out := make([]tg.PeerNotifySettings, len(list))
	for i, n := range list {
		if out[i], err = notifySettings(n); err != nil {
			return nil, err
		}
	}
	return out, nil
}

// NotifyDefault implements render.Settings.
func (s Settings) NotifyDefault(
	ctx context.Context, viewer lamplight.UserID, kind string,
) (tg.NotifyPeerClass, tg.PeerNotifySettings, error) {
	n, err := s.Contacts.NotifyKind(ctx, viewer, kind)
	if err != nil {
		return nil, tg.PeerNotifySettings{}, err
	}
	out, err := notifyKindSettings(n)
	if err != nil {
		return nil, out, err
	}
	switch kind {
	case contacts.NotifyUsers:
		return &tg.NotifyUsers{}, out, nil
	case contacts.NotifyChats:
		return &tg.NotifyChats{}, out, nil
	case contacts.NotifyBroadcasts:
		return &tg.NotifyBroadcasts{}, out, nil
	default:
		return nil, out, fmt.Errorf("kind of peer %q is unknown", kind)
	}
}

// notifySettings writes settings. One sound is for all systems.
func notifySettings(n contacts.Notify) (out tg.PeerNotifySettings, err error) {
	set(n.Previews, out.SetShowPreviews)
	set(n.Silent, out.SetSilent)
	set(n.MuteUntil, out.SetMuteUntil)
	set(n.StoriesMuted, out.SetStoriesMuted)
	set(n.StoriesHide, out.SetStoriesHideSender)
	if n.Sound != nil {
		s, err := sound(*n.Sound)
		if err != nil {
			return out, err
		}
		out.SetIosSound(s)
		out.SetAndroidSound(s)
		out.SetOtherSound(s)
	}
	if n.StoriesSound != nil {
		s, err := sound(*n.StoriesSound)
		if err != nil {
			return out, err
		}
		out.SetStoriesIosSound(s)
		out.SetStoriesAndroidSound(s)
		out.SetStoriesOtherSound(s)
	}
	return out, nil
}

func set[T any](v *T, to func(T)) {
	if v != nil {
		to(*v)
	}
}

// notifyKindSettings writes the settings of a kind of peer. There is nothing behind them, so nothing is left open.
func notifyKindSettings(n contacts.Notify) (tg.PeerNotifySettings, error) {
	yes, no, never, usual := true, false, 0, contacts.Sound{Kind: contacts.SoundDefault}
	otherwise(&n.Previews, &yes)
	otherwise(&n.Silent, &no)
	otherwise(&n.MuteUntil, &never)
	otherwise(&n.Sound, &usual)
	otherwise(&n.StoriesSound, &usual)
	otherwise(&n.StoriesHide, &no)
	return notifySettings(n)
}

func otherwise[T any](v **T, usual *T) {
	if *v == nil {
		*v = usual
	}
}

func sound(s contacts.Sound) (tg.NotificationSoundClass, error) {
	switch s.Kind {
	case contacts.SoundDefault:
		return &tg.NotificationSoundDefault{}, nil
	case contacts.SoundNone:
		return &tg.NotificationSoundNone{}, nil
	case contacts.SoundLocal:
		return &tg.NotificationSoundLocal{Title: s.Title, Data: s.Data}, nil
	case contacts.SoundRingtone:
		return &tg.NotificationSoundRingtone{ID: s.ID}, nil
	default:
		return nil, fmt.Errorf("sound %q is unknown", s.Kind)
	}
}
