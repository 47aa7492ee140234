package resolve

import (
	"math"

	"github.com/gotd/td/tg"

	"lamplight"
)

// ErrStickerSet answers a name that is no set of stickers.
var ErrStickerSet = &lamplight.Error{Kind: lamplight.Invalid, Code: "STICKERSET_INVALID"}

// A StickerSet is a set as a client names it: by its short name, or by its id and access hash.
type StickerSet struct {
	ID, Access int64
	Name       string
}

// InputStickerSet returns the set that a client names. Those that only Telegram's own service has are STICKERSET_INVALID.
func InputStickerSet(in tg.InputStickerSetClass) (StickerSet, error) {
	switch in := in.(type) {
	case *tg.InputStickerSetID:
		return StickerSet{ID: in.ID, Access: in.AccessHash}, nil
	case *tg.InputStickerSetShortName:
		if in.ShortName == "" {
			return StickerSet{}, ErrStickerSet
		}
		return StickerSet{Name: in.ShortName}, nil
	default:
		return StickerSet{}, ErrStickerSet
	}
}

// Mask returns where a mask is put; nil if a client does not say so, or says what cannot be.
func Mask(m tg.MaskCoords, ok bool) *lamplight.Mask {
	for _, v := range []float64{m.X, m.Y, m.Zoom} {
		ok = ok && !math.IsNaN(v) && math.Abs(v) <= 1000
	}
	if !ok || m.N < 0 || m.N > 3 {
		return nil
	}
	return &lamplight.Mask{Part: m.N, X: m.X, Y: m.Y, Zoom: m.Zoom}
}
