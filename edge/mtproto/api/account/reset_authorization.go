package account

import (
	"context"

	"github.com/gotd/td/tg"

	"lamplight"
	"lamplight/edge/mtproto/rpc"
)

// resetAuthorization answers account.resetAuthorization: it ends the session of another device.
//
// https://core.telegram.org/method/account.resetAuthorization
func (h *Handlers) resetAuthorization(ctx context.Context, c rpc.Call, req *tg.AccountResetAuthorizationRequest) (tg.BoolClass, error) {
	return done(h.Accounts.EndDevice(ctx, caller(c), lamplight.SessionID(req.Hash)))
}
