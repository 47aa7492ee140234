package auth

import (
	"context"

	"github.com/gotd/td/tg"

	"lamplight/edge/mtproto/rpc"
)

// logOut answers auth.logOut: it signs the device out.
//
// https://core.telegram.org/method/auth.logOut
func (h *Handlers) logOut(ctx context.Context, c rpc.Call, req *tg.AuthLogOutRequest) (*tg.AuthLoggedOut, error) {
	future, err := h.Accounts.LogOut(ctx, caller(c))
	if err != nil {
		return nil, err
	}
	out := &tg.AuthLoggedOut{}
	if future != nil {
		out.SetFutureAuthToken(future)
	}
	return out, nil
}
