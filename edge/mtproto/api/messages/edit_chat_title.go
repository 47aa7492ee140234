package messages

import (
	"context"

	"github.com/gotd/td/tg"

	"lamplight"
	"lamplight/edge/mtproto/rpc"
)

// editChatTitle answers messages.editChatTitle: it renames a basic group.
//
// https://core.telegram.org/method/messages.editChatTitle
func (h *Handlers) editChatTitle(ctx context.Context, c rpc.Call, req *tg.MessagesEditChatTitleRequest) (tg.UpdatesClass, error) {
	chat, err := h.Resolve.Chat(ctx, c, req.ChatID)
	if err != nil {
		return nil, err
	}
	return h.chatChanged(ctx, c)(h.Chats.SetTitle(ctx, chatCaller(c), lamplight.ChatPeer(chat), req.Title))
}
