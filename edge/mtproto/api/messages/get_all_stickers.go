package messages

import (
	"context"

	"github.com/gotd/td/tg"

	"lamplight"
	"lamplight/edge/mtproto/rpc"
)

// getAllStickers answers messages.getAllStickers: the sets of stickers that the caller uses.
//
// https://core.telegram.org/method/messages.getAllStickers
func (h *Handlers) getAllStickers(
	ctx context.Context, c rpc.Call, req *tg.MessagesGetAllStickersRequest,
) (tg.MessagesAllStickersClass, error) {
	return h.usedSets(ctx, c, lamplight.StickerPictures, req.Hash)
}
