package messages

import (
	"context"

	"github.com/gotd/td/tg"

	"lamplight/edge/mtproto/resolve"
	"lamplight/edge/mtproto/rpc"
)

// updatePinnedForumTopic answers messages.updatePinnedForumTopic: it pins a topic above the others, or unpins it.
//
// https://core.telegram.org/method/messages.updatePinnedForumTopic
func (h *Handlers) updatePinnedForumTopic(
	ctx context.Context, c rpc.Call, req *tg.MessagesUpdatePinnedForumTopicRequest,
) (tg.UpdatesClass, error) {
	channel, err := h.forum(ctx, c, req.Peer)
	if err != nil {
		return nil, err
	}
	r, err := h.Topics.PinTopic(ctx, chatCaller(c), channel, resolve.MessageID(req.TopicID), req.Pinned)
	return h.chatChanged(ctx, c)(r, err)
}
