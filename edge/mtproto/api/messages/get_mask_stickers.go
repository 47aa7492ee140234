package messages

import (
	"context"

	"github.com/gotd/td/tg"

	"lamplight"
	"lamplight/edge/mtproto/rpc"
)

// getMaskStickers answers messages.getMaskStickers: the sets of masks that the caller uses.
//
// https://core.telegram.org/method/messages.getMaskStickers
func (h *Handlers) getMaskStickers(
	ctx context.Context, c rpc.Call, req *tg.MessagesGetMaskStickersRequest,
) (tg.MessagesAllStickersClass, error) {
	return h.usedSets(ctx, c, lamplight.StickerMasks, req.Hash)
}
