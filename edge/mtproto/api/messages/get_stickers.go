package messages

import (
	"context"

	"github.com/gotd/td/tg"

	"lamplight"
	"lamplight/edge/mtproto/rpc"
)

// getStickers answers messages.getStickers: the stickers of the sets in use that stand for an emoji.
//
// https://core.telegram.org/method/messages.getStickers
func (h *Handlers) getStickers(
	ctx context.Context, c rpc.Call, req *tg.MessagesGetStickersRequest,
) (tg.MessagesStickersClass, error) {
	list, err := h.Stickers.For(ctx, c.User, lamplight.StickerPictures, req.Emoticon)
	if err != nil {
		return nil, err
	}
	hash := documentsHash(list)
	if req.Hash != 0 && req.Hash == hash {
		return &tg.MessagesStickersNotModified{}, nil
	}
	return &tg.MessagesStickers{Hash: hash, Stickers: h.Render.Documents(c, list)}, nil
}
