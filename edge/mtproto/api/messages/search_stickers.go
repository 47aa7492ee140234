package messages

import (
	"context"

	"github.com/gotd/td/tg"

	"lamplight"
	"lamplight/edge/mtproto/rpc"
)

// searchStickers answers messages.searchStickers: stickers or custom emoji of the sets in use that stand for one of
// the emoji given. Sets that the caller does not use are found by searchStickerSets.
//
// https://core.telegram.org/method/messages.searchStickers
func (h *Handlers) searchStickers(
	ctx context.Context, c rpc.Call, req *tg.MessagesSearchStickersRequest,
) (tg.MessagesFoundStickersClass, error) {
	kind := lamplight.StickerPictures
	if req.Emojis {
		kind = lamplight.StickerEmoji
	}
	list, err := h.Stickers.For(ctx, c.User, kind, req.Emoticon)
	if err != nil {
		return nil, err
	}
	hash := documentsHash(list)
	if req.Hash != 0 && req.Hash == hash {
		return &tg.MessagesFoundStickersNotModified{}, nil
	}
	return &tg.MessagesFoundStickers{Hash: hash, Stickers: h.Render.Documents(c, list)}, nil
}
