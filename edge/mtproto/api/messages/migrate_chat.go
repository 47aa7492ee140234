package messages

import (
	"context"

	"github.com/gotd/td/tg"

	"lamplight"
	"lamplight/edge/mtproto/rpc"
)

// migrateChat answers messages.migrateChat: it makes a supergroup of a basic group.
//
// https://core.telegram.org/method/messages.migrateChat
func (h *Handlers) migrateChat(ctx context.Context, c rpc.Call, req *tg.MessagesMigrateChatRequest) (tg.UpdatesClass, error) {
	chat, err := h.Resolve.Chat(ctx, c, req.ChatID)
	if err != nil {
		return nil, err
	}
	r, err := h.Chats.Migrate(ctx, chatCaller(c), chat)
	if err != nil {
		return nil, err
	}
	return h.Render.ResultWith(ctx, c, h.Now(), r.Events, lamplight.ChatPeer(chat), r.Chat)
}
