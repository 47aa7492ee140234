package stickers

import (
	"context"

	"github.com/gotd/td/tg"

	"lamplight/edge/mtproto/rpc"
)

// addStickerToSet answers stickers.addStickerToSet: it puts a sticker at the end of a set that the caller made.
//
// https://core.telegram.org/method/stickers.addStickerToSet
func (h *Handlers) addStickerToSet(
	ctx context.Context, c rpc.Call, req *tg.StickersAddStickerToSetRequest,
) (tg.MessagesStickerSetClass, error) {
	ref, err := setOf(req.Stickerset)
	if err != nil {
		return nil, err
	}
	item, err := h.item(ctx, c, req.Sticker)
	if err != nil {
		return nil, err
	}
	set, err := h.Stickers.Add(ctx, caller(c), ref, item)
	return h.answer(ctx, c, set, err)
}
