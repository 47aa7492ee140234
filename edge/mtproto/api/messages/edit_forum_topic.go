package messages

import (
	"context"

	"github.com/gotd/td/tg"

	"lamplight"
	"lamplight/edge/mtproto/resolve"
	"lamplight/edge/mtproto/rpc"
	"lamplight/service/chats"
)

// editForumTopic answers messages.editForumTopic: it changes a topic of a forum.
//
// https://core.telegram.org/method/messages.editForumTopic
func (h *Handlers) editForumTopic(
	ctx context.Context, c rpc.Call, req *tg.MessagesEditForumTopicRequest,
) (tg.UpdatesClass, error) {
	channel, err := h.forum(ctx, c, req.Peer)
	if err != nil {
		return nil, err
	}
	var ch chats.TopicChange
	if v, ok := req.GetTitle(); ok {
		ch.Title = &v
	}
	if v, ok := req.GetIconEmojiID(); ok {
		icon := lamplight.DocumentID(v)
		ch.Icon = &icon
	}
	if v, ok := req.GetClosed(); ok {
		ch.Closed = &v
	}
	if v, ok := req.GetHidden(); ok {
		ch.Hidden = &v
	}
	r, err := h.Topics.EditTopic(ctx, chatCaller(c), channel, resolve.MessageID(req.TopicID), ch)
	return h.chatChanged(ctx, c)(r, err)
}
