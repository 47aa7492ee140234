package server

import (
	"context"
	"errors"

	"github.com/gotd/td/tg"

	"lamplight"
	"lamplight/edge/mtproto/api/account"
	"lamplight/edge/mtproto/render"
	"lamplight/service/accounts"
)

// settings reads anew what events only say has changed.
func (h *house) settings() render.Settings { return noSettings{h.accounts} }

var errNoSettings = errors.New("not built yet")

type noSettings struct{ accounts *accounts.Service }

func (noSettings) Privacy(context.Context, lamplight.UserID, string) (tg.PrivacyKeyClass, []tg.PrivacyRuleClass, error) {
	return nil, nil, errNoSettings
}
func (noSettings) Notify(context.Context, lamplight.UserID, ...lamplight.Peer) ([]tg.PeerNotifySettings, error) {
	return nil, errNoSettings
}
func (noSettings) NotifyDefault(context.Context, lamplight.UserID, string) (tg.NotifyPeerClass, tg.PeerNotifySettings, error) {
	return nil, tg.PeerNotifySettings{}, errNoSettings
}
func (noSettings) PeerSettings(context.Context, lamplight.UserID, lamplight.Peer) (tg.PeerSettings, error) {
	return tg.PeerSettings{}, errNoSettings
}

// Authorization implements render.Settings. Of a device that was signed out meanwhile only its hash is told, which clients
// take for "nothing to ask about any more".
func (s noSettings) Authorization(
	ctx context.Context, viewer lamplight.UserID, id lamplight.SessionID,
) (tg.UpdateNewAuthorization, error) {
	d, err := s.accounts.Device(ctx, viewer, id)
	if errors.Is(err, accounts.ErrHashInvalid) {
		return tg.UpdateNewAuthorization{Hash: int64(id)}, nil
	}
	return render.NewAuthorization(account.Device(d)), err
}
