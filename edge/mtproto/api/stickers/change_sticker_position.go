package stickers

import (
	"context"

	"github.com/gotd/td/tg"

	"lamplight/edge/mtproto/rpc"
)

// changeStickerPosition answers stickers.changeStickerPosition: it puts a sticker at another place in its set.
//
// https://core.telegram.org/method/stickers.changeStickerPosition
func (h *Handlers) changeStickerPosition(
	ctx context.Context, c rpc.Call, req *tg.StickersChangeStickerPositionRequest,
) (tg.MessagesStickerSetClass, error) {
	d, err := h.document(ctx, c, req.Sticker)
	if err != nil {
		return nil, err
	}
	set, err := h.Stickers.Move(ctx, caller(c), d, req.Position)
	return h.answer(ctx, c, set, err)
}
