package messages

import (
	"context"

	"github.com/gotd/td/tg"

	"lamplight/edge/mtproto/resolve"
	"lamplight/edge/mtproto/rpc"
	"lamplight/service/messages"
)

// getForumTopics answers messages.getForumTopics: a page of the topics of a forum, the pinned ones first, then by what was said last.
//
// https://core.telegram.org/method/messages.getForumTopics
func (h *Handlers) getForumTopics(
	ctx context.Context, c rpc.Call, req *tg.MessagesGetForumTopicsRequest,
) (*tg.MessagesForumTopics, error) {
	channel, err := h.forum(ctx, c, req.Peer)
	if err != nil {
		return nil, err
	}
	return h.forumTopics(ctx, c, messages.TopicQuery{
		Channel: channel, Text: req.Q, OffsetTopic: resolve.MessageID(req.OffsetTopic), OffsetDate: resolve.Time(req.OffsetDate),
		Limit: req.Limit,
	})
}
