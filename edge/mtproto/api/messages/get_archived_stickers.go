package messages

import (
	"context"

	"github.com/gotd/td/tg"

	"lamplight/edge/mtproto/render"
	"lamplight/edge/mtproto/rpc"
)

// getArchivedStickers answers messages.getArchivedStickers: the sets that the caller has archived.
//
// https://core.telegram.org/method/messages.getArchivedStickers
func (h *Handlers) getArchivedStickers(
	ctx context.Context, c rpc.Call, req *tg.MessagesGetArchivedStickersRequest,
) (*tg.MessagesArchivedStickers, error) {
	list, count, err := h.Stickers.Archived(ctx, c.User, stickerKind(req.Masks, req.Emojis), req.OffsetID, req.Limit)
	if err != nil {
		return nil, err
	}
	t := &tg.MessagesArchivedStickers{Count: count}
	for _, u := range list {
		t.Sets = append(t.Sets, h.Render.CoveredSet(c, u.Set, &render.SetUse{At: u.Use.At, Archived: true}))
	}
	return t, nil
}
