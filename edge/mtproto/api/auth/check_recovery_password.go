package auth

import (
	"context"

	"github.com/gotd/td/tg"

	"lamplight/edge/mtproto/rpc"
)

// checkRecoveryPassword answers auth.checkRecoveryPassword: it says whether a recovery code is right.
//
// https://core.telegram.org/method/auth.checkRecoveryPassword
func (h *Handlers) checkRecoveryPassword(ctx context.Context, c rpc.Call, req *tg.AuthCheckRecoveryPasswordRequest) (tg.BoolClass, error) {
	if err := h.Accounts.CheckRecovery(ctx, caller(c), req.Code); err != nil {
		return nil, err
	}
	return &tg.BoolTrue{}, nil
}
