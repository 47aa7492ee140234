package account

import (
	"context"

	"github.com/gotd/td/tg"

	"lamplight/edge/mtproto/rpc"
)

// getAccountTTL answers account.getAccountTTL: it tells after how many days unseen the account is deleted.
//
// https://core.telegram.org/method/account.getAccountTTL
func (h *Handlers) getAccountTTL(ctx context.Context, c rpc.Call, req *tg.AccountGetAccountTTLRequest) (*tg.AccountDaysTTL, error) {
	days, err := h.Accounts.AccountTTL(ctx, caller(c))
	if err != nil {
		return nil, err
	}
	return &tg.AccountDaysTTL{Days: days}, nil
}
