package messages

import (
	"context"

	"github.com/gotd/td/tg"

	"lamplight"
	"lamplight/edge/mtproto/render"
	"lamplight/edge/mtproto/resolve"
	"lamplight/edge/mtproto/rpc"
	"lamplight/service/media"
	"lamplight/service/stickers"
)

// maxCustomEmoji is how many custom emoji one call may name.
const maxCustomEmoji = 200

// Stickers is the part of service/stickers that keeps what people use.
type Stickers interface {
	Set(context.Context, lamplight.UserID, stickers.Ref) (lamplight.StickerSet, error)
	UseOf(context.Context, lamplight.UserID, lamplight.StickerSet) (stickers.Use, bool, error)
	Install(ctx context.Context, c stickers.Caller, r stickers.Ref, archived bool) error
	Uninstall(context.Context, stickers.Caller, stickers.Ref) error
	Reorder(ctx context.Context, c stickers.Caller, kind lamplight.StickerKind, ids []int64) error
	ToggleSets(context.Context, stickers.Caller, []stickers.Ref, stickers.Toggle) error
	Installed(context.Context, lamplight.UserID, lamplight.StickerKind) ([]stickers.InUse, error)
	Archived(
		ctx context.Context, user lamplight.UserID, kind lamplight.StickerKind, offset int64, limit int,
	) ([]stickers.InUse, int, error)
	Mine(ctx context.Context, user lamplight.UserID, before int64, limit int) ([]lamplight.StickerSet, int, error)
	Find(ctx context.Context, emoji bool, q string) ([]lamplight.StickerSet, error)
	For(context.Context, lamplight.UserID, lamplight.StickerKind, string) ([]lamplight.Document, error)
	CustomEmoji(context.Context, []lamplight.DocumentID) ([]lamplight.Document, error)
	Kept(context.Context, lamplight.UserID, lamplight.StickerList) ([]stickers.Kept, error)
	Keep(ctx context.Context, c stickers.Caller, list lamplight.StickerList, d lamplight.Document, drop bool) error
	Clear(context.Context, stickers.Caller, lamplight.StickerList) error
}

// stickerRoutes are the methods of stickers, custom emoji and saved animations.
func (h *Handlers) stickerRoutes() []rpc.Route {
	return []rpc.Route{
		// Sets.
		rpc.Handle("messages.getStickerSet", rpc.UsersAndBots, rpc.Read, h.getStickerSet),
		rpc.Handle("messages.installStickerSet", rpc.Users, rpc.Write, h.installStickerSet),
		rpc.Handle("messages.uninstallStickerSet", rpc.Users, rpc.Write, h.uninstallStickerSet),
		rpc.Handle("messages.reorderStickerSets", rpc.Users, rpc.Write, h.reorderStickerSets),
		rpc.Handle("messages.toggleStickerSets", rpc.Users, rpc.Write, h.toggleStickerSets),
		rpc.Handle("messages.getAllStickers", rpc.Users, rpc.Read, h.getAllStickers),
		rpc.Handle("messages.getMaskStickers", rpc.Users, rpc.Read, h.getMaskStickers),
		rpc.Handle("messages.getEmojiStickers", rpc.Users, rpc.Read, h.getEmojiStickers),
		rpc.Handle("messages.getArchivedStickers", rpc.Users, rpc.Read, h.getArchivedStickers),
		rpc.Handle("messages.getMyStickers", rpc.Users, rpc.Read, h.getMyStickers),
		rpc.Handle("messages.searchStickerSets", rpc.Users, rpc.Expensive, h.searchStickerSets),
		rpc.Handle("messages.searchEmojiStickerSets", rpc.Users, rpc.Expensive, h.searchEmojiStickerSets),

		// Stickers and animations.
		rpc.Handle("messages.getStickers", rpc.Users, rpc.Read, h.getStickers),
		rpc.Handle("messages.searchStickers", rpc.Users, rpc.Read, h.searchStickers),
		rpc.Handle("messages.getRecentStickers", rpc.Users, rpc.Read, h.getRecentStickers),
		rpc.Handle("messages.saveRecentSticker", rpc.Users, rpc.Write, h.saveRecentSticker),
		rpc.Handle("messages.clearRecentStickers", rpc.Users, rpc.Write, h.clearRecentStickers),
		rpc.Handle("messages.getFavedStickers", rpc.Users, rpc.Read, h.getFavedStickers),
		rpc.Handle("messages.faveSticker", rpc.Users, rpc.Write, h.faveSticker),
		rpc.Handle("messages.getSavedGifs", rpc.Users, rpc.Read, h.getSavedGifs),
		rpc.Handle("messages.saveGif", rpc.Users, rpc.Write, h.saveGif),

		// Custom emoji.
		rpc.Handle("messages.getCustomEmojiDocuments", rpc.UsersAndBots, rpc.Read, h.getCustomEmojiDocuments),
		rpc.Handle("messages.searchCustomEmoji", rpc.Users, rpc.Read, h.searchCustomEmoji),
	}
}

