package account

import (
	"context"

	"github.com/gotd/td/tg"

	"lamplight/edge/mtproto/render"
	"lamplight/edge/mtproto/rpc"
)

// resetPassword answers account.resetPassword: it takes the password away after a wait, for whoever has no recovery address.
//
// https://core.telegram.org/method/account.resetPassword
func (h *Handlers) resetPassword(ctx context.Context, c rpc.Call, req *tg.AccountResetPasswordRequest) (tg.AccountResetPasswordResultClass, error) {
	r, err := h.Accounts.ResetPassword(ctx, caller(c))
	switch {
	case err != nil:
		return nil, err
	case r.Done:
		return &tg.AccountResetPasswordOk{}, nil
	case !r.Retry.IsZero():
		return &tg.AccountResetPasswordFailedWait{RetryDate: render.Date(r.Retry)}, nil
	}
	return &tg.AccountResetPasswordRequestedWait{UntilDate: render.Date(r.Until)}, nil
}
