package messages

import (
	"context"

	"github.com/gotd/td/tg"

	"lamplight/edge/mtproto/rpc"
)

// installStickerSet answers messages.installStickerSet: it puts a set among those that the caller uses, or archives
// it.
//
// https://core.telegram.org/method/messages.installStickerSet
func (h *Handlers) installStickerSet(
	ctx context.Context, c rpc.Call, req *tg.MessagesInstallStickerSetRequest,
) (tg.MessagesStickerSetInstallResultClass, error) {
	ref, err := stickerSet(req.Stickerset)
	if err != nil {
		return nil, err
	}
	if err := h.Stickers.Install(ctx, stickerCaller(c), ref, req.Archived); err != nil {
		return nil, err
	}
	return &tg.MessagesStickerSetInstallResultSuccess{}, nil
}
