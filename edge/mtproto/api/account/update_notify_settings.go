package account

import (
	"context"

	"github.com/gotd/td/tg"

	"lamplight"
	"lamplight/edge/mtproto/rpc"
	"lamplight/service/contacts"
)

// updateNotifySettings answers account.updateNotifySettings: it sets how one is notified of a peer or of a kind of
// peer. What is left out is as the kind's again.
//
// https://core.telegram.org/method/account.updateNotifySettings
func (h *Handlers) updateNotifySettings(
	ctx context.Context, c rpc.Call, req *tg.AccountUpdateNotifySettingsRequest,
) (tg.BoolClass, error) {
	peer, kind, err := h.notified(ctx, c, req.Peer)
	if err != nil {
		return nil, err
	}
	var n contacts.Notify
	in := req.Settings
	given(in.GetShowPreviews, &n.Previews)
	given(in.GetSilent, &n.Silent)
	given(in.GetMuteUntil, &n.MuteUntil)
	given(in.GetStoriesMuted, &n.StoriesMuted)
	given(in.GetStoriesHideSender, &n.StoriesHide)
	if s, ok := in.GetSound(); ok {
		if n.Sound, err = soundOf(s); err != nil {
			return nil, err
		}
	}
	if s, ok := in.GetStoriesSound(); ok {
		if n.StoriesSound, err = soundOf(s); err != nil {
			return nil, err
		}
	}
	return done(h.Contacts.SetNotify(ctx, c.User, c.Session, peer, kind, n))
}

func given[T any](get func() (T, bool), to **T) {
	if v, ok := get(); ok {
		*to = &v
	}
}

// maxSoundName is the longest title or file name of a sound, in bytes.
const maxSoundName = 256

// errSettingsInvalid answers settings that cannot be kept.
var errSettingsInvalid = &lamplight.Error{Kind: lamplight.Invalid, Code: "SETTINGS_INVALID"}

// soundOf returns the sound that a client means. No sounds can be uploaded yet, so it names none of ours.
func soundOf(s tg.NotificationSoundClass) (*contacts.Sound, error) {
	switch s := s.(type) {
	case *tg.NotificationSoundDefault:
		return &contacts.Sound{Kind: contacts.SoundDefault}, nil
	case *tg.NotificationSoundNone:
		return &contacts.Sound{Kind: contacts.SoundNone}, nil
	case *tg.NotificationSoundLocal:
		if len(s.Title) > maxSoundName || len(s.Data) > maxSoundName {
			return nil, errSettingsInvalid
		}
		return &contacts.Sound{Kind: contacts.SoundLocal, Title: s.Title, Data: s.Data}, nil
	case *tg.NotificationSoundRingtone:
		return nil, rpc.ErrRingtoneInvalid
	default:
		return nil, errSettingsInvalid
	}
}
