package stickers

import (
	"context"

	"github.com/gotd/td/tg"

	"lamplight/edge/mtproto/rpc"
)

// removeStickerFromSet answers stickers.removeStickerFromSet: it takes a sticker out of a set that the caller made.
//
// https://core.telegram.org/method/stickers.removeStickerFromSet
func (h *Handlers) removeStickerFromSet(
	ctx context.Context, c rpc.Call, req *tg.StickersRemoveStickerFromSetRequest,
) (tg.MessagesStickerSetClass, error) {
	d, err := h.document(ctx, c, req.Sticker)
	if err != nil {
		return nil, err
	}
	set, err := h.Stickers.Remove(ctx, caller(c), d)
	return h.answer(ctx, c, set, err)
}
