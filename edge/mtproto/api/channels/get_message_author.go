package channels

import (
	"context"

	"github.com/gotd/td/tg"

	"lamplight/edge/mtproto/resolve"
	"lamplight/edge/mtproto/rpc"
)

// getMessageAuthor answers channels.getMessageAuthor: it tells administrators who wrote a message that does not say so.
//
// https://core.telegram.org/method/channels.getMessageAuthor
func (h *Handlers) getMessageAuthor(
	ctx context.Context, c rpc.Call, req *tg.ChannelsGetMessageAuthorRequest,
) (tg.UserClass, error) {
	channel, err := h.Resolve.Channel(ctx, c, req.Channel)
	if err != nil {
		return nil, err
	}
	author, err := h.Chats.MessageAuthor(ctx, caller(c), channel, resolve.MessageID(req.ID))
	if err != nil {
		return nil, err
	}
	users, err := h.Render.Users(ctx, c, author)
	if err != nil {
		return nil, err
	}
	if len(users) == 0 {
		return &tg.UserEmpty{ID: int64(author)}, nil
	}
	return users[0], nil
}
