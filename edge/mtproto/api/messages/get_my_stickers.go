package messages

import (
	"context"

	"github.com/gotd/td/tg"

	"lamplight/edge/mtproto/rpc"
)

// getMyStickers answers messages.getMyStickers: the sets that the caller made.
//
// https://core.telegram.org/method/messages.getMyStickers
func (h *Handlers) getMyStickers(
	ctx context.Context, c rpc.Call, req *tg.MessagesGetMyStickersRequest,
) (*tg.MessagesMyStickers, error) {
	sets, count, err := h.Stickers.Mine(ctx, c.User, req.OffsetID, req.Limit)
	if err != nil {
		return nil, err
	}
	covered, err := h.covered(ctx, c, sets)
	return &tg.MessagesMyStickers{Count: count, Sets: covered}, err
}
