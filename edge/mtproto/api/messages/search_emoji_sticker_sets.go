package messages

import (
	"context"

	"github.com/gotd/td/tg"

	"lamplight/edge/mtproto/rpc"
)

// searchEmojiStickerSets answers messages.searchEmojiStickerSets: sets of custom emoji by their titles.
//
// https://core.telegram.org/method/messages.searchEmojiStickerSets
func (h *Handlers) searchEmojiStickerSets(
	ctx context.Context, c rpc.Call, req *tg.MessagesSearchEmojiStickerSetsRequest,
) (tg.MessagesFoundStickerSetsClass, error) {
	return h.foundSets(ctx, c, true, req.Q, req.Hash)
}
