package account

import (
	"context"

	"github.com/gotd/td/tg"

	"lamplight/edge/mtproto/rpc"
)

// updateStatus answers account.updateStatus: it says that somebody uses a client now, or has put it away.
//
// https://core.telegram.org/method/account.updateStatus
func (h *Handlers) updateStatus(
	ctx context.Context, c rpc.Call, req *tg.AccountUpdateStatusRequest,
) (tg.BoolClass, error) {
	return done(h.Contacts.SetOnline(ctx, c.User, !req.Offline))
}
