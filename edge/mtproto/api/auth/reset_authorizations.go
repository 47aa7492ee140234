package auth

import (
	"context"

	"github.com/gotd/td/tg"

	"lamplight/edge/mtproto/rpc"
)

// resetAuthorizations answers auth.resetAuthorizations: it ends the sessions of all other devices.
//
// https://core.telegram.org/method/auth.resetAuthorizations
func (h *Handlers) resetAuthorizations(ctx context.Context, c rpc.Call, req *tg.AuthResetAuthorizationsRequest) (tg.BoolClass, error) {
	if err := h.Accounts.EndOtherDevices(ctx, caller(c)); err != nil {
		return nil, err
	}
	return &tg.BoolTrue{}, nil
}
