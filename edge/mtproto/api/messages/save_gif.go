package messages

import (
	"context"

	"github.com/gotd/td/tg"

	"lamplight"
	"lamplight/edge/mtproto/rpc"
)

// saveGif answers messages.saveGif: it puts an animation among those that the caller keeps, or takes it away.
//
// https://core.telegram.org/method/messages.saveGif
func (h *Handlers) saveGif(ctx context.Context, c rpc.Call, req *tg.MessagesSaveGifRequest) (tg.BoolClass, error) {
	d, err := h.sticker(ctx, c, req.ID)
	if err != nil {
		return nil, err
	}
	return done(h.Stickers.Keep(ctx, stickerCaller(c), lamplight.StickersGIFs, d, req.Unsave))
}
