package account

import (
	"context"

	"github.com/gotd/td/tg"

	"lamplight/edge/mtproto/resolve"
	"lamplight/edge/mtproto/rpc"
	"lamplight/service/accounts"
)

// deleteAccount answers account.deleteAccount: it deletes the account for good. Who has a password and does not show it waits for a week.
//
// The reason that a client gives is not kept.
//
// https://core.telegram.org/method/account.deleteAccount
func (h *Handlers) deleteAccount(ctx context.Context, c rpc.Call, req *tg.AccountDeleteAccountRequest) (tg.BoolClass, error) {
	return done(h.Accounts.DeleteAccount(ctx, caller(c), accounts.PasswordProof(resolve.Proof(req.Password))))
}
