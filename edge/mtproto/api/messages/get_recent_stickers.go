package messages

import (
	"context"

	"github.com/gotd/td/tg"

	"lamplight/edge/mtproto/render"
	"lamplight/edge/mtproto/rpc"
)

// getRecentStickers answers messages.getRecentStickers: the stickers that the caller sent last, or put on photos.
//
// https://core.telegram.org/method/messages.getRecentStickers
func (h *Handlers) getRecentStickers(
	ctx context.Context, c rpc.Call, req *tg.MessagesGetRecentStickersRequest,
) (tg.MessagesRecentStickersClass, error) {
	list, hash, err := h.kept(ctx, c, recentList(req.Attached))
	if err != nil {
		return nil, err
	}
	if req.Hash != 0 && req.Hash == hash {
		return &tg.MessagesRecentStickersNotModified{}, nil
	}
	t := &tg.MessagesRecentStickers{Hash: hash, Packs: render.StickerPacks(documentsOf(list)), Stickers: h.Render.Documents(c, documentsOf(list))}
	for _, k := range list {
		t.Dates = append(t.Dates, render.Date(k.At))
	}
	return t, nil
}
