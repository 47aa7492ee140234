package stickers

import (
	"context"

	"github.com/gotd/td/tg"

	"lamplight"
	"lamplight/edge/mtproto/rpc"
	"lamplight/service/stickers"
)

// createStickerSet answers stickers.createStickerSet: it makes a set of stickers or custom emoji out of files that
// were uploaded. Bots make sets in the name of others elsewhere; here everybody makes their own.
//
// https://core.telegram.org/method/stickers.createStickerSet
func (h *Handlers) createStickerSet(
	ctx context.Context, c rpc.Call, req *tg.StickersCreateStickerSetRequest,
) (tg.MessagesStickerSetClass, error) {
	if _, self := req.UserID.(*tg.InputUserSelf); !self && c.User != 0 {
		user, err := h.Resolve.User(ctx, c, req.UserID)
		if err != nil {
			return nil, err
		}
		if user != c.User {
			return nil, lamplight.ErrUserInvalid
		}
	}
	d := stickers.Draft{Caller: caller(c), Name: req.ShortName, Title: req.Title, Recolor: req.TextColor}
	switch {
	case req.Masks && req.Emojis:
		return nil, lamplight.ErrInputInvalid
	case req.Masks:
		d.Kind = lamplight.StickerMasks
	case req.Emojis:
		d.Kind = lamplight.StickerEmoji
	}
	if len(req.Stickers) > maxStickers {
		return nil, stickers.ErrTooMany
	}
	for _, in := range req.Stickers {
		item, err := h.item(ctx, c, in)
		if err != nil {
			return nil, err
		}
		d.Stickers = append(d.Stickers, item)
	}
	if req.Thumb != nil {
		thumb, err := h.document(ctx, c, req.Thumb)
		if err != nil {
			return nil, err
		}
		d.Thumb = &thumb
	}
	set, err := h.Stickers.Create(ctx, d)
	return h.answer(ctx, c, set, err)
}
