package messages

import (
	"context"

	"github.com/gotd/td/tg"

	"lamplight"
	"lamplight/edge/mtproto/rpc"
)

// getEmojiStickers answers messages.getEmojiStickers: the sets of custom emoji that the caller uses.
//
// https://core.telegram.org/method/messages.getEmojiStickers
func (h *Handlers) getEmojiStickers(
	ctx context.Context, c rpc.Call, req *tg.MessagesGetEmojiStickersRequest,
) (tg.MessagesAllStickersClass, error) {
	return h.usedSets(ctx, c, lamplight.StickerEmoji, req.Hash)
}
