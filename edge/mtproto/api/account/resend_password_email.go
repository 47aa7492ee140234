package account

import (
	"context"

	"github.com/gotd/td/tg"

	"lamplight/edge/mtproto/rpc"
)

// resendPasswordEmail answers account.resendPasswordEmail: it sends a new code to the address that is not confirmed yet.
//
// https://core.telegram.org/method/account.resendPasswordEmail
func (h *Handlers) resendPasswordEmail(ctx context.Context, c rpc.Call, req *tg.AccountResendPasswordEmailRequest) (tg.BoolClass, error) {
	return done(h.Accounts.ResendPasswordEmail(ctx, caller(c)))
}
