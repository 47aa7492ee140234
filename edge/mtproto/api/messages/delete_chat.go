package messages

import (
	"context"

	"github.com/gotd/td/tg"

	"lamplight"
	"lamplight/edge/mtproto/rpc"
)

// deleteChat answers messages.deleteChat: it removes a basic group for everybody.
//
// https://core.telegram.org/method/messages.deleteChat
func (h *Handlers) deleteChat(ctx context.Context, c rpc.Call, req *tg.MessagesDeleteChatRequest) (tg.BoolClass, error) {
	chat, err := h.Resolve.Chat(ctx, c, req.ChatID)
	if err != nil {
		return nil, err
	}
	_, err = h.Chats.Delete(ctx, chatCaller(c), lamplight.ChatPeer(chat))
	return done(err)
}
