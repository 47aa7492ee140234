package account

import (
	"context"

	"github.com/gotd/td/tg"

	"lamplight/edge/mtproto/rpc"
)

// changePhone answers account.changePhone: it moves the account to another phone number.
//
// https://core.telegram.org/method/account.changePhone
func (h *Handlers) changePhone(ctx context.Context, c rpc.Call, req *tg.AccountChangePhoneRequest) (tg.UserClass, error) {
	if err := h.Accounts.ChangePhone(ctx, caller(c), req.PhoneNumber, req.PhoneCodeHash, req.PhoneCode); err != nil {
		return nil, err
	}
	return h.self(ctx, c)
}
