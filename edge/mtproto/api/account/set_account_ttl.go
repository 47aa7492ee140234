package account

import (
	"context"

	"github.com/gotd/td/tg"

	"lamplight/edge/mtproto/rpc"
)

// setAccountTTL answers account.setAccountTTL: it sets after how many days unseen the account is deleted.
//
// https://core.telegram.org/method/account.setAccountTTL
func (h *Handlers) setAccountTTL(ctx context.Context, c rpc.Call, req *tg.AccountSetAccountTTLRequest) (tg.BoolClass, error) {
	return done(h.Accounts.SetAccountTTL(ctx, caller(c), req.TTL.Days))
}
