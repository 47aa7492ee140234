package account

import (
	"context"

	"github.com/gotd/td/tg"

	"lamplight/edge/mtproto/render"
	"lamplight/edge/mtproto/rpc"
)

// getAuthorizations answers account.getAuthorizations: it lists the account's devices, the caller's own first.
//
// https://core.telegram.org/method/account.getAuthorizations
func (h *Handlers) getAuthorizations(ctx context.Context, c rpc.Call, req *tg.AccountGetAuthorizationsRequest) (*tg.AccountAuthorizations, error) {
	devices, days, err := h.Accounts.Devices(ctx, caller(c))
	if err != nil {
		return nil, err
	}
	out := &tg.AccountAuthorizations{AuthorizationTTLDays: days, Authorizations: make([]tg.Authorization, len(devices))}
	for i, d := range devices {
		out.Authorizations[i] = render.Authorization(Device(d))
	}
	return out, nil
}
