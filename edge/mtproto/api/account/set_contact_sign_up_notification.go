package account

import (
	"context"

	"github.com/gotd/td/tg"

	"lamplight/edge/mtproto/rpc"
)

// setContactSignUpNotification answers account.setContactSignUpNotification: it sets whether one hears of contacts who
// join.
//
// https://core.telegram.org/method/account.setContactSignUpNotification
func (h *Handlers) setContactSignUpNotification(
	ctx context.Context, c rpc.Call, req *tg.AccountSetContactSignUpNotificationRequest,
) (tg.BoolClass, error) {
	return done(h.Contacts.SetSignUpSilent(ctx, c.User, req.Silent))
}
