package server

import (
	"context"
	"errors"

	"github.com/gotd/td/tg"

	"lamplight"
	"lamplight/edge/mtproto/render"
)

// settings reads anew what events only say has changed.
func (h *house) settings() render.Settings { return noSettings{} }

var errNoSettings = errors.New("not built yet")

type noSettings struct{}

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
func (noSettings) Authorization(context.Context, lamplight.UserID, lamplight.SessionID) (tg.UpdateNewAuthorization, error) {
	return tg.UpdateNewAuthorization{}, errNoSettings
}
