package account

import (
	"context"

	"github.com/gotd/td/tg"

	"lamplight/edge/mtproto/rpc"
)

// setAuthorizationTTL answers account.setAuthorizationTTL: it sets after how many days unused a device ends.
//
// https://core.telegram.org/method/account.setAuthorizationTTL
func (h *Handlers) setAuthorizationTTL(ctx context.Context, c rpc.Call, req *tg.AccountSetAuthorizationTTLRequest) (tg.BoolClass, error) {
	return done(h.Accounts.SetDeviceTTL(ctx, caller(c), req.AuthorizationTTLDays))
}
