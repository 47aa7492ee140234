package render

import (
	"slices"

	"github.com/gotd/td/tg"

	"lamplight"
	"lamplight/edge/mtproto/rpc"
)

// stickersUpdate tells that a list of stickers changed; clients read it anew. The number is a lamplight.StickerList, and above
// its eight bits a lamplight.StickerKind.
func stickersUpdate(number int64) tg.UpdateClass {
	kind := lamplight.StickerKind(number >> 8)
	switch lamplight.StickerList(number & 0xff) {
	case lamplight.StickersRecent, lamplight.StickersAttached:
		return &tg.UpdateRecentStickers{}
	case lamplight.StickersFaved:
		return &tg.UpdateFavedStickers{}
	case lamplight.StickersGIFs:
		return &tg.UpdateSavedGifs{}
	default:
		return &tg.UpdateStickerSets{Masks: kind == lamplight.StickerMasks, Emojis: kind == lamplight.StickerEmoji}
	}
}

// A SetUse says that the viewer uses a set.
type SetUse struct {
	At       int64 // unix seconds
	Archived bool
}

// StickerSet writes what a set is; use is nil if the viewer does not use it.
func (r *Renderer) StickerSet(c rpc.Call, s lamplight.StickerSet, use *SetUse) tg.StickerSet {
	t := tg.StickerSet{
		ID: s.ID, Title: string(s.Title), ShortName: s.Name, Count: len(s.Stickers), Hash: SetHash(s), Official: s.Owner == 0,
		Masks: s.Kind == lamplight.StickerMasks, Emojis: s.Kind == lamplight.StickerEmoji, TextColor: s.Recolor,
		Creator: s.Owner != 0 && s.Owner == c.User,
	}
	if r.sources.Files != nil {
		t.AccessHash = r.sources.Files.Access(c.User, s.ID)
	}
	if use != nil {
		t.Archived = use.Archived
		t.SetInstalledDate(int(use.At))
	}
	if p := s.Thumb; p != nil {
		kind := map[string]string{"application/x-tgsticker": "a", "video/webm": "v"}[p.MIME]
		if kind == "" {
			kind = "s"
		}
		t.SetThumbs([]tg.PhotoSizeClass{&tg.PhotoSize{Type: kind, W: p.Width, H: p.Height, Size: int(p.Size)}})
		t.SetThumbDCID(r.dc)
		t.SetThumbVersion(s.Version)
	}
	if s.ThumbEmoji != 0 {
		t.SetThumbDocumentID(int64(s.ThumbEmoji))
	}
	return t
}

// SetHash returns what a client shows to learn whether a set changed since. It is positive.
func SetHash(s lamplight.StickerSet) int {
	n := len(s.Stickers)
	var first int64
	if n > 0 {
		first = int64(s.Stickers[0].Document.ID)
	}
	return int(uint32(ListHash(s.ID, int64(s.Version), int64(n), first))>>1) | 1
}

// ListHash returns the hash of a list of numbers by which a client learns whether it changed.
//
// https://core.telegram.org/api/offsets#hash-generation
func ListHash(ids ...int64) int64 {
	var h uint64
	for _, id := range ids {
		h ^= h >> 21
		h ^= h << 35
		h ^= h >> 4
		h += uint64(id)
	}
	return int64(h)
}

// FullStickerSet writes a set with its stickers.
func (r *Renderer) FullStickerSet(c rpc.Call, s lamplight.StickerSet, use *SetUse) *tg.MessagesStickerSet {
	t := &tg.MessagesStickerSet{Set: r.StickerSet(c, s, use)}
	documents := make([]lamplight.Document, len(s.Stickers))
	for i, st := range s.Stickers {
		documents[i] = st.Document
		for _, e := range st.Emoji {
			t.Packs = intoPack(t.Packs, e, int64(st.Document.ID))
		}
		if len(st.Keywords) > 0 {
			t.Keywords = append(t.Keywords, tg.StickerKeyword{DocumentID: int64(st.Document.ID), Keyword: st.Keywords})
		}
	}
	t.Documents = r.Documents(c, documents)
	for i, st := range s.Stickers {
		d, ok := t.Documents[i].(*tg.Document)
		if !ok || s.Kind != lamplight.StickerMasks {
			continue
		}
		for _, a := range d.Attributes {
			if a, ok := a.(*tg.DocumentAttributeSticker); ok {
				a.Mask = true
				if st.Mask != nil {
					a.SetMaskCoords(tg.MaskCoords{N: st.Mask.Part, X: st.Mask.X, Y: st.Mask.Y, Zoom: st.Mask.Zoom})
				}
			}
		}
	}
	return t
}

func intoPack(packs []tg.StickerPack, emoji string, id int64) []tg.StickerPack {
	i := slices.IndexFunc(packs, func(p tg.StickerPack) bool { return p.Emoticon == emoji })
	if i < 0 {
		return append(packs, tg.StickerPack{Emoticon: emoji, Documents: []int64{id}})
	}
	if !slices.Contains(packs[i].Documents, id) {
		packs[i].Documents = append(packs[i].Documents, id)
	}
	return packs
}

// CoveredSet writes a set with the sticker that is shown of it.
func (r *Renderer) CoveredSet(c rpc.Call, s lamplight.StickerSet, use *SetUse) tg.StickerSetCoveredClass {
	set := r.StickerSet(c, s, use)
	if len(s.Stickers) == 0 {
		return &tg.StickerSetNoCovered{Set: set}
	}
	return &tg.StickerSetCovered{Set: set, Cover: r.Documents(c, []lamplight.Document{s.Stickers[0].Document})[0]}
}

// Documents writes files that the caller met elsewhere than in a message.
func (r *Renderer) Documents(c rpc.Call, list []lamplight.Document) []tg.DocumentClass {
	out := make([]tg.DocumentClass, len(list))
	for i := range list {
		out[i] = r.document(c, &list[i], lamplight.Origin{Viewer: c.User})
	}
	return out
}

// StickerPacks writes which of the stickers stand for which emoji.
func StickerPacks(list []lamplight.Document) (packs []tg.StickerPack) {
	for _, d := range list {
		if d.Sticker != "" {
			packs = intoPack(packs, d.Sticker, int64(d.ID))
		}
	}
	return packs
}