func stickerCaller(c rpc.Call) stickers.Caller {
	return stickers.Caller{User: c.User, Origin: c.Session}
}

func stickerSet(in tg.InputStickerSetClass) (stickers.Ref, error) {
	s, err := resolve.InputStickerSet(in)
	return stickers.Ref(s), err
}

func stickerKind(masks, emoji bool) lamplight.StickerKind {
	switch {
	case emoji:
		return lamplight.StickerEmoji
	case masks:
		return lamplight.StickerMasks
	default:
		return lamplight.StickerPictures
	}
}

func recentList(attached bool) lamplight.StickerList {
	if attached {
		return lamplight.StickersAttached
	}
	return lamplight.StickersRecent
}

// setUse returns how the caller uses a set; nil if not.
func (h *Handlers) setUse(ctx context.Context, c rpc.Call, set lamplight.StickerSet) (*render.SetUse, error) {
	use, ok, err := h.Stickers.UseOf(ctx, c.User, set)
	if err != nil || !ok {
		return nil, err
	}
	return &render.SetUse{At: use.At, Archived: use.Archived}, nil
}

// usedSets answers with the sets of a kind that the caller uses.
func (h *Handlers) usedSets(
	ctx context.Context, c rpc.Call, kind lamplight.StickerKind, hash int64,
) (tg.MessagesAllStickersClass, error) {
	list, err := h.Stickers.Installed(ctx, c.User, kind)
	if err != nil {
		return nil, err
	}
	t := new(tg.MessagesAllStickers)
	var hashes []int64
	for _, u := range list {
		t.Sets = append(t.Sets, h.Render.StickerSet(c, u.Set, &render.SetUse{At: u.Use.At}))
		hashes = append(hashes, int64(render.SetHash(u.Set)))
	}
	if t.Hash = render.ListHash(hashes...); hash != 0 && hash == t.Hash {
		return &tg.MessagesAllStickersNotModified{}, nil
	}
	return t, nil
}

// covered writes sets with the sticker that is shown of each.
func (h *Handlers) covered(ctx context.Context, c rpc.Call, sets []lamplight.StickerSet) ([]tg.StickerSetCoveredClass, error) {
	out := make([]tg.StickerSetCoveredClass, 0, len(sets))
	for _, set := range sets {
		use, err := h.setUse(ctx, c, set)
		if err != nil {
			return nil, err
		}
		out = append(out, h.Render.CoveredSet(c, set, use))
	}
	return out, nil
}

// foundSets answers a search for sets.
func (h *Handlers) foundSets(
	ctx context.Context, c rpc.Call, emoji bool, q string, hash int64,
) (tg.MessagesFoundStickerSetsClass, error) {
	sets, err := h.Stickers.Find(ctx, emoji, q)
	if err != nil {
		return nil, err
	}
	var hashes []int64
	for _, set := range sets {
		hashes = append(hashes, int64(render.SetHash(set)))
	}
	now := render.ListHash(hashes...)
	if hash != 0 && hash == now {
		return &tg.MessagesFoundStickerSetsNotModified{}, nil
	}
	covered, err := h.covered(ctx, c, sets)
	return &tg.MessagesFoundStickerSets{Hash: now, Sets: covered}, err
}

// sticker returns the document that a client names: STICKER_ID_INVALID for none.
func (h *Handlers) sticker(ctx context.Context, c rpc.Call, in tg.InputDocumentClass) (lamplight.Document, error) {
	s, err := resolve.InputDocument(in)
	if err != nil {
		return lamplight.Document{}, stickers.ErrStickerID.Because(err)
	}
	d, err := h.Stored.Document(ctx, media.Named{Viewer: c.User, ID: s.ID, Access: s.Access, Reference: s.Reference})
	if err == media.ErrMediaInvalid {
		err = stickers.ErrStickerID
	}
	return d, err
}

// kept returns one of the caller's lists, and its hash.
func (h *Handlers) kept(ctx context.Context, c rpc.Call, list lamplight.StickerList) ([]stickers.Kept, int64, error) {
	kept, err := h.Stickers.Kept(ctx, c.User, list)
	return kept, documentsHash(documentsOf(kept)), err
}

func documentsOf(kept []stickers.Kept) []lamplight.Document {
	out := make([]lamplight.Document, len(kept))
	for i, k := range kept {
		out[i] = k.Document
	}
	return out
}

func documentsHash(list []lamplight.Document) int64 {
	ids := make([]int64, len(list))
	for i, d := range list {
		ids[i] = int64(d.ID)
	}
	return render.ListHash(ids...)
}
