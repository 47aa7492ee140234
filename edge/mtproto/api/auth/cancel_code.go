package auth

import (
	"context"

	"github.com/gotd/td/tg"

	"lamplight/edge/mtproto/rpc"
)

// cancelCode answers auth.cancelCode: the code is worthless from now on.
//
// https://core.telegram.org/method/auth.cancelCode
func (h *Handlers) cancelCode(ctx context.Context, c rpc.Call, req *tg.AuthCancelCodeRequest) (tg.BoolClass, error) {
	if err := h.Accounts.CancelCode(ctx, caller(c), req.PhoneNumber, req.PhoneCodeHash); err != nil {
		return nil, err
	}
	return &tg.BoolTrue{}, nil
}
