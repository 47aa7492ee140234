package auth

import (
	"context"

	"github.com/gotd/td/tg"

	"lamplight/edge/mtproto/resolve"
	"lamplight/edge/mtproto/rpc"
	"lamplight/service/accounts"
)

// recoverPassword answers auth.recoverPassword: with the code that was mailed it takes the password away, or puts a new one in
// its place, and signs the device in.
//
// https://core.telegram.org/method/auth.recoverPassword
func (h *Handlers) recoverPassword(ctx context.Context, c rpc.Call, req *tg.AuthRecoverPasswordRequest) (tg.AuthAuthorizationClass, error) {
	var n *accounts.NewPassword // nil takes it away
	if set, ok := req.GetNewSettings(); ok {
		r, err := resolve.Password(set)
		if err != nil {
			return nil, err
		}
		p := accounts.NewPassword(r)
		n = &p
	}
	in, err := h.Accounts.Recover(ctx, caller(c), req.Code, n)
	if err != nil {
		return nil, err
	}
	return h.signedIn(ctx, c, in)
}
