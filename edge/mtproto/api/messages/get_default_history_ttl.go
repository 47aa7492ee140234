package messages

import (
	"context"

	"github.com/gotd/td/tg"

	"lamplight/edge/mtproto/rpc"
)

// getDefaultHistoryTTL answers messages.getDefaultHistoryTTL: the timer that the caller's new conversations begin with.
//
// https://core.telegram.org/method/messages.getDefaultHistoryTTL
func (h *Handlers) getDefaultHistoryTTL(
	ctx context.Context, c rpc.Call, _ *tg.MessagesGetDefaultHistoryTTLRequest,
) (*tg.DefaultHistoryTTL, error) {
	seconds, err := h.Messages.DefaultTimer(ctx, c.User)
	if err != nil {
		return nil, err
	}
	return &tg.DefaultHistoryTTL{Period: seconds}, nil
}
