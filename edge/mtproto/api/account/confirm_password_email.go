package account

import (
	"context"

	"github.com/gotd/td/tg"

	"lamplight/edge/mtproto/rpc"
)

// confirmPasswordEmail answers account.confirmPasswordEmail: it makes the address a code was sent to the recovery address.
//
// https://core.telegram.org/method/account.confirmPasswordEmail
func (h *Handlers) confirmPasswordEmail(ctx context.Context, c rpc.Call, req *tg.AccountConfirmPasswordEmailRequest) (tg.BoolClass, error) {
	return done(h.Accounts.ConfirmPasswordEmail(ctx, caller(c), req.Code))
}
