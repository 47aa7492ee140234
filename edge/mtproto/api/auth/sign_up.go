package auth

import (
	"context"

	"github.com/gotd/td/tg"

	"lamplight/edge/mtproto/rpc"
)

// signUp answers auth.signUp: it makes an account for a phone whose code was right, and signs the device in.
//
// Nobody is told that a contact joined, with no_joined_notifications or without.
//
// https://core.telegram.org/method/auth.signUp
func (h *Handlers) signUp(ctx context.Context, c rpc.Call, req *tg.AuthSignUpRequest) (tg.AuthAuthorizationClass, error) {
	in, err := h.Accounts.SignUp(ctx, caller(c), req.PhoneNumber, req.PhoneCodeHash, req.FirstName, req.LastName)
	if err != nil {
		return nil, err
	}
	return h.signedIn(ctx, c, in)
}
