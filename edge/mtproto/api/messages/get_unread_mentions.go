package messages

import (
	"context"

	"github.com/gotd/td/tg"

	"lamplight/edge/mtproto/rpc"
)

// getUnreadMentions answers messages.getUnreadMentions. Mentions are counted in groups alone, which are not built yet.
//
// https://core.telegram.org/method/messages.getUnreadMentions
func (h *Handlers) getUnreadMentions(
	ctx context.Context, c rpc.Call, req *tg.MessagesGetUnreadMentionsRequest,
) (tg.MessagesMessagesClass, error) {
	if _, err := h.Resolve.Peer(ctx, c, req.Peer); err != nil {
		return nil, err
	}
	return h.Render.Messages(ctx, c, nil)
}
