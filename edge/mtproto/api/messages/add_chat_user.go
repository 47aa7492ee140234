package messages

import (
	"context"

	"github.com/gotd/td/tg"

	"lamplight/edge/mtproto/rpc"
)

// addChatUser answers messages.addChatUser: it brings somebody into a basic group, with what was said there last.
//
// https://core.telegram.org/method/messages.addChatUser
func (h *Handlers) addChatUser(ctx context.Context, c rpc.Call, req *tg.MessagesAddChatUserRequest) (*tg.MessagesInvitedUsers, error) {
	chat, err := h.Resolve.Chat(ctx, c, req.ChatID)
	if err != nil {
		return nil, err
	}
	user, err := h.Resolve.User(ctx, c, req.UserID)
	if err != nil {
		return nil, err
	}
	return h.invited(ctx, c)(h.Chats.AddUser(ctx, chatCaller(c), chat, user, req.FwdLimit))
}
