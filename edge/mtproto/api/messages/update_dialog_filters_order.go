package messages

import (
	"context"

	"github.com/gotd/td/tg"

	"lamplight"
	"lamplight/edge/mtproto/rpc"
)

// updateDialogFiltersOrder answers messages.updateDialogFiltersOrder: it puts one's folders in an order.
//
// https://core.telegram.org/method/messages.updateDialogFiltersOrder
func (h *Handlers) updateDialogFiltersOrder(
	ctx context.Context, c rpc.Call, req *tg.MessagesUpdateDialogFiltersOrderRequest,
) (tg.BoolClass, error) {
	if len(req.Order) > maxPeers {
		return nil, lamplight.ErrLimitInvalid
	}
	return done(h.Folders.OrderFolders(ctx, c.User, c.Session, req.Order))
}
