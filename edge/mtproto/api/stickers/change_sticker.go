package stickers

import (
	"context"

	"github.com/gotd/td/tg"

	"lamplight/edge/mtproto/resolve"
	"lamplight/edge/mtproto/rpc"
)

// changeSticker answers stickers.changeSticker: it changes what a sticker stands for.
//
// https://core.telegram.org/method/stickers.changeSticker
func (h *Handlers) changeSticker(
	ctx context.Context, c rpc.Call, req *tg.StickersChangeStickerRequest,
) (tg.MessagesStickerSetClass, error) {
	d, err := h.document(ctx, c, req.Sticker)
	if err != nil {
		return nil, err
	}
	var emoji, words *string
	if e, ok := req.GetEmoji(); ok {
		emoji = &e
	}
	if w, ok := req.GetKeywords(); ok {
		words = &w
	}
	set, err := h.Stickers.Change(ctx, caller(c), d, emoji, words, resolve.Mask(req.GetMaskCoords()))
	return h.answer(ctx, c, set, err)
}
