package messages

import (
	"context"

	"github.com/gotd/td/tg"

	"lamplight/edge/mtproto/render"
	"lamplight/edge/mtproto/rpc"
)

// getStickerSet answers messages.getStickerSet: a set with its stickers, unless the client has it as it is.
//
// https://core.telegram.org/method/messages.getStickerSet
func (h *Handlers) getStickerSet(
	ctx context.Context, c rpc.Call, req *tg.MessagesGetStickerSetRequest,
) (tg.MessagesStickerSetClass, error) {
	ref, err := stickerSet(req.Stickerset)
	if err != nil {
		return nil, err
	}
	set, err := h.Stickers.Set(ctx, c.User, ref)
	if err != nil {
		return nil, err
	}
	if req.Hash != 0 && req.Hash == render.SetHash(set) {
		return &tg.MessagesStickerSetNotModified{}, nil
	}
	use, err := h.setUse(ctx, c, set)
	if err != nil {
		return nil, err
	}
	return h.Render.FullStickerSet(c, set, use), nil
}
