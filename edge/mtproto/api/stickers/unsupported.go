package stickers

import (
	"github.com/gotd/td/tg"

	"lamplight/edge/mtproto/rpc"
)

// Why a method is not here.
const (
	noStickers = "Stickers come with media; no set can be made yet."
)

// unsupported lists every method of the namespace that we do not do, with the answer instead of it and the reason.
func unsupported() []rpc.Route {
	return []rpc.Route{
		// Making sets.
		rpc.Refuse[tg.StickersCreateStickerSetRequest]("stickers.createStickerSet", rpc.ErrStickersEmpty, noStickers),
		rpc.Refuse[tg.StickersDeleteStickerSetRequest]("stickers.deleteStickerSet", rpc.ErrStickersetInvalid, noStickers),
		rpc.Refuse[tg.StickersRenameStickerSetRequest]("stickers.renameStickerSet", rpc.ErrStickersetInvalid, noStickers),
		rpc.Refuse[tg.StickersSetStickerSetThumbRequest]("stickers.setStickerSetThumb", rpc.ErrStickersetInvalid, noStickers),
		rpc.Refuse[tg.StickersAddStickerToSetRequest]("stickers.addStickerToSet", rpc.ErrStickersetInvalid, noStickers),
		rpc.Refuse[tg.StickersReplaceStickerRequest]("stickers.replaceSticker", rpc.ErrStickerInvalid, noStickers),
		rpc.Refuse[tg.StickersRemoveStickerFromSetRequest]("stickers.removeStickerFromSet", rpc.ErrStickerInvalid, noStickers),
		rpc.Refuse[tg.StickersChangeStickerRequest]("stickers.changeSticker", rpc.ErrStickerInvalid, noStickers),
		rpc.Refuse[tg.StickersChangeStickerPositionRequest]("stickers.changeStickerPosition", rpc.ErrStickerInvalid, noStickers),
		rpc.Refuse[tg.StickersCheckShortNameRequest]("stickers.checkShortName", rpc.ErrShortNameInvalid, noStickers),
		rpc.Refuse[tg.StickersSuggestShortNameRequest]("stickers.suggestShortName", rpc.ErrTitleInvalid, noStickers),
	}
}
