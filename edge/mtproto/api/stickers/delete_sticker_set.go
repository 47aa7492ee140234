package stickers

import (
	"context"

	"github.com/gotd/td/tg"

	"lamplight/edge/mtproto/rpc"
)

// deleteStickerSet answers stickers.deleteStickerSet: it deletes a set that the caller made. What was sent of it
// stays.
//
// https://core.telegram.org/method/stickers.deleteStickerSet
func (h *Handlers) deleteStickerSet(
	ctx context.Context, c rpc.Call, req *tg.StickersDeleteStickerSetRequest,
) (tg.BoolClass, error) {
	ref, err := setOf(req.Stickerset)
	if err != nil {
		return nil, err
	}
	err = h.Stickers.Delete(ctx, caller(c), ref)
	if err != nil {
		return nil, err
	}
	return &tg.BoolTrue{}, nil
}
