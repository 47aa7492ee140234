package auth

import (
	"context"

	"github.com/gotd/td/tg"

	"lamplight/edge/mtproto/resolve"
	"lamplight/edge/mtproto/rpc"
	"lamplight/service/accounts"
)

// checkPassword answers auth.checkPassword: it finishes a sign-in that waits for the password.
//
// https://core.telegram.org/method/auth.checkPassword
func (h *Handlers) checkPassword(ctx context.Context, c rpc.Call, req *tg.AuthCheckPasswordRequest) (tg.AuthAuthorizationClass, error) {
	in, err := h.Accounts.CheckPassword(ctx, caller(c), accounts.PasswordProof(resolve.Proof(req.Password)))
	if err != nil {
		return nil, err
	}
	return h.signedIn(ctx, c, in)
}
