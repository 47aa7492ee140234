package messages

import (
	"context"

	"github.com/gotd/td/tg"

	"lamplight"
	"lamplight/edge/mtproto/render"
	"lamplight/edge/mtproto/rpc"
)

// getFavedStickers answers messages.getFavedStickers: the stickers that the caller likes best.
//
// https://core.telegram.org/method/messages.getFavedStickers
func (h *Handlers) getFavedStickers(
	ctx context.Context, c rpc.Call, req *tg.MessagesGetFavedStickersRequest,
) (tg.MessagesFavedStickersClass, error) {
	list, hash, err := h.kept(ctx, c, lamplight.StickersFaved)
	if err != nil {
		return nil, err
	}
	if req.Hash != 0 && req.Hash == hash {
		return &tg.MessagesFavedStickersNotModified{}, nil
	}
	return &tg.MessagesFavedStickers{
		Hash: hash, Packs: render.StickerPacks(documentsOf(list)), Stickers: h.Render.Documents(c, documentsOf(list)),
	}, nil
}
