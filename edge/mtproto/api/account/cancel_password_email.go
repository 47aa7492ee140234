package account

import (
	"context"

	"github.com/gotd/td/tg"

	"lamplight/edge/mtproto/rpc"
)

// cancelPasswordEmail answers account.cancelPasswordEmail: it forgets the address that is not confirmed yet.
//
// https://core.telegram.org/method/account.cancelPasswordEmail
func (h *Handlers) cancelPasswordEmail(ctx context.Context, c rpc.Call, req *tg.AccountCancelPasswordEmailRequest) (tg.BoolClass, error) {
	return done(h.Accounts.CancelPasswordEmail(ctx, caller(c)))
}
