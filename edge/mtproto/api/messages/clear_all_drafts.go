package messages

import (
	"context"

	"github.com/gotd/td/tg"

	"lamplight/edge/mtproto/rpc"
)

// clearAllDrafts answers messages.clearAllDrafts: it forgets all drafts.
//
// https://core.telegram.org/method/messages.clearAllDrafts
func (h *Handlers) clearAllDrafts(ctx context.Context, c rpc.Call, _ *tg.MessagesClearAllDraftsRequest) (tg.BoolClass, error) {
	if _, err := h.Messages.ClearDrafts(ctx, caller(c)); err != nil {
		return nil, err
	}
	return &tg.BoolTrue{}, nil
}
