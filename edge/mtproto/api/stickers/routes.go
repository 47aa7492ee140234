// Package stickers answers the stickers.* methods.
//
// Each method has its own file, named as the method is. A handler resolves the wire's names, calls one service and
// renders what it returns; it decides nothing itself.
//
// Reference: https://core.telegram.org/methods
package stickers

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

// maxStickers is how many stickers one call may name. The service allows fewer.
const maxStickers = 200

// Handlers answers the methods with the given services. All fields are required to serve.
type Handlers struct {
	Stickers Stickers
	Stored   Stored
	Resolve  *resolve.Resolver
	Render   *render.Renderer
}

// Stored is the part of service/media that finds what a client names.
type Stored interface {
	Document(context.Context, media.Named) (lamplight.Document, error)
}

// Stickers is the part of service/stickers that makes sets.
type Stickers interface {
	Create(context.Context, stickers.Draft) (lamplight.StickerSet, error)
	Add(context.Context, stickers.Caller, stickers.Ref, stickers.Item) (lamplight.StickerSet, error)
	Remove(context.Context, stickers.Caller, lamplight.Document) (lamplight.StickerSet, error)
	Move(ctx context.Context, c stickers.Caller, d lamplight.Document, to int) (lamplight.StickerSet, error)
	Replace(context.Context, stickers.Caller, lamplight.Document, stickers.Item) (lamplight.StickerSet, error)
	Change(
		ctx context.Context, c stickers.Caller, d lamplight.Document, standsFor, words *string, mask *lamplight.Mask,
	) (lamplight.StickerSet, error)
	SetPicture(
		context.Context, stickers.Caller, stickers.Ref, *lamplight.Document, lamplight.DocumentID,
	) (lamplight.StickerSet, error)
	Rename(ctx context.Context, c stickers.Caller, r stickers.Ref, title string) (lamplight.StickerSet, error)
	Delete(context.Context, stickers.Caller, stickers.Ref) error
	CheckName(ctx context.Context, name string) error
	SuggestName(ctx context.Context, title string) (string, error)
	UseOf(context.Context, lamplight.UserID, lamplight.StickerSet) (stickers.Use, bool, error)
}

// Routes is the plan of this package: every method of the namespace, who may call it, and what it costs.
func (h *Handlers) Routes() []rpc.Route {
	return []rpc.Route{
		rpc.Handle("stickers.createStickerSet", rpc.UsersAndBots, rpc.Expensive, h.createStickerSet),
		rpc.Handle("stickers.deleteStickerSet", rpc.UsersAndBots, rpc.Write, h.deleteStickerSet),
		rpc.Handle("stickers.renameStickerSet", rpc.UsersAndBots, rpc.Write, h.renameStickerSet),
		rpc.Handle("stickers.setStickerSetThumb", rpc.UsersAndBots, rpc.Write, h.setStickerSetThumb),
		rpc.Handle("stickers.addStickerToSet", rpc.UsersAndBots, rpc.Write, h.addStickerToSet),
		rpc.Handle("stickers.replaceSticker", rpc.UsersAndBots, rpc.Write, h.replaceSticker),
		rpc.Handle("stickers.removeStickerFromSet", rpc.UsersAndBots, rpc.Write, h.removeStickerFromSet),
		rpc.Handle("stickers.changeSticker", rpc.UsersAndBots, rpc.Write, h.changeSticker),
		rpc.Handle("stickers.changeStickerPosition", rpc.UsersAndBots, rpc.Write, h.changeStickerPosition),
		rpc.Handle("stickers.checkShortName", rpc.Users, rpc.Read, h.checkShortName),
		rpc.Handle("stickers.suggestShortName", rpc.Users, rpc.Read, h.suggestShortName),
	}
}

// caller says who acts, and with which device.
func caller(c rpc.Call) stickers.Caller { return stickers.Caller{User: c.User, Origin: c.Session} }

func setOf(in tg.InputStickerSetClass) (stickers.Ref, error) {
	s, err := resolve.InputStickerSet(in)
	return stickers.Ref(s), err
}

// document returns the document that a client names.
func (h *Handlers) document(ctx context.Context, c rpc.Call, in tg.InputDocumentClass) (lamplight.Document, error) {
	s, err := resolve.InputDocument(in)
	if err != nil {
		return lamplight.Document{}, stickers.ErrSticker.Because(err)
	}
	return h.Stored.Document(ctx, media.Named{Viewer: c.User, ID: s.ID, Access: s.Access, Reference: s.Reference})
}

// item returns what is to be put in a set.
func (h *Handlers) item(ctx context.Context, c rpc.Call, in tg.InputStickerSetItem) (stickers.Item, error) {
	d, err := h.document(ctx, c, in.Document)
	return stickers.Item{Document: d, Emoji: in.Emoji, Keywords: in.Keywords, Mask: resolve.Mask(in.GetMaskCoords())}, err
}

// answer writes a set that was changed.
func (h *Handlers) answer(ctx context.Context, c rpc.Call, set lamplight.StickerSet, err error) (tg.MessagesStickerSetClass, error) {
	if err != nil {
		return nil, err
	}
	use, ok, err := h.Stickers.UseOf(ctx, c.User, set)
	if err != nil {
		return nil, err
	}
	if !ok {
		return h.Render.FullStickerSet(c, set, nil), nil
	}
	return h.Render.FullStickerSet(c, set, &render.SetUse{At: use.At, Archived: use.Archived}), nil
}
