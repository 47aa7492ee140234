package messages

import (
	"context"

	"github.com/gotd/td/tg"

	"lamplight"
	"lamplight/edge/mtproto/rpc"
	"lamplight/service/stickers"
)

// toggleStickerSets answers messages.toggleStickerSets: it archives, brings back or takes away several sets at once.
//
// https://core.telegram.org/method/messages.toggleStickerSets
func (h *Handlers) toggleStickerSets(
	ctx context.Context, c rpc.Call, req *tg.MessagesToggleStickerSetsRequest,
) (tg.BoolClass, error) {
	to := stickers.ToggleUnarchive
	switch {
	case req.Uninstall:
		to = stickers.ToggleUninstall
	case req.Archive:
		to = stickers.ToggleArchive
	case !req.Unarchive:
		return nil, lamplight.ErrInputInvalid
	}
	refs := make([]stickers.Ref, 0, len(req.Stickersets))
	for _, in := range req.Stickersets {
		ref, err := stickerSet(in)
		if err != nil {
			return nil, err
		}
		refs = append(refs, ref)
	}
	return done(h.Stickers.ToggleSets(ctx, stickerCaller(c), refs, to))
}
