package messages

import (
	"context"

	"github.com/gotd/td/tg"

	"lamplight"
	"lamplight/edge/mtproto/rpc"
	"lamplight/service/chats"
)

// createForumTopic answers messages.createForumTopic: it makes a topic of a forum.
//
// https://core.telegram.org/method/messages.createForumTopic
func (h *Handlers) createForumTopic(
	ctx context.Context, c rpc.Call, req *tg.MessagesCreateForumTopicRequest,
) (tg.UpdatesClass, error) {
	channel, err := h.forum(ctx, c, req.Peer)
	if err != nil {
		return nil, err
	}
	as, err := h.sendAs(ctx, c, req.SendAs)
	if err != nil {
		return nil, err
	}
	r, err := h.Topics.CreateTopic(ctx, chatCaller(c), channel, chats.NewTopic{
		Title: req.Title, Color: req.IconColor, Icon: lamplight.DocumentID(req.IconEmojiID), Random: req.RandomID, As: as,
	})
	return h.chatChanged(ctx, c)(r, err)
}
