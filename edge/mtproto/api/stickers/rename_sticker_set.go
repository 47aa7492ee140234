package stickers

import (
	"context"

	"github.com/gotd/td/tg"

	"lamplight/edge/mtproto/rpc"
)

// renameStickerSet answers stickers.renameStickerSet: it changes the title of a set that the caller made.
//
// https://core.telegram.org/method/stickers.renameStickerSet
func (h *Handlers) renameStickerSet(
	ctx context.Context, c rpc.Call, req *tg.StickersRenameStickerSetRequest,
) (tg.MessagesStickerSetClass, error) {
	ref, err := setOf(req.Stickerset)
	if err != nil {
		return nil, err
	}
	set, err := h.Stickers.Rename(ctx, caller(c), ref, req.Title)
	return h.answer(ctx, c, set, err)
}
