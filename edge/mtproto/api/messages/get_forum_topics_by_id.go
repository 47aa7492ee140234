package messages

import (
	"context"

	"github.com/gotd/td/tg"

	"lamplight/edge/mtproto/rpc"
	"lamplight/service/messages"
)

// getForumTopicsByID answers messages.getForumTopicsByID: topics of a forum by their ids. Those that are gone are said to be deleted.
//
// https://core.telegram.org/method/messages.getForumTopicsByID
func (h *Handlers) getForumTopicsByID(
	ctx context.Context, c rpc.Call, req *tg.MessagesGetForumTopicsByIDRequest,
) (*tg.MessagesForumTopics, error) {
	channel, err := h.forum(ctx, c, req.Peer)
	if err != nil {
		return nil, err
	}
	ids, err := topicIDs(req.Topics)
	if err != nil {
		return nil, err
	}
	return h.forumTopics(ctx, c, messages.TopicQuery{Channel: channel, IDs: ids})
}
