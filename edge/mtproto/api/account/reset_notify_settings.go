package account

import (
	"context"

	"github.com/gotd/td/tg"

	"lamplight/edge/mtproto/rpc"
)

// resetNotifySettings answers account.resetNotifySettings: it forgets all settings of notifications.
//
// https://core.telegram.org/method/account.resetNotifySettings
func (h *Handlers) resetNotifySettings(
	ctx context.Context, c rpc.Call, req *tg.AccountResetNotifySettingsRequest,
) (tg.BoolClass, error) {
	return done(h.Contacts.ResetNotify(ctx, c.User, c.Session))
}
