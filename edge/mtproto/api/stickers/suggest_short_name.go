package stickers

import (
	"context"

	"github.com/gotd/td/tg"

	"lamplight/edge/mtproto/rpc"
)

// suggestShortName answers stickers.suggestShortName: it makes a short name that is free out of a title.
//
// https://core.telegram.org/method/stickers.suggestShortName
func (h *Handlers) suggestShortName(
	ctx context.Context, c rpc.Call, req *tg.StickersSuggestShortNameRequest,
) (*tg.StickersSuggestedShortName, error) {
	name, err := h.Stickers.SuggestName(ctx, req.Title)
	if err != nil {
		return nil, err
	}
	return &tg.StickersSuggestedShortName{ShortName: name}, nil
}
