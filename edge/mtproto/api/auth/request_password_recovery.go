package auth

import (
	"context"

	"github.com/gotd/td/tg"

	"lamplight/edge/mtproto/rpc"
)

// requestPasswordRecovery answers auth.requestPasswordRecovery: it mails a code to the recovery address.
//
// https://core.telegram.org/method/auth.requestPasswordRecovery
func (h *Handlers) requestPasswordRecovery(ctx context.Context, c rpc.Call, req *tg.AuthRequestPasswordRecoveryRequest) (*tg.AuthPasswordRecovery, error) {
	pattern, err := h.Accounts.RequestRecovery(ctx, caller(c))
	if err != nil {
		return nil, err
	}
	return &tg.AuthPasswordRecovery{EmailPattern: pattern}, nil
}
