package auth

import (
	"context"

	"github.com/gotd/td/tg"

	"lamplight/edge/mtproto/rpc"
	"lamplight/service/accounts"
)

// sendCode answers auth.sendCode: it sends a code with which whoever has the phone may sign in or up.
//
// The api_id is whatever the client has: there is no registry of them here, so api_hash proves nothing and is not looked at.
//
// https://core.telegram.org/method/auth.sendCode
func (h *Handlers) sendCode(ctx context.Context, c rpc.Call, req *tg.AuthSendCodeRequest) (tg.AuthSentCodeClass, error) {
	if req.APIID <= 0 {
		return nil, accounts.ErrAPIIDInvalid
	}
	s, err := h.Accounts.SendCode(ctx, caller(c), req.PhoneNumber, req.Settings.LogoutTokens)
	if err != nil {
		return nil, err
	}
	return h.sentCode(ctx, c, s)
}
