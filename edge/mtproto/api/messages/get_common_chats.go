package messages

import (
	"context"

	"github.com/gotd/td/tg"

	"lamplight/edge/mtproto/rpc"
)

// getCommonChats answers messages.getCommonChats: it lists the groups that both the caller and somebody else are in.
//
// https://core.telegram.org/method/messages.getCommonChats
func (h *Handlers) getCommonChats(ctx context.Context, c rpc.Call, req *tg.MessagesGetCommonChatsRequest) (tg.MessagesChatsClass, error) {
	user, err := h.Resolve.User(ctx, c, req.UserID)
	if err != nil {
		return nil, err
	}
	list, err := h.Chats.Common(ctx, c.User, user, req.MaxID, req.Limit)
	if err != nil {
		return nil, err
	}
	out, err := h.Render.ChatList(c, list)
	if err != nil {
		return nil, err
	}
	return &tg.MessagesChats{Chats: out}, nil
}
