package auth

import (
	"context"

	"github.com/gotd/td/tg"

	"lamplight/edge/mtproto/rpc"
)

// resendCode answers auth.resendCode: it sends the code in the next way.
//
// https://core.telegram.org/method/auth.resendCode
func (h *Handlers) resendCode(ctx context.Context, c rpc.Call, req *tg.AuthResendCodeRequest) (tg.AuthSentCodeClass, error) {
	s, err := h.Accounts.ResendCode(ctx, caller(c), req.PhoneNumber, req.PhoneCodeHash)
	if err != nil {
		return nil, err
	}
	return h.sentCode(ctx, c, s)
}
