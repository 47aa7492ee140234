package messages

import (
	"context"

	"github.com/gotd/td/tg"

	"lamplight/edge/mtproto/rpc"
)

// setDefaultHistoryTTL answers messages.setDefaultHistoryTTL: conversations in which the caller writes for the first time
// begin with a timer.
//
// https://core.telegram.org/method/messages.setDefaultHistoryTTL
func (h *Handlers) setDefaultHistoryTTL(
	ctx context.Context, c rpc.Call, req *tg.MessagesSetDefaultHistoryTTLRequest,
) (tg.BoolClass, error) {
	if err := h.Messages.SetDefaultTimer(ctx, c.User, req.Period); err != nil {
		return nil, err
	}
	return &tg.BoolTrue{}, nil
}
