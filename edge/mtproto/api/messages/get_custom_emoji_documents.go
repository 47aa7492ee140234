package messages

import (
	"context"

	"github.com/gotd/td/tg"

	"lamplight"
	"lamplight/edge/mtproto/rpc"
)

// getCustomEmojiDocuments answers messages.getCustomEmojiDocuments: the files of custom emoji by their ids. What is
// none is left out.
//
// https://core.telegram.org/method/messages.getCustomEmojiDocuments
func (h *Handlers) getCustomEmojiDocuments(
	ctx context.Context, c rpc.Call, req *tg.MessagesGetCustomEmojiDocumentsRequest,
) (*tg.DocumentClassVector, error) {
	if len(req.DocumentID) > maxCustomEmoji {
		return nil, lamplight.ErrLimitInvalid
	}
	ids := make([]lamplight.DocumentID, len(req.DocumentID))
	for i, id := range req.DocumentID {
		ids[i] = lamplight.DocumentID(id)
	}
	list, err := h.Stickers.CustomEmoji(ctx, ids)
	if err != nil {
		return nil, err
	}
	return &tg.DocumentClassVector{Elems: h.Render.Documents(c, list)}, nil
}
