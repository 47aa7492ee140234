package stickers

import (
	"context"

	"github.com/gotd/td/tg"

	"lamplight/edge/mtproto/rpc"
)

// replaceSticker answers stickers.replaceSticker: it puts another sticker in the place of one.
//
// https://core.telegram.org/method/stickers.replaceSticker
func (h *Handlers) replaceSticker(
	ctx context.Context, c rpc.Call, req *tg.StickersReplaceStickerRequest,
) (tg.MessagesStickerSetClass, error) {
	d, err := h.document(ctx, c, req.Sticker)
	if err != nil {
		return nil, err
	}
	item, err := h.item(ctx, c, req.NewSticker)
	if err != nil {
		return nil, err
	}
	set, err := h.Stickers.Replace(ctx, caller(c), d, item)
	return h.answer(ctx, c, set, err)
}
