package account

import (
	"context"

	"github.com/gotd/td/tg"

	"lamplight/edge/mtproto/resolve"
	"lamplight/edge/mtproto/rpc"
	"lamplight/service/accounts"
)

// updatePasswordSettings answers account.updatePasswordSettings: it sets, changes or takes away the password and the recovery address.
//
// An address is confirmed with a code first; the answer then is EMAIL_UNCONFIRMED_X, and the password holds already.
//
// https://core.telegram.org/method/account.updatePasswordSettings
func (h *Handlers) updatePasswordSettings(ctx context.Context, c rpc.Call, req *tg.AccountUpdatePasswordSettingsRequest) (tg.BoolClass, error) {
	n, err := resolve.Password(req.NewSettings)
	if err != nil {
		return nil, err
	}
	p := accounts.PasswordProof(resolve.Proof(req.Password))
	return done(h.Accounts.UpdatePassword(ctx, caller(c), p, accounts.NewPassword(n)))
}
