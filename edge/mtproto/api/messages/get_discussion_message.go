package messages

import (
	"context"

	"github.com/gotd/td/tg"

	"lamplight/edge/mtproto/render"
	"lamplight/edge/mtproto/resolve"
	"lamplight/edge/mtproto/rpc"
)

// getDiscussionMessage answers messages.getDiscussionMessage: where a channel's post is discussed, and how the thread of it,
// or of a message of a supergroup, stands for the caller.
//
// https://core.telegram.org/method/messages.getDiscussionMessage
func (h *Handlers) getDiscussionMessage(
	ctx context.Context, c rpc.Call, req *tg.MessagesGetDiscussionMessageRequest,
) (*tg.MessagesDiscussionMessage, error) {
	peer, err := h.Resolve.Peer(ctx, c, req.Peer)
	if err != nil {
		return nil, err
	}
	d, err := h.Threads.Discussion(ctx, c.User, peer, resolve.MessageID(req.MsgID))
	if err != nil {
		return nil, err
	}
	return h.Render.Discussion(ctx, c, render.Discussion{
		Messages: d.Messages, Also: peer, Top: d.Top, ReadInbox: d.ReadInbox, ReadOutbox: d.ReadOutbox, Unread: d.Unread,
	})
}
