package messages

import (
	"context"

	"github.com/gotd/td/tg"

	"lamplight"
	"lamplight/edge/mtproto/rpc"
)

// editChatPhoto answers messages.editChatPhoto: it changes the photo of a basic group, or takes it away. The picture
// is screened before.
//
// https://core.telegram.org/method/messages.editChatPhoto
func (h *Handlers) editChatPhoto(ctx context.Context, c rpc.Call, req *tg.MessagesEditChatPhotoRequest) (tg.UpdatesClass, error) {
	chat, err := h.Resolve.Chat(ctx, c, req.ChatID)
	if err != nil {
		return nil, err
	}
	peer := lamplight.ChatPeer(chat)
	if err := h.Chats.MaySetPhoto(ctx, chatCaller(c), peer); err != nil {
		return nil, err
	}
	photo, err := h.ChatPhotos.ChatPhoto(ctx, c, peer, req.Photo)
	if err != nil {
		return nil, err
	}
	return h.chatChanged(ctx, c)(h.Chats.SetPhoto(ctx, chatCaller(c), peer, photo))
}
