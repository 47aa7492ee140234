package render

import "github.com/gotd/td/tg"

// The lists that lamplight.EventStickers names by its number.
const (
	StickerSets = iota
	StickerOrder
	StickersRecent
	StickersFaved
	StickerGIFs
)

// stickersUpdate tells that a list of stickers changed; clients read it anew.
func stickersUpdate(list int64) tg.UpdateClass {
	switch list {
	case StickersRecent:
		return &tg.UpdateRecentStickers{}
	case StickersFaved:
		return &tg.UpdateFavedStickers{}
	case StickerGIFs:
		return &tg.UpdateSavedGifs{}
	default:
		return &tg.UpdateStickerSets{}
	}
}
