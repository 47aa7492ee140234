package messages

import (
	"context"

	"github.com/gotd/td/tg"

	"lamplight"
	"lamplight/edge/mtproto/rpc"
)

// searchCustomEmoji answers messages.searchCustomEmoji: the custom emoji of the sets in use that stand for an emoji.
//
// https://core.telegram.org/method/messages.searchCustomEmoji
func (h *Handlers) searchCustomEmoji(
	ctx context.Context, c rpc.Call, req *tg.MessagesSearchCustomEmojiRequest,
) (tg.EmojiListClass, error) {
	list, err := h.Stickers.For(ctx, c.User, lamplight.StickerEmoji, req.Emoticon)
	if err != nil {
		return nil, err
	}
	hash := documentsHash(list)
	if req.Hash != 0 && req.Hash == hash {
		return &tg.EmojiListNotModified{}, nil
	}
	t := &tg.EmojiList{Hash: hash}
	for _, d := range list {
		t.DocumentID = append(t.DocumentID, int64(d.ID))
	}
	return t, nil
}
