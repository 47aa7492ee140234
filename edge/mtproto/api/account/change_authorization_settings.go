package account

import (
	"context"

	"github.com/gotd/td/tg"

	"lamplight"
	"lamplight/edge/mtproto/rpc"
	"lamplight/service/accounts"
)

// changeAuthorizationSettings answers account.changeAuthorizationSettings: it confirms a device, or says whether it takes calls and secret chats.
//
// https://core.telegram.org/method/account.changeAuthorizationSettings
func (h *Handlers) changeAuthorizationSettings(ctx context.Context, c rpc.Call, req *tg.AccountChangeAuthorizationSettingsRequest) (tg.BoolClass, error) {
	set := accounts.DeviceSettings{Confirmed: req.Confirmed}
	if v, ok := req.GetEncryptedRequestsDisabled(); ok {
		set.NoSecret = &v
	}
	if v, ok := req.GetCallRequestsDisabled(); ok {
		set.NoCalls = &v
	}
	return done(h.Accounts.ChangeDevice(ctx, caller(c), lamplight.SessionID(req.Hash), set))
}
