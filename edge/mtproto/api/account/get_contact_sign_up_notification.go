package account

import (
	"context"

	"github.com/gotd/td/tg"

	"lamplight/edge/mtproto/rpc"
)

// getContactSignUpNotification answers account.getContactSignUpNotification: true means that one does not want to hear
// of contacts who join.
//
// https://core.telegram.org/method/account.getContactSignUpNotification
func (h *Handlers) getContactSignUpNotification(
	ctx context.Context, c rpc.Call, req *tg.AccountGetContactSignUpNotificationRequest,
) (tg.BoolClass, error) {
	silent, err := h.Contacts.SignUpSilent(ctx, c.User)
	if err != nil || silent {
		return done(err)
	}
	return &tg.BoolFalse{}, nil
}
