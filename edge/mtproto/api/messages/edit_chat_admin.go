package messages

import (
	"context"

	"github.com/gotd/td/tg"

	"lamplight/edge/mtproto/rpc"
)

// editChatAdmin answers messages.editChatAdmin: it makes a member of a basic group an administrator, or one no more.
//
// https://core.telegram.org/method/messages.editChatAdmin
func (h *Handlers) editChatAdmin(ctx context.Context, c rpc.Call, req *tg.MessagesEditChatAdminRequest) (tg.BoolClass, error) {
	chat, err := h.Resolve.Chat(ctx, c, req.ChatID)
	if err != nil {
		return nil, err
	}
	user, err := h.Resolve.User(ctx, c, req.UserID)
	if err != nil {
		return nil, err
	}
	return done(h.Chats.SetGroupAdmin(ctx, chatCaller(c), chat, user, req.IsAdmin))
}
