package auth

import (
	"context"

	"github.com/gotd/td/tg"

	"lamplight/edge/mtproto/render"
	"lamplight/edge/mtproto/rpc"
)

// acceptLoginToken answers auth.acceptLoginToken: it signs the device in that shows a QR code.
//
// https://core.telegram.org/method/auth.acceptLoginToken
func (h *Handlers) acceptLoginToken(ctx context.Context, c rpc.Call, req *tg.AuthAcceptLoginTokenRequest) (*tg.Authorization, error) {
	d, err := h.Accounts.AcceptLoginToken(ctx, caller(c), req.Token)
	if err != nil {
		return nil, err
	}
	a := render.Authorization(device(d))
	return &a, nil
}
