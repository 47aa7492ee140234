package messages

import (
	"context"

	"github.com/gotd/td/tg"

	"lamplight/edge/mtproto/rpc"
)

// uninstallStickerSet answers messages.uninstallStickerSet: it takes a set from those that the caller uses.
//
// https://core.telegram.org/method/messages.uninstallStickerSet
func (h *Handlers) uninstallStickerSet(
	ctx context.Context, c rpc.Call, req *tg.MessagesUninstallStickerSetRequest,
) (tg.BoolClass, error) {
	ref, err := stickerSet(req.Stickerset)
	if err != nil {
		return nil, err
	}
	return done(h.Stickers.Uninstall(ctx, stickerCaller(c), ref))
}
