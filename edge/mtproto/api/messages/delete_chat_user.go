package messages

import (
	"context"

	"github.com/gotd/td/tg"

	"lamplight/edge/mtproto/rpc"
)

// deleteChatUser answers messages.deleteChatUser: it takes somebody out of a basic group, or has the caller leave it.
// With revoke_history, what they wrote there goes too.
//
// https://core.telegram.org/method/messages.deleteChatUser
func (h *Handlers) deleteChatUser(ctx context.Context, c rpc.Call, req *tg.MessagesDeleteChatUserRequest) (tg.UpdatesClass, error) {
	chat, err := h.Resolve.Chat(ctx, c, req.ChatID)
	if err != nil {
		return nil, err
	}
	user, err := h.Resolve.User(ctx, c, req.UserID)
	if err != nil {
		return nil, err
	}
	return h.chatChanged(ctx, c)(h.Chats.RemoveUser(ctx, chatCaller(c), chat, user, req.RevokeHistory))
}
