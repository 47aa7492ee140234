package account

import (
	"context"

	"github.com/gotd/td/tg"

	"lamplight/edge/mtproto/rpc"
)

// checkUsername answers account.checkUsername: it tells whether one may take a public name.
//
// https://core.telegram.org/method/account.checkUsername
func (h *Handlers) checkUsername(
	ctx context.Context, c rpc.Call, req *tg.AccountCheckUsernameRequest,
) (tg.BoolClass, error) {
	free, err := h.Contacts.UsernameFree(ctx, c.User, req.Username)
	if err != nil || free {
		return done(err)
	}
	return &tg.BoolFalse{}, nil
}
