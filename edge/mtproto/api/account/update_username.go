package account

import (
	"context"

	"github.com/gotd/td/tg"

	"lamplight/edge/mtproto/rpc"
)

// updateUsername answers account.updateUsername: it gives the account its public name, or takes it away.
//
// https://core.telegram.org/method/account.updateUsername
func (h *Handlers) updateUsername(
	ctx context.Context, c rpc.Call, req *tg.AccountUpdateUsernameRequest,
) (tg.UserClass, error) {
	if err := h.Contacts.SetUsername(ctx, c.User, c.Session, req.Username); err != nil {
		return nil, err
	}
	return h.self(ctx, c)
}
