package messages

import (
	"context"

	"github.com/gotd/td/tg"

	"lamplight/edge/mtproto/rpc"
)

// saveRecentSticker answers messages.saveRecentSticker: it puts a sticker among those that the caller sent last, or
// takes it away.
//
// https://core.telegram.org/method/messages.saveRecentSticker
func (h *Handlers) saveRecentSticker(
	ctx context.Context, c rpc.Call, req *tg.MessagesSaveRecentStickerRequest,
) (tg.BoolClass, error) {
	d, err := h.sticker(ctx, c, req.ID)
	if err != nil {
		return nil, err
	}
	return done(h.Stickers.Keep(ctx, stickerCaller(c), recentList(req.Attached), d, req.Unsave))
}
