package account

import (
	"context"

	"github.com/gotd/td/tg"

	"lamplight/edge/mtproto/resolve"
	"lamplight/edge/mtproto/rpc"
	"lamplight/service/accounts"
)

// getPasswordSettings answers account.getPasswordSettings: it tells the recovery address, to whoever knows the password.
//
// https://core.telegram.org/method/account.getPasswordSettings
func (h *Handlers) getPasswordSettings(ctx context.Context, c rpc.Call, req *tg.AccountGetPasswordSettingsRequest) (*tg.AccountPasswordSettings, error) {
	email, err := h.Accounts.PasswordEmail(ctx, caller(c), accounts.PasswordProof(resolve.Proof(req.Password)))
	if err != nil {
		return nil, err
	}
	out := &tg.AccountPasswordSettings{}
	if email != "" {
		out.SetEmail(email)
	}
	return out, nil
}
