package messages

import (
	"context"

	"github.com/gotd/td/tg"

	"lamplight/edge/mtproto/rpc"
)

// searchStickerSets answers messages.searchStickerSets: sets of stickers by their titles.
//
// https://core.telegram.org/method/messages.searchStickerSets
func (h *Handlers) searchStickerSets(
	ctx context.Context, c rpc.Call, req *tg.MessagesSearchStickerSetsRequest,
) (tg.MessagesFoundStickerSetsClass, error) {
	return h.foundSets(ctx, c, false, req.Q, req.Hash)
}
