package auth

import (
	"context"

	"github.com/gotd/td/tg"

	"lamplight/edge/mtproto/rpc"
)

// importLoginToken answers auth.importLoginToken, which is for a device that was sent here by another data centre. There is
// only this one.
//
// https://core.telegram.org/method/auth.importLoginToken
func (h *Handlers) importLoginToken(ctx context.Context, c rpc.Call, req *tg.AuthImportLoginTokenRequest) (tg.AuthLoginTokenClass, error) {
	t, err := h.Accounts.ImportLoginToken(ctx, caller(c), req.Token)
	if err != nil {
		return nil, err
	}
	return h.loginToken(ctx, c, t)
}
