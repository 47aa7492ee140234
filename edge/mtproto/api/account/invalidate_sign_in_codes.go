package account

import (
	"context"

	"github.com/gotd/td/tg"

	"lamplight/edge/mtproto/rpc"
)

// invalidateSignInCodes answers account.invalidateSignInCodes: it makes login codes worthless that a device saw where they must not be.
//
// https://core.telegram.org/method/account.invalidateSignInCodes
func (h *Handlers) invalidateSignInCodes(ctx context.Context, c rpc.Call, req *tg.AccountInvalidateSignInCodesRequest) (tg.BoolClass, error) {
	return done(h.Accounts.InvalidateCodes(ctx, caller(c), req.Codes))
}
