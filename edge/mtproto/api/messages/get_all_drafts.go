package messages

import (
	"context"

	"github.com/gotd/td/tg"

	"lamplight/edge/mtproto/rpc"
)

// getAllDrafts answers messages.getAllDrafts: all drafts, as the updates that would tell of them.
//
// https://core.telegram.org/method/messages.getAllDrafts
func (h *Handlers) getAllDrafts(ctx context.Context, c rpc.Call, _ *tg.MessagesGetAllDraftsRequest) (tg.UpdatesClass, error) {
	events, err := h.Messages.Drafts(ctx, c.User)
	if err != nil {
		return nil, err
	}
	return h.Render.Result(ctx, c, h.Now(), events)
}
