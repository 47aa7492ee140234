package messages

import (
	"context"

	"github.com/gotd/td/tg"

	"lamplight/edge/mtproto/rpc"
)

// clearRecentStickers answers messages.clearRecentStickers: it forgets which stickers the caller sent last.
//
// https://core.telegram.org/method/messages.clearRecentStickers
func (h *Handlers) clearRecentStickers(
	ctx context.Context, c rpc.Call, req *tg.MessagesClearRecentStickersRequest,
) (tg.BoolClass, error) {
	return done(h.Stickers.Clear(ctx, stickerCaller(c), recentList(req.Attached)))
}
