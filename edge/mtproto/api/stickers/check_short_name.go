package stickers

import (
	"context"

	"github.com/gotd/td/tg"

	"lamplight/edge/mtproto/rpc"
)

// checkShortName answers stickers.checkShortName: it says whether a set may have a short name.
//
// https://core.telegram.org/method/stickers.checkShortName
func (h *Handlers) checkShortName(
	ctx context.Context, c rpc.Call, req *tg.StickersCheckShortNameRequest,
) (tg.BoolClass, error) {
	err := h.Stickers.CheckName(ctx, req.ShortName)
	if err != nil {
		return nil, err
	}
	return &tg.BoolTrue{}, nil
}
