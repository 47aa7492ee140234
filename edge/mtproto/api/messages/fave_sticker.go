package messages

import (
	"context"

	"github.com/gotd/td/tg"

	"lamplight"
	"lamplight/edge/mtproto/rpc"
)

// faveSticker answers messages.faveSticker: it puts a sticker among those that the caller likes best, or takes it
// away.
//
// https://core.telegram.org/method/messages.faveSticker
func (h *Handlers) faveSticker(
	ctx context.Context, c rpc.Call, req *tg.MessagesFaveStickerRequest,
) (tg.BoolClass, error) {
	d, err := h.sticker(ctx, c, req.ID)
	if err != nil {
		return nil, err
	}
	return done(h.Stickers.Keep(ctx, stickerCaller(c), lamplight.StickersFaved, d, req.Unfave))
}
