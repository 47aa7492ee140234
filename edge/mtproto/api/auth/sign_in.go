package auth

import (
	"context"

	"github.com/gotd/td/tg"

	"lamplight/edge/mtproto/rpc"
	"lamplight/service/accounts"
)

// signIn answers auth.signIn: it signs the device in with a code.
//
// A code that came by e-mail may be shown as an email_verification; sign-in by Google or Apple is not offered and refused.
//
// https://core.telegram.org/method/auth.signIn
func (h *Handlers) signIn(ctx context.Context, c rpc.Call, req *tg.AuthSignInRequest) (tg.AuthAuthorizationClass, error) {
	code := req.PhoneCode
	switch v := req.EmailVerification.(type) {
	case nil:
	case *tg.EmailVerificationCode:
		code = v.Code
	default:
		return nil, accounts.ErrCodeInvalid
	}
	in, err := h.Accounts.SignIn(ctx, caller(c), req.PhoneNumber, req.PhoneCodeHash, code)
	if err != nil {
		return nil, err
	}
	return h.signedIn(ctx, c, in)
}
