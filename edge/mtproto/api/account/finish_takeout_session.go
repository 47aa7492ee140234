package account

import (
	"context"

	"github.com/gotd/td/tg"

	"lamplight/edge/mtproto/rpc"
)

// finishTakeoutSession answers account.finishTakeoutSession: it ends the export that the call names with invokeWithTakeout. Whether it succeeded is not
// kept.
//
// https://core.telegram.org/method/account.finishTakeoutSession
func (h *Handlers) finishTakeoutSession(ctx context.Context, c rpc.Call, req *tg.AccountFinishTakeoutSessionRequest) (tg.BoolClass, error) {
	return done(h.Accounts.EndTakeout(ctx, caller(c), c.Takeout))
}
