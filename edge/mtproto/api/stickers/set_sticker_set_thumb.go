package stickers

import (
	"context"

	"github.com/gotd/td/tg"

	"lamplight"
	"lamplight/edge/mtproto/rpc"
)

// setStickerSetThumb answers stickers.setStickerSetThumb: it sets the picture of a set that the caller made.
//
// https://core.telegram.org/method/stickers.setStickerSetThumb
func (h *Handlers) setStickerSetThumb(
	ctx context.Context, c rpc.Call, req *tg.StickersSetStickerSetThumbRequest,
) (tg.MessagesStickerSetClass, error) {
	ref, err := setOf(req.Stickerset)
	if err != nil {
		return nil, err
	}
	var thumb *lamplight.Document
	if in, ok := req.GetThumb(); ok {
		if _, none := in.(*tg.InputDocumentEmpty); !none {
			d, err := h.document(ctx, c, in)
			if err != nil {
				return nil, err
			}
			thumb = &d
		}
	}
	set, err := h.Stickers.SetPicture(ctx, caller(c), ref, thumb, lamplight.DocumentID(req.ThumbDocumentID))
	return h.answer(ctx, c, set, err)
}
