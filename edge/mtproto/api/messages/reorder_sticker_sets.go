package messages

import (
	"context"

	"github.com/gotd/td/tg"

	"lamplight/edge/mtproto/rpc"
)

// reorderStickerSets answers messages.reorderStickerSets: it puts the sets that the caller uses in another order.
//
// https://core.telegram.org/method/messages.reorderStickerSets
func (h *Handlers) reorderStickerSets(
	ctx context.Context, c rpc.Call, req *tg.MessagesReorderStickerSetsRequest,
) (tg.BoolClass, error) {
	return done(h.Stickers.Reorder(ctx, stickerCaller(c), stickerKind(req.Masks, req.Emojis), req.Order))
}
