package account

import (
	"context"

	"github.com/gotd/td/tg"

	"lamplight/edge/mtproto/rpc"
)

// declinePasswordReset answers account.declinePasswordReset: it stops a reset that somebody asked for.
//
// https://core.telegram.org/method/account.declinePasswordReset
func (h *Handlers) declinePasswordReset(ctx context.Context, c rpc.Call, req *tg.AccountDeclinePasswordResetRequest) (tg.BoolClass, error) {
	return done(h.Accounts.DeclinePasswordReset(ctx, caller(c)))
}
